"""Reviews of records: a decision passes or returns them, and nobody decides on what is their own."""

from collections.abc import Collection
from datetime import date

from shared.enumerations import DECISIONS
from shared.errors import Forbidden, Invalid
from shared.messaging.events import Event
from shared.records import RecordWithHistory, RecordWithSteps, emit, steps_of, take_step
from shared.rights import is_service_account
from shared.unit_of_work import UnitOfWork

PASS, RETURN = DECISIONS


def is_passed(decision: str) -> bool:
    """Return whether a decision passes a record on; Invalid where it is neither `pass` nor `return`."""
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", field="decision", decision=decision, known=DECISIONS)
    return decision == PASS


def require_other_person(work: UnitOfWork, accounts: Collection[str | None], refusal: str) -> None:
    """Refuse as Forbidden a decision by the person behind an account that had a part in what is decided (four eyes).

    A service account decides nothing, whoever had a part in it.
    """
    if is_service_account(work.actor.account_id):
        raise Forbidden("decision_needs_person")
    if work.actor.is_person_of(accounts):
        raise Forbidden(refusal)


def require_other_signer(work: UnitOfWork, record: RecordWithHistory, organization_id: str) -> None:
    """Refuse as Forbidden the person who signed a record for another organization: two sides, two persons."""
    signed = [step for step in steps_of(work.session, record) if step.step == "sign"]
    others = {step.account_id for step in signed if step.organization_id != organization_id}
    require_other_person(work, others, "own_signature")


def return_record(
    work: UnitOfWork, record: RecordWithSteps, event: type[Event], unit_id: str, *, opinion: str, on: date | None
) -> None:
    """Return a record to who declared it, with an opinion, on behalf of a unit."""
    day = take_step(work, record, "return", on, organization_id=unit_id, opinion=opinion)
    emit(work, record, event, returned_on=day, returned_by=unit_id)
