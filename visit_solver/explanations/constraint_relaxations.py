"""Changes of a problem that relax one constraint, small ones first: what is tried for whatever is not placed.

Whatever lets the fewest people change something comes first: a few minutes of one host, then of everyone's day, then
room, then a refusal taken back.
"""

from collections.abc import Callable, Iterator
from functools import partial

import msgspec
from msgspec.structs import replace

from visit_solver.problem import MIDNIGHT, Host, Problem, Window

STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
"""Minutes tried, one after another."""
Pair = tuple[int, int]
"""The number of a delegation and the number of a host."""
FieldOf = Callable[[Problem, Pair], tuple[str, str]]
"""The field of a changed problem where a pair finds the change, and its new value."""


class ConstraintRelaxation(msgspec.Struct, frozen=True):
    """A changed problem, the change's code and size, and where in the problem a pair finds it."""

    code: str
    size: int
    problem: Problem
    field: FieldOf


def more_time(problem: Problem, hosts: set[int], opening_field: FieldOf) -> Iterator[ConstraintRelaxation]:
    """Yield shorter visits to some hosts, their longer opening, longer days of everyone, and a day without lunch."""
    for size in STEPS:
        if any(problem.hosts[number].visit_minutes > size for number in hosts):
            shorter = with_hosts(problem, hosts, partial(_shorter, size=size))
            yield ConstraintRelaxation("visit_shorter", size, shorter, host_field("visit_minutes"))
        longer = with_hosts(problem, hosts, partial(_longer, size=size))
        yield ConstraintRelaxation("opening_longer", size, longer, opening_field)
        day = problem.day
        day = replace(day, begin=max(0, day.begin - size), end=min(MIDNIGHT, day.end + size))
        wider = tuple(replace(each, windows=_widened(each.windows, size)) for each in problem.delegations)
        yield ConstraintRelaxation("day_longer", size, replace(problem, day=day, delegations=wider), _day_field)
    if problem.day.lunch is not None:
        loose = replace(problem, day=replace(problem.day, lunch=None))
        yield ConstraintRelaxation("lunch_left_out", problem.day.lunch.minutes, loose, fixed_field("day.lunch", "null"))


def more_room(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    """Yield larger capacities of the pairs' hosts, by what each of the pairs lacks."""
    lacking = set()
    for one, number in pairs:
        most = problem.hosts[number].most_people
        if most is not None and problem.delegations[one].people > most:
            lacking.add(problem.delegations[one].people - most)
    for size in sorted(lacking):
        loose = with_hosts(problem, {host for _, host in pairs}, partial(_roomier, size=size))
        yield ConstraintRelaxation("room_larger", size, loose, host_field("most_people"))


def more_consent(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    """Yield the pairs' refusals taken back, and closed roads opened."""
    named = {(problem.delegations[one].id, problem.hosts[host].id) for one, host in pairs}
    declined = tuple(pair for pair in problem.declined if (pair.delegation_id, pair.host_id) not in named)
    if len(declined) < len(problem.declined):
        loose = replace(problem, declined=declined)
        yield ConstraintRelaxation("decline_taken_back", 1, loose, fixed_field("declined", ""))
    if problem.travel.closed:
        loose = replace(problem, travel=replace(problem.travel, closed=()))
        yield ConstraintRelaxation("road_opened", 1, loose, fixed_field("travel.closed", ""))


def with_hosts(problem: Problem, numbers: set[int], change: Callable[[Host], Host]) -> Problem:
    """Return a problem with some of its hosts changed."""
    hosts = (change(host) if number in numbers else host for number, host in enumerate(problem.hosts))
    return replace(problem, hosts=tuple(hosts))


def one_more_a_quarter(host: Host) -> Host:
    """Return a host with every cap of a quarter raised by one."""
    return replace(host, may_receive={quarter: most + 1 for quarter, most in host.may_receive.items()})


def host_field(name: str) -> FieldOf:
    """Return a field of the pair's host, its value as JSON."""

    def field(problem: Problem, pair: Pair) -> tuple[str, str]:
        value = msgspec.json.encode(getattr(problem.hosts[pair[1]], name)).decode()
        return f"hosts[{pair[1]}].{name}", value

    return field


def fixed_field(name: str, value: str) -> FieldOf:
    """Return a field that is the same for every pair."""
    return lambda *_: (name, value)


def _shorter(host: Host, size: int) -> Host:
    return replace(host, visit_minutes=host.visit_minutes - size) if host.visit_minutes > size else host


def _longer(host: Host, size: int) -> Host:
    return replace(host, windows=_widened(host.windows, size))


def _widened(windows: tuple[Window, ...], size: int) -> tuple[Window, ...]:
    return tuple(replace(w, begin=max(0, w.begin - size), end=min(MIDNIGHT, w.end + size)) for w in windows)


def _roomier(host: Host, size: int) -> Host:
    return host if host.most_people is None else replace(host, most_people=host.most_people + size)


def _day_field(problem: Problem, _: Pair) -> tuple[str, str]:
    return "day", f"{problem.day.begin}-{problem.day.end}"
