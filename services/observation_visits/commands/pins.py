"""What is settled stays: people pin a visit to a day and a time, or let the planner move it again."""

from collections.abc import Sequence
from datetime import date

import msgspec

from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.problem_inputs import calendar_beside, hosts_of, memory_of, visitors_of
from services.observation_visits.model import Delegation, Participant, Pin, Round, lifecycle, repository, validation
from services.observation_visits.model.delegations import STAYING
from services.observation_visits.model.problem_builder import (
    HostRecords,
    Search,
    VisitorRecords,
    places_of,
    problem_of,
    refusal_of,
)
from shared.errors import Conflict, Invalid, NotFound
from shared.events.observation_visits import RoundAmended
from shared.lifecycles import record_step
from shared.records import emit
from shared.service import command
from shared.unit_of_work import UnitOfWork
from visit_solver.pin_validation import pin_violations
from visit_solver.problem import Pin as FixedVisit
from visit_solver.problem import Problem, Travel

FIELDS = {"host_id": "stop_id", "delegation_id": "delegation_id", "day": "day", "begin": "begins", "": "stop_id"}
"""The fields of a pin in the request, by those of the problem."""


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
) -> Pin:
    """Pin the visit of a delegation to a stop, on a day and at a time where they are named.

    Refuses a stop or a delegation that is not of the round, a day that is none of its days, a time without a day, and
    what could be kept by no schedule: too many people, a closed day, another pin, a published visit of another round.
    """
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    if (delegation := _check(work, round_, stop_id, delegation_id)).status == STAYING:
        raise Conflict("delegation_stays_already", name=delegation.name)
    if day is not None and day not in round_.dates:
        raise Invalid("day_not_of_round", field="day", day=day)
    if begins is not None and day is None:
        raise Invalid("pin_begin_without_day", field="day")
    begin = None if begins is None else validation.minutes(begins, "begins")
    _check_pin(work, round_, FixedVisit(delegation_id=delegation_id, host_id=stop_id, day=day, begin=begin))
    key = (round_.district_id, round_.id, stop_id, delegation_id)
    pin = work.session.get(Pin, key)
    if pin is None:
        pin = Pin(district_id=round_.district_id, round_id=round_.id, stop_id=stop_id, delegation_id=delegation_id)
        work.session.add(pin)
    pin.day, pin.begin = day, begin
    _mark_pinned(work, round_, stop_id, delegation_id, pinned=True)
    return pin


@command
def release_pin(
    work: UnitOfWork, *, round_id: str, stop_id: str, delegation_id: str, expected_version: int | None = None
) -> Pin:
    """Remove the pin of a visit; NotFound where it was not pinned."""
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    _check(work, round_, stop_id, delegation_id)
    pin = work.session.get(Pin, (round_.district_id, round_.id, stop_id, delegation_id))
    if pin is None:
        raise NotFound("pin_unknown", field="stop_id")
    work.session.delete(pin)
    _mark_pinned(work, round_, stop_id, delegation_id, pinned=False)
    return pin


def _check(work: UnitOfWork, round_: Round, stop_id: str, delegation_id: str) -> Delegation:
    round_.lifecycle.after("pin", round_.status)
    round_.must_not_be_planning()
    if work.session.get(Participant, (round_.district_id, round_.id, stop_id)) is None:
        raise Invalid("stop_not_of_round", field="stop_id", stop_id=stop_id)
    delegation = work.session.get(Delegation, (round_.district_id, delegation_id))
    if delegation is None or delegation.round_id != round_.id:
        raise Invalid("delegation_not_of_round", field="delegation_id", delegation_id=delegation_id)
    return delegation


def _check_pin(work: UnitOfWork, round_: Round, pin: FixedVisit) -> None:
    """Refuse as Invalid, by field, a pin that no schedule can satisfy, alone or with the other pins.

    By the function that checks all of them before anything is planned.
    """
    problem = _problem_of(work, round_, pin)
    own = f"pins[{len(problem.pins) - 1}]"
    violations = [violation for violation in pin_violations(problem) if violation.field.partition(".")[0] == own]
    if violations:
        raise refusal_of(violations, lambda field: FIELDS[field.removeprefix(own).removeprefix(".")])


def _mark_pinned(work: UnitOfWork, round_: Round, stop_id: str, delegation_id: str, *, pinned: bool) -> None:
    for visit in repository.visits_of(work.session, round_):
        if (visit.stop_id, visit.delegation_id) == (stop_id, delegation_id) and visit.status in lifecycle.TO_COME:
            visit.pinned = pinned
    record_step(work, round_, "pin", round_.status)
    emit(work, round_, RoundAmended)


def _problem_of(work: UnitOfWork, round_: Round, pin: FixedVisit) -> Problem:
    """Build the round's problem with pinned visits only; a tour keeps all delegations, whose hosts stay at home."""
    calendar = calendar_beside(work, round_)
    memory = memory_of(work, round_, calendar)
    same_pair = (pin.delegation_id, pin.host_id)
    pins = (*(other for other in memory.pins if (other.delegation_id, other.host_id) != same_pair), pin)
    going = None if round_.kind == validation.DISTRICT else {other.delegation_id for other in pins}
    hosts = hosts_of(work, round_, calendar, {other.host_id for other in pins})
    visitors = visitors_of(work, round_, calendar, going)
    memory = msgspec.structs.replace(memory, pins=pins)
    travel = None if _are_ways_straight(round_, hosts, visitors) else _unknown_ways(hosts, visitors)
    return problem_of(round_, hosts, visitors, memory=memory, search=Search(seconds=1.0), travel=travel)


def _are_ways_straight(round_: Round, hosts: Sequence[HostRecords], visitors: Sequence[VisitorRecords]) -> bool:
    """Whether ways are straight lines: no table, no road closed, and everybody on the map."""
    placed = all(place.longitude is not None for place, _ in places_of(hosts, visitors))
    return placed and round_.matrix is None and not round_.closed_roads


def _unknown_ways(hosts: Sequence[HostRecords], visitors: Sequence[VisitorRecords]) -> Travel:
    """No minutes for any way: a table may still be uploaded, and leads past stops that are not looked at here."""
    size = len(places_of(hosts, visitors))
    return Travel(matrix=((0.0,) * size,) * size)
