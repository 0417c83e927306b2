"""What an inspection finds at a unit: general or serious, with its clause; taken back while no notice names it."""

from datetime import date

from services.supervision.commands import loading
from services.supervision.model import Finding, lifecycle, repository, validation
from services.supervision.model.duplicates import SAME_FINDING
from services.supervision.model.inspections import require_severity
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.supervision import FindingRecorded, FindingWithdrawn
from shared.lifecycles import step_day
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


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
) -> Answer[Finding]:
    """Record a problem at one of the units of an inspection that was held (问题).

    Evidence is optional and names a record. Refuses a unit that the inspection does not look at.
    """
    inspection, _ = loading.load_inspection(work, inspection_id, expected_version)
    lifecycle.INSPECTION.after("find", inspection.status)
    if organization_id not in repository.units_of(work.session, inspection):
        raise Invalid("unit_not_inspected", field="organization_id")
    day = step_day(work, on, last=inspection.held_on)
    finding = Finding(
        district_id=inspection.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.RECORDED, steps=0, last_step_on=day, inspection_id=inspection.id,
        issuer_id=inspection.organization_id, year=inspection.year, severity=require_severity(severity),
        clause=validation.line(clause, "clause"), text=validation.lines(text, "text"),
        evidence=validation.line_or_none(evidence, "evidence"), found_on=day,
    )  # fmt: skip
    add_record(work, finding, "record")
    emit(work, finding, FindingRecorded)
    return Answer(finding, {"warnings": duplicates_of(work, SAME_FINDING, finding)})


@command
def withdraw_finding(
    work: UnitOfWork, *, inspection_id: str, finding_id: str, reason: str, expected_version: int | None = None
) -> Finding:
    """Withdraw a finding, with a reason; Conflict for one that a notice names."""
    loading.load_inspection(work, inspection_id, None)
    finding, _ = loading.load_as_issuer(work, Finding, finding_id, expected_version)
    if finding.inspection_id != inspection_id:
        raise Conflict("finding_elsewhere")
    if finding.notice_id is not None:
        raise Conflict("finding_in_notice")
    take_step(work, finding, "withdraw", opinion=validation.lines(reason, "reason"))
    emit(work, finding, FindingWithdrawn)
    return finding
