"""What an inspection finds at a unit: general or serious, with its clause; taken back while no notice names it."""

from datetime import date
from typing import Any

from services.supervision.commands import steps
from services.supervision.commands.telling import tell
from services.supervision.model import Finding, Inspection, records, states, words
from services.supervision.model.duplicates import SAME_FINDING
from services.supervision.model.inspections import severity as known_severity
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.supervision import FindingRecorded, FindingWithdrawn
from shared.lifecycles import step_day
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def record_finding(
    work: UnitOfWork,
    *,
    inspection_id: str,
    organization_id: str,
    severity: str,
    clause: str,
    text: str,
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Record a problem at one of the units of an inspection that was held (问题).

    Evidence is optional and names a record. Refuses a unit that the inspection does not look at.
    """
    inspection, _ = steps.find(work, Inspection, inspection_id, steps.INSPECT)
    steps.expect(inspection, expected_version)
    states.INSPECTION.after("find", inspection.status)
    if organization_id not in records.units_of(work.session, inspection):
        raise Invalid("unit_not_inspected", field="organization_id")
    day = step_day(work, on, last=inspection.held_on)
    finding = Finding(
        district_id=inspection.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=states.RECORDED, steps=0, last_step_on=day, inspection_id=inspection.id,
        issuer_id=inspection.organization_id, year=inspection.year, severity=known_severity(severity),
        clause=words.line(clause, "clause"), text=words.lines(text, "text"),
        evidence=words.line_or_none(evidence, "evidence"), found_on=day,
    )  # fmt: skip
    steps.begin(work, finding, "record")
    tell(work, finding, FindingRecorded)
    return records.shown_finding(finding) | {"warnings": duplicates_of(work, SAME_FINDING, finding)}


@command
def withdraw_finding(
    work: UnitOfWork, *, inspection_id: str, finding_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Withdraw a finding, with a reason; Conflict for one that a notice names."""
    steps.find(work, Inspection, inspection_id, steps.INSPECT)
    finding, _ = steps.find(work, Finding, finding_id, steps.INSPECT, "issuer_id")
    steps.expect(finding, expected_version)
    if finding.inspection_id != inspection_id:
        raise Conflict("finding_elsewhere")
    if finding.notice_id is not None:
        raise Conflict("finding_in_notice")
    steps.take(work, finding, "withdraw", opinion=words.lines(reason, "reason"))
    tell(work, finding, FindingWithdrawn)
    return records.shown_finding(finding)
