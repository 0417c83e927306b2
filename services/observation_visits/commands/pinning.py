"""A pin is checked when it is set, by the function that checks all of them before anything is planned."""

from collections.abc import Sequence

from msgspec.structs import replace

from services.observation_visits.commands.problem_inputs import calendar_beside, hosts_of, memory_of, visitors_of
from services.observation_visits.model import validation
from services.observation_visits.model.problem_builder import (
    HostRecords,
    Search,
    VisitorRecords,
    places_of,
    problem_of,
    refusal_of,
)
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import round_rules, settings_of
from shared.unit_of_work import UnitOfWork
from visit_solver.pin_validation import pin_violations
from visit_solver.problem import Pin, Problem, Travel

FIELDS = {"host_id": "stop_id", "delegation_id": "delegation_id", "day": "day", "begin": "begins", "": "stop_id"}
"""The fields of a pin as they are asked for, by those of the problem."""


def check_pin(work: UnitOfWork, one: Round, pin: Pin) -> None:
    """Refuse as Invalid, by field, a pin that no schedule can satisfy, alone or with the other pins."""
    problem = _problem_of(work, one, pin)
    own = f"pins[{len(problem.pins) - 1}]"
    wrong = [each for each in pin_violations(problem) if each.field.partition(".")[0] == own]
    if wrong:
        raise refusal_of(wrong, lambda field: FIELDS[field.removeprefix(own).removeprefix(".")])


def _problem_of(work: UnitOfWork, one: Round, pin: Pin) -> Problem:
    """Build the round's problem with pinned visits only; a tour keeps all delegations, whose hosts stay at home."""
    calendar = calendar_beside(work, one)
    memory = memory_of(work, one, calendar)
    others = (each for each in memory.pins if (each.delegation_id, each.host_id) != (pin.delegation_id, pin.host_id))
    pins = (*others, pin)
    going = None if one.kind == validation.DISTRICT else {each.delegation_id for each in pins}
    hosts = hosts_of(work, one, calendar, {each.host_id for each in pins})
    visitors = visitors_of(work, one, calendar, going)
    holds = settings_of(one.settings, round_rules(one.dates[0]))
    memory = replace(memory, pins=pins)
    travel = None if _straight(one, hosts, visitors) else _unknown(hosts, visitors)
    return problem_of(one, holds, hosts, visitors, memory=memory, search=Search(seconds=1.0), travel=travel)


def _straight(one: Round, hosts: Sequence[HostRecords], visitors: Sequence[VisitorRecords]) -> bool:
    """Whether ways are straight lines: no table, no road closed, and everybody on the map."""
    placed = all(place.longitude is not None for place, _ in places_of(hosts, visitors))
    return placed and one.matrix is None and not one.closed_roads


def _unknown(hosts: Sequence[HostRecords], visitors: Sequence[VisitorRecords]) -> Travel:
    """No minutes for any way: a table may still be uploaded, and leads past stops that are not looked at here."""
    size = len(places_of(hosts, visitors))
    return Travel(matrix=((0.0,) * size,) * size)
