"""One constraint at a time is relaxed, a little first and then more, until the schedule as it stands takes one more.

Whatever lets the fewest people change something is tried first: a few minutes of one host, then of everyone's day, then
room, then somebody's further visit, and only last a rule of the round.
"""

from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic

import msgspec
from msgspec.structs import replace

from visit_solver.explanations.cases import OnlyTime, OutOfTime, relaxation
from visit_solver.pairing.conflicts import ScheduleState, first_feasible
from visit_solver.pairing.flow_bound import flow_bound
from visit_solver.pairing.greedy import fill_greedily
from visit_solver.pairing.instance import Assignment, Pair, PairingInstance
from visit_solver.pairing.large_neighbourhood_search import search
from visit_solver.problem import ANY_STREET, MIDNIGHT, Host, InfeasiblePins, Problem, Window
from visit_solver.schedule import Relaxation
from visit_solver.search_control import SearchControl

STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
"""Minutes tried, one after another."""


REARRANGED = 12_000
"""Pairs up to which a schedule is also rearranged to let one more in; beyond, it stays as it is."""


SEARCHED, MOMENT = 700, 1.0
"""Pairs up to which the rearranging is a search, and the seconds of it."""


class ConstraintRelaxation(msgspec.Struct, frozen=True):
    """A changed problem, the change's code and size, and where in the problem a pair finds it."""

    code: str
    size: int
    problem: Problem
    field: Callable[[Problem, Pair], tuple[str, str]]


def smallest_relaxation(state: ScheduleState, pairs: list[Pair], until: float) -> Relaxation | None:
    """Return the first relaxation with which one of the pairs is in a schedule, None without any.

    OnlyTime where that is so without any change; OutOfTime where not all were tried.
    """
    if _admitted(state.instance, state.visits, pairs) is not None:
        raise OnlyTime
    for change in _changes(state.instance.problem, pairs):
        if monotonic() > until:
            raise OutOfTime
        pair = _admitted(PairingInstance(change.problem), state.visits, pairs)
        if pair is not None:
            return _relaxation(change, pair)
    return None


def _admitted(instance: PairingInstance, visits: Assignment, pairs: list[Pair]) -> Pair | None:
    """Return one of the pairs that fits beside a schedule, or into one with as many visits made in some other way."""
    trial = ScheduleState(instance, visits)
    # What has no moment in this problem is in none of its schedules: nothing needs to be rearranged to know that.
    new = [pair for pair in pairs if pair not in trial.visits and instance.start_times(pair)]
    beside = [pair for pair in new if first_feasible(trial, pair, instance.start_times(pair)) is not None]
    if beside:
        return min(beside, key=lambda pair: (instance.cost(pair), pair))
    if not new or len(instance.delegations) * len(instance.hosts) > REARRANGED:
        return None
    again = _rearranged(instance, instance.missing(visits))
    found = [pair for pair in new if pair in again]
    return min(found) if found and instance.missing(again) < instance.missing(visits) else None


def _rearranged(instance: PairingInstance, missing: int) -> Assignment:
    """Search a small round for a moment, fill a large one greedily; return no visits if none misses less."""
    try:
        relaxed = flow_bound(instance)
        if relaxed.bound // instance.missing_penalty >= missing:
            return {}
        if len(instance.pairs) <= SEARCHED:
            return search(instance, SearchControl(MOMENT)).visits
        return fill_greedily(instance, relaxed.pairs)
    except (LookupError, InfeasiblePins):
        return {}


def _relaxation(change: ConstraintRelaxation, pair: Pair) -> Relaxation:
    problem = change.problem
    field, to = change.field(problem, pair)
    return relaxation(
        change.code,
        field=field,
        to=to,
        size=change.size,
        delegation=problem.delegations[pair[0]],
        host=problem.hosts[pair[1]],
    )


def _changes(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    hosts = {host for _, host in pairs}
    yield from _minutes(problem, hosts)
    yield from _room(problem, pairs)
    yield from _willing(problem, pairs)
    yield from _counts(problem, pairs)
    if problem.rules.reciprocal_apart:
        loose = replace(problem, rules=replace(problem.rules, reciprocal_apart=False))
        yield ConstraintRelaxation("reciprocal_allowed", 1, loose, lambda *_: ("rules.reciprocal_apart", "false"))
    if problem.rules.between != ANY_STREET:
        loose = replace(problem, rules=replace(problem.rules, between=ANY_STREET))
        yield ConstraintRelaxation("street_rule_lifted", 1, loose, lambda *_: ("rules.between", ANY_STREET))


def _minutes(problem: Problem, hosts: set[int]) -> Iterator[ConstraintRelaxation]:
    for size in STEPS:
        shorter = _with_hosts(problem, hosts, partial(_shorter, size=size))
        yield ConstraintRelaxation("visit_shorter", size, shorter, _host_field("visit_minutes"))
        longer = _with_hosts(problem, hosts, partial(_longer, size=size))
        yield ConstraintRelaxation("opening_longer", size, longer, _host_field("windows"))
        day = problem.day
        day = replace(day, begin=max(0, day.begin - size), end=min(MIDNIGHT, day.end + size))
        wider = tuple(replace(each, windows=_widened(each.windows, size)) for each in problem.delegations)
        yield ConstraintRelaxation("day_longer", size, replace(problem, day=day, delegations=wider), _day_field)
    if problem.day.lunch is not None:
        loose = replace(problem, day=replace(problem.day, lunch=None))
        yield ConstraintRelaxation("lunch_left_out", problem.day.lunch.minutes, loose, lambda *_: ("day.lunch", "null"))


def _room(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    short = set()
    for one, number in pairs:
        most = problem.hosts[number].most_people
        if most is not None and problem.delegations[one].people > most:
            short.add(problem.delegations[one].people - most)
    for size in sorted(short):
        hosts = {host for _, host in pairs}
        loose = _with_hosts(problem, hosts, partial(_roomier, size=size))
        yield ConstraintRelaxation("room_larger", size, loose, _host_field("most_people"))


def _willing(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    named = {(problem.delegations[one].id, problem.hosts[host].id) for one, host in pairs}
    declined = tuple(pair for pair in problem.declined if (pair.delegation_id, pair.host_id) not in named)
    if len(declined) < len(problem.declined):
        yield ConstraintRelaxation(
            "decline_taken_back", 1, replace(problem, declined=declined), lambda *_: ("declined", "")
        )
    if problem.travel.closed:
        loose = replace(problem, travel=replace(problem.travel, closed=()))
        yield ConstraintRelaxation("road_opened", 1, loose, lambda *_: ("travel.closed", ""))


def _counts(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    hosts, delegations = {host for _, host in pairs}, {one for one, _ in pairs}
    more = tuple(
        replace(each, visits=each.visits + (number in delegations)) for number, each in enumerate(problem.delegations)
    )
    yield ConstraintRelaxation("one_more_visit", 1, replace(problem, delegations=more), _visits_field)
    organizations = {problem.hosts[host].organization_id for host in hosts}
    siblings = {number for number, host in enumerate(problem.hosts) if host.organization_id in organizations}
    loose = _with_hosts(_with_hosts(problem, siblings, _roomier_quarter), hosts, _one_more)
    yield ConstraintRelaxation("one_more_received", 1, loose, _received_field)


def _with_hosts(problem: Problem, numbers: set[int], change: Callable[[Host], Host]) -> Problem:
    hosts = (change(host) if number in numbers else host for number, host in enumerate(problem.hosts))
    return replace(problem, hosts=tuple(hosts))


def _shorter(host: Host, size: int) -> Host:
    return replace(host, visit_minutes=host.visit_minutes - size) if host.visit_minutes > size else host


def _longer(host: Host, size: int) -> Host:
    return replace(host, windows=_widened(host.windows, size))


def _widened(windows: tuple[Window, ...], size: int) -> tuple[Window, ...]:
    return tuple(replace(w, begin=max(0, w.begin - size), end=min(MIDNIGHT, w.end + size)) for w in windows)


def _roomier(host: Host, size: int) -> Host:
    return host if host.most_people is None else replace(host, most_people=host.most_people + size)


def _one_more(host: Host) -> Host:
    return host if host.most_visits is None else replace(host, most_visits=host.most_visits + 1)


def _roomier_quarter(host: Host) -> Host:
    return replace(host, may_receive={quarter: n + 1 for quarter, n in host.may_receive.items()})


def _host_field(name: str) -> Callable[[Problem, Pair], tuple[str, str]]:
    def field(problem: Problem, pair: Pair) -> tuple[str, str]:
        value = msgspec.json.encode(getattr(problem.hosts[pair[1]], name)).decode()
        return f"hosts[{pair[1]}].{name}", value

    return field


def _received_field(problem: Problem, pair: Pair) -> tuple[str, str]:
    return _host_field("may_receive" if problem.hosts[pair[1]].most_visits is None else "most_visits")(problem, pair)


def _day_field(problem: Problem, _: Pair) -> tuple[str, str]:
    return "day", f"{problem.day.begin}-{problem.day.end}"


def _visits_field(problem: Problem, pair: Pair) -> tuple[str, str]:
    return f"delegations[{pair[0]}].visits", str(problem.delegations[pair[0]].visits)
