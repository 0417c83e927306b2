"""Reviews of records: a decision passes or returns them, and nobody decides on what is their own."""

from collections.abc import Collection
from datetime import date

from shared.enumerations import DECISIONS
from shared.errors import Forbidden, Invalid
from shared.messaging.events import Event
from shared.records import RecordWithSteps, emit, take_step
from shared.unit_of_work import UnitOfWork

PASS, RETURN = DECISIONS


def is_passed(decision: str) -> bool:
    """Return whether a decision passes a record on; Invalid where it is neither `pass` nor `return`."""
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", field="decision", decision=decision, known=DECISIONS)
    return decision == PASS


def require_other_person(work: UnitOfWork, accounts: Collection[str | None], refusal: str) -> None:
    """Refuse as Forbidden a decision by one of the accounts that had a part in what is decided on (four eyes)."""
    if work.actor.account_id in accounts:
        raise Forbidden(refusal)


def return_record(
    work: UnitOfWork, record: RecordWithSteps, event: type[Event], unit_id: str, *, opinion: str, on: date | None
) -> None:
    """Return a record to who declared it, with an opinion, on behalf of a unit."""
    day = take_step(work, record, "return", on, organization_id=unit_id, opinion=opinion)
    emit(work, record, event, returned_on=day, returned_by=unit_id)
