"""What every command does before and after its own rule: find and lock the record, check the right, take the step."""

from datetime import date
from typing import TypeVar

from services.supervision.commands.successions import settle_successions
from services.supervision.model import Record, repository
from shared import org_paths, trees
from shared.enumerations import DECISIONS
from shared.errors import Forbidden, Invalid
from shared.lifecycles import record_step, require_version
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork

Kind = TypeVar("Kind", bound=Record)
INSPECT, ANSWER, COMMIT, REQUEST = (
    "supervision.inspect",
    "supervision.answer",
    "supervision.commit",
    "supervision.request",
)
PASS, RETURN = DECISIONS


def load_for_update(
    work: UnitOfWork, kind: type[Kind], record_id: str, right: str, side: str = "organization_id"
) -> tuple[Kind, OrgPath]:
    """Load and lock a record for a caller with a right on its unit or its issuer."""
    settle_successions(work)
    record = repository.record_of(work.session, kind, record_id, lock=True)
    place = org_paths.load_org_path(work.session, getattr(record, side), work.today)
    work.actor.require(right, place.path)
    return record, place


def take_step(
    work: UnitOfWork,
    record: Record,
    step: str,
    on: date | None = None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step, record it, and return its day: today unless an earlier one is named."""
    before, day = record.status, on or work.today
    record.move(step, day, work.today)
    record_step(work, record, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def begin_record(work: UnitOfWork, record: Record, step: str, opinion: str | None = None) -> None:
    """Store a new record with its first step."""
    work.session.add(record)
    record_step(work, record, step, None, on=record.last_step_on, opinion=opinion)


def expect(record: Record, expected_version: int | None) -> None:
    """Refuse as Conflict a change of something else than what the caller saw."""
    require_version(record.version, expected_version)


def issuing(work: UnitOfWork, organization_id: str, right: str = INSPECT) -> OrgPath:
    """Load the issuing district or street, open today, for a caller with the right on it."""
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(right, place.path)
    if place.level not in {trees.DISTRICT, trees.STREET}:
        raise Invalid("issuer_not_district_or_street", field="organization_id", organization=place.name)
    must_be_open(work, organization_id, place.name)
    return place


def must_be_open(work: UnitOfWork, organization_id: str, name: str, field: str = "organization_id") -> None:
    """Refuse as Invalid an organization that does not exist today."""
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Invalid("supervised_not_open", field=field, organization=name, day=work.today)


def unit_below(work: UnitOfWork, issuer: OrgPath, organization_id: str, field: str = "organization_id") -> OrgPath:
    """Load an open unit below an issuer, or refuse as Invalid."""
    unit = org_paths.load_org_path(work.session, organization_id, work.today)
    if issuer.path[0] not in unit.path[1:]:
        raise Invalid("unit_not_below_issuer", field=field, organization=issuer.name)
    must_be_open(work, organization_id, unit.name, field)
    return unit


def decided(decision: str, opinion: str | None) -> bool:
    """Return whether a decision passes; refuses an unknown one, and a return without an opinion."""
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", field="decision", decision=decision, known=DECISIONS)
    if decision == RETURN and not (opinion or "").strip():
        raise Invalid("rectification_return_needs_opinion", field="opinion")
    return decision == PASS


def must_be_another(work: UnitOfWork, account_id: str | None) -> None:
    """Refuse as Forbidden a decision on the caller's own submission (four eyes)."""
    if account_id == work.actor.account_id:
        raise Forbidden("own_proof")
