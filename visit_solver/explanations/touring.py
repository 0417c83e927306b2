"""Constraint by constraint: which of them keep a host out of the tours, or a delegation from a host.

And which smallest change would let it in.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from time import monotonic

from msgspec.structs import replace

from visit_solver.explanations.cases import Case, OnlyTime, OutOfTime, explained, reasons_of, relaxation, unexplained
from visit_solver.explanations.constraint_relaxations import (
    ConstraintRelaxation,
    fixed_field,
    host_field,
    more_consent,
    more_room,
    more_time,
    one_more_a_quarter,
    with_hosts,
)
from visit_solver.problem import Problem
from visit_solver.schedule import Reason, Relaxation, Unplaced
from visit_solver.touring.assembly import TourSolution
from visit_solver.touring.exclusions import STATIC, reachable_hosts, static_exclusion
from visit_solver.touring.routes import feasible_insertions
from visit_solver.touring.tour_instance import TourInstance

Way = tuple[int, int]
"""The numbers of a vehicle day and of a host."""
FULL, TAKEN, LEFT = MOVING = ("quarter_shared", "stop_taken", "no_time_left")


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
        relaxation=partial(_smallest_relaxation, instance, solution, (vehicle_days, hosts)),
    )


def _reasons(instance: TourInstance, solution: TourSolution, ways: list[Way]) -> tuple[tuple[Reason, ...], bool]:
    found = Counter(_excludes(instance, solution, *way) for way in ways)
    if not ways:
        # Nobody has an hour to go out in.
        taken = any(each.taken for each in instance.problem.delegations)
        found["taken_elsewhere" if taken else "outside_hours"] = 1
    return reasons_of(found, (*STATIC, *MOVING)), not any(found[code] for code in MOVING)


def _excludes(instance: TourInstance, solution: TourSolution, at: int, number: int) -> str:
    """Return the first constraint that keeps a host out of a vehicle day: alone, then beside all that is visited."""
    alone = static_exclusion(instance, at, number)
    if alone is not None:
        return alone
    if any(number in order for order in solution.tours):
        return TAKEN
    return LEFT if instance.has_room(solution.tours, number, at) else FULL


def _smallest_relaxation(
    instance: TourInstance,
    solution: TourSolution,
    among: tuple[set[int], list[int]],
    until: float,
    beside: Collection[str] = (),
) -> Relaxation | None:
    """Return the first relaxation with which one of some vehicle days can take in one of some hosts as well.

    Those of the kinds `beside` are left out.
    """
    vehicle_days, hosts = among
    for number in () if beside else hosts:
        if _fits(instance, solution, vehicle_days, number) is not None:
            raise OnlyTime
    for number in hosts:
        for change in (each for each in _changes(instance.problem, number) if each.code not in beside):
            if monotonic() > until:
                raise OutOfTime
            relaxed = TourInstance(change.problem)
            found = _fits(relaxed, solution, vehicle_days, number) if _same_days(relaxed, instance) else None
            if found is not None:
                delegation, host = instance.vehicle_days[found].group.delegation, instance.hosts[number]
                field, to = change.field(change.problem, (0, number))
                return relaxation(change.code, field=field, to=to, size=change.size, delegation=delegation, host=host)
    return None


def _same_days(relaxed: TourInstance, instance: TourInstance) -> bool:
    """Return whether the tours of an instance are tours of a relaxed one: its vehicle days, and all lunches or none."""
    lunches = len(relaxed.lunch_days) in {0, len(instance.lunch_days)}
    return lunches and len(relaxed.vehicle_days) == len(instance.vehicle_days)


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


def _changes(problem: Problem, number: int) -> Iterator[ConstraintRelaxation]:
    pairs = [(one, number) for one in range(len(problem.delegations))]
    yield from more_time(problem, {number}, fixed_field(f"hosts[{number}].windows", ""))
    yield from more_room(problem, pairs)
    yield from more_consent(problem, pairs)
    host = problem.hosts[number]
    if host.may_receive or host.most_visits == 0:
        siblings = {at for at, each in enumerate(problem.hosts) if each.organization_id == host.organization_id}
        roomier = with_hosts(problem, siblings, one_more_a_quarter)
        loose = with_hosts(roomier, {number}, lambda each: replace(each, most_visits=None))
        field = fixed_field(f"hosts[{number}].most_visits", "1") if host.most_visits == 0 else host_field("may_receive")
        yield ConstraintRelaxation("one_more_received", 1, loose, field)
