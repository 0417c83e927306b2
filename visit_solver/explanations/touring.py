"""Constraint by constraint: which of them keep a host out of the tours, or a delegation from a host.

And which smallest change would let it in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from time import monotonic

import msgspec
from msgspec.structs import replace

from visit_solver.explanations.cases import Case, OnlyTime, OutOfTime, explained, reason, relaxation, unexplained
from visit_solver.problem import MIDNIGHT, Host, Problem
from visit_solver.schedule import Reason, Relaxation, Unplaced
from visit_solver.touring.assembly import TourSolution
from visit_solver.touring.exclusions import STATIC, reachable_hosts, static_exclusion
from visit_solver.touring.routes import feasible_insertions
from visit_solver.touring.tour_instance import TourInstance

Way = tuple[int, int]
"""The numbers of a vehicle day and of a host."""
FULL, TAKEN, LEFT = MOVING = ("quarter_shared", "stop_taken", "no_time_left")
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
"""Minutes tried, one after another."""


def explain(
    instance: TourInstance,
    solution: TourSolution,
    *,
    proven: bool,
    seconds: float | None,
    before: Iterable[Unplaced] = (),
) -> tuple[Unplaced, ...]:
    """Explain hosts that no tour visits, and delegations short of visits, by what excludes them.

    And what would admit them.
    `proven`: no tours miss less. What is not explained after so many seconds is returned as still to be computed,
    all of it where they are None; `before` is what was explained already.
    """
    visited = {visit.host_id for visit in solution.visits}
    hosts = _hosts(instance, solution, visited, proven=proven)
    return explained([*hosts, *_delegations(instance, solution, visited, proven=proven)], seconds, before)


def _hosts(instance: TourInstance, solution: TourSolution, visited: set[str], *, proven: bool) -> Iterator[Case]:
    could = set(reachable_hosts(instance))
    for number, host in enumerate(instance.hosts):
        if host.id not in visited:
            known = number not in could or (proven and host.required)
            unplaced = unexplained("host", host.id, 1, required=host.required, proven=known)
            yield _case(
                instance, solution, unplaced, [(at, number) for at in range(len(instance.vehicle_days))], [number]
            )


def _delegations(instance: TourInstance, solution: TourSolution, visited: set[str], *, proven: bool) -> Iterator[Case]:
    for delegation_id, short in solution.short.items():
        own = [
            at
            for at, vehicle_day in enumerate(instance.vehicle_days)
            if vehicle_day.group.delegation.id == delegation_id
        ]
        made = {visit.host_id for visit in solution.visits if visit.delegation_id == delegation_id}
        others = [number for number, host in enumerate(instance.hosts) if host.id not in made]
        known = proven or not any(static_exclusion(instance, at, number) is None for at in own for number in others)
        unplaced = unexplained("delegation", delegation_id, short, required=True, proven=known)
        free = [number for number in others if instance.hosts[number].id not in visited]
        yield _case(instance, solution, unplaced, [(at, number) for at in own for number in others], free)


def _case(
    instance: TourInstance, solution: TourSolution, unplaced: Unplaced, ways: list[Way], hosts: list[int]
) -> Case:
    vehicle_days = {at for at, _ in ways}
    return Case(
        unplaced=unplaced,
        reasons=partial(_reasons, instance, solution, ways),
        relaxation=partial(_smallest_relaxation, instance, solution, vehicle_days, hosts),
    )


def _reasons(instance: TourInstance, solution: TourSolution, ways: list[Way]) -> tuple[tuple[Reason, ...], bool]:
    found = Counter(_excludes(instance, solution, *way) for way in ways)
    if not ways:
        # Nobody has an hour to go out in.
        taken = any(each.taken for each in instance.problem.delegations)
        found["taken_elsewhere" if taken else "outside_hours"] = 1
    return tuple(_funnel(found)), not any(found[code] for code in MOVING)


def _funnel(ways: Counter[str]) -> Iterator[Reason]:
    left = ways.total()
    for code in (*STATIC, *MOVING):
        if ways[code]:
            yield reason(code, ways[code], left)
            left -= ways[code]


def _excludes(instance: TourInstance, solution: TourSolution, at: int, number: int) -> str:
    """Return the first constraint that keeps a host out of a vehicle day: alone, then beside all that is visited."""
    alone = static_exclusion(instance, at, number)
    if alone is not None:
        return alone
    if any(number in order for order in solution.tours):
        return TAKEN
    return LEFT if instance.has_room(solution.tours, number, at) else FULL


def _smallest_relaxation(
    instance: TourInstance, solution: TourSolution, vehicle_days: set[int], hosts: list[int], until: float
) -> Relaxation | None:
    """Return the first relaxation with which one of some vehicle days can take in one of some hosts as well."""
    for number in hosts:
        if _fits(instance, solution, vehicle_days, number) is not None:
            raise OnlyTime
    for number in hosts:
        for code, size, field, to, problem in _changes(instance.problem, number):
            if monotonic() > until:
                raise OutOfTime
            loosened = TourInstance(problem)
            if len(loosened.lunch_days) not in {0, len(instance.lunch_days)} or len(loosened.vehicle_days) != len(
                instance.vehicle_days
            ):
                continue
            found = _fits(loosened, solution, vehicle_days, number)
            if found is not None:
                delegation, host = instance.vehicle_days[found].group.delegation, instance.hosts[number]
                return relaxation(code, field=field, to=to, size=size, delegation=delegation, host=host)
    return None


def _fits(instance: TourInstance, solution: TourSolution, vehicle_days: set[int], number: int) -> int | None:
    eaten = dict.fromkeys(instance.lunch_days, solution.instance.places[0])
    for vehicle_day in instance.lunch_days:
        for stop_visit in solution.stop_visits[vehicle_day]:
            if stop_visit.stop >= len(instance.hosts):
                eaten[vehicle_day] = solution.instance.places[solution.problem.stops[stop_visit.stop].place]
    problem = instance.tour_problem(eaten)
    hosts = len(instance.hosts)
    for vehicle_day in sorted(instance.allowed[number] & vehicle_days):
        order = solution.tours[vehicle_day]
        if not instance.has_room(solution.tours, number, vehicle_day):
            continue
        own = [hosts + instance.lunch_days.index(vehicle_day)] if vehicle_day in instance.lunch_days else []
        order = tuple(stop for each in order for stop in ([each] if each < hosts else own))
        if feasible_insertions(instance, problem, vehicle_day, order, number):
            return vehicle_day
    return None


def _changes(problem: Problem, number: int) -> Iterator[tuple[str, int, str, str, Problem]]:
    host = problem.hosts[number]
    for size in STEPS:
        if host.visit_minutes > size:
            minutes = host.visit_minutes - size
            changed = _with(problem, number, replace(host, visit_minutes=minutes))
            yield "visit_shorter", size, f"hosts[{number}].visit_minutes", str(minutes), changed
        windows = tuple(replace(w, begin=max(0, w.begin - size), end=min(MIDNIGHT, w.end + size)) for w in host.windows)
        yield (
            "opening_longer",
            size,
            f"hosts[{number}].windows",
            "",
            _with(problem, number, replace(host, windows=windows)),
        )
        day = replace(problem.day, begin=max(0, problem.day.begin - size), end=min(MIDNIGHT, problem.day.end + size))
        wider = tuple(
            replace(
                each,
                windows=tuple(
                    replace(w, begin=max(0, w.begin - size), end=min(MIDNIGHT, w.end + size)) for w in each.windows
                ),
            )
            for each in problem.delegations
        )
        yield "day_longer", size, "day", f"{day.begin}-{day.end}", replace(problem, day=day, delegations=wider)
    if problem.day.lunch is not None:
        loose = replace(problem, day=replace(problem.day, lunch=None))
        yield "lunch_left_out", problem.day.lunch.minutes, "day.lunch", "null", loose
    yield from _willing(problem, number)


def _willing(problem: Problem, number: int) -> Iterator[tuple[str, int, str, str, Problem]]:
    host = problem.hosts[number]
    if host.most_people is not None:
        for more in sorted({each.people - host.most_people for each in problem.delegations} - {0}):
            if more > 0:
                most = host.most_people + more
                roomy = _with(problem, number, replace(host, most_people=most))
                yield "room_larger", more, f"hosts[{number}].most_people", str(most), roomy
    declined = tuple(pair for pair in problem.declined if pair.host_id != host.id)
    if declined != problem.declined:
        yield "decline_taken_back", 1, "declined", "", replace(problem, declined=declined)
    if problem.travel.closed:
        opened = replace(problem, travel=replace(problem.travel, closed=()))
        yield "road_opened", 1, "travel.closed", "", opened
    if host.may_receive or host.most_visits == 0:
        own = (host.organization_id == each.organization_id for each in problem.hosts)
        roomier = tuple(_one_more(each) if sibling else each for sibling, each in zip(own, problem.hosts, strict=True))
        more_visits = replace(_one_more(host), most_visits=None)
        loose = _with(replace(problem, hosts=roomier), number, more_visits)
        field, to = (
            ("most_visits", "1") if host.most_visits == 0 else ("may_receive", _written(more_visits.may_receive))
        )
        yield "one_more_received", 1, f"hosts[{number}].{field}", to, loose


def _with(problem: Problem, number: int, host: Host) -> Problem:
    hosts = (host if at == number else each for at, each in enumerate(problem.hosts))
    return replace(problem, hosts=tuple(hosts))


def _written(most: dict[str, int]) -> str:
    return msgspec.json.encode(most).decode()


def _one_more(host: Host) -> Host:
    return replace(host, may_receive={quarter: most + 1 for quarter, most in host.may_receive.items()})
