"""What is settled stays: people pin a visit to a day and a time, or let the planner move it again."""

from datetime import date
from typing import Any

from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.pinning import check_pin
from services.observation_visits.commands.recording import emit_round
from services.observation_visits.model import lifecycle, repository, validation
from services.observation_visits.model.delegations import STAYING, Delegation
from services.observation_visits.model.rounds import Participant, Pin, Round
from services.observation_visits.model.views import pin_view
from shared.errors import Conflict, Invalid, NotFound
from shared.events.observation_visits import RoundAmended
from shared.lifecycles import record_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from visit_solver.problem import Pin as Settled


@command
def pin_visit(
    work: UnitOfWork,
    *,
    round_id: str,
    stop_id: str,
    delegation_id: str,
    day: date | None = None,
    begins: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Pin the visit of a delegation to a stop, on a day and at a time where they are named.

    Refuses a stop or a delegation that is not of the round, a day that is none of its days, a time without a day, and
    what could be kept by no schedule: too many people, a closed day, another pin, a published visit of another round.
    """
    one, _ = load_round_as_planner(work, round_id, expected_version)
    if (delegation := _check(work, one, stop_id, delegation_id)).status == STAYING:
        raise Conflict("delegation_stays_already", name=delegation.name)
    if day is not None and day not in one.dates:
        raise Invalid("day_not_of_round", field="day", day=day)
    if begins is not None and day is None:
        raise Invalid("pin_begin_without_day", field="day")
    begin = None if begins is None else validation.minutes(begins, "begins")
    check_pin(work, one, Settled(delegation_id=delegation_id, host_id=stop_id, day=day, begin=begin))
    key = (one.district_id, one.id, stop_id, delegation_id)
    pin = work.session.get(Pin, key)
    if pin is None:
        pin = Pin(district_id=one.district_id, round_id=one.id, stop_id=stop_id, delegation_id=delegation_id)
        work.session.add(pin)
    pin.day, pin.begin = day, begin
    _settle(work, one, stop_id, delegation_id, pinned=True)
    return pin_view(pin)


@command
def release_pin(
    work: UnitOfWork, *, round_id: str, stop_id: str, delegation_id: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Remove the pin of a visit; NotFound where it was not pinned."""
    one, _ = load_round_as_planner(work, round_id, expected_version)
    _check(work, one, stop_id, delegation_id)
    pin = work.session.get(Pin, (one.district_id, one.id, stop_id, delegation_id))
    if pin is None:
        raise NotFound("pin_unknown", field="stop_id")
    shown = pin_view(pin)
    work.session.delete(pin)
    _settle(work, one, stop_id, delegation_id, pinned=False)
    return shown


def _check(work: UnitOfWork, one: Round, stop_id: str, delegation_id: str) -> Delegation:
    lifecycle.ROUND.after("pin", one.status)
    one.must_not_be_planning()
    if work.session.get(Participant, (one.district_id, one.id, stop_id)) is None:
        raise Invalid("stop_not_of_round", field="stop_id", stop_id=stop_id)
    delegation = work.session.get(Delegation, (one.district_id, delegation_id))
    if delegation is None or delegation.round_id != one.id:
        raise Invalid("delegation_not_of_round", field="delegation_id", delegation_id=delegation_id)
    return delegation


def _settle(work: UnitOfWork, one: Round, stop_id: str, delegation_id: str, *, pinned: bool) -> None:
    for visit in repository.visits_of(work.session, one):
        if (visit.stop_id, visit.delegation_id) == (stop_id, delegation_id) and visit.status in lifecycle.TO_COME:
            visit.pinned = pinned
    record_step(work, one, "pin", one.status, on=work.today)
    emit_round(work, one, RoundAmended)
