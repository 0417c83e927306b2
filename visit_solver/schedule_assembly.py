"""From what a search found to a schedule: its gap, its status, and what has changed against the one before.

Schedules are compared by what is missing, then by the change against the one before, then by the objective. A gap is
that of the first of these that is not proven as small as can be: until it is, a bound of the next means nothing.
"""

import msgspec

from visit_solver.goals import Goals
from visit_solver.problem import Problem
from visit_solver.schedule import (
    CANCELLED,
    CHANGE,
    FEASIBLE,
    MISSING,
    OBJECTIVE,
    OPTIMAL,
    DayPlan,
    Difference,
    PlannedVisit,
    Schedule,
    Unplaced,
)
from visit_solver.search_control import SearchControl


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What no schedule has less of: `cost` among those that miss and change no more than the least."""

    missing: int
    change: int
    cost: int


class OptimalityGap(msgspec.Struct, frozen=True, kw_only=True):
    """The share that might still be saved, of which level, and the bound of the objective where that is the level."""

    of: str
    share: float
    bound: int | None = None


def optimality_gap(bounds: Bounds, *, missing: int, change: int, cost: int) -> OptimalityGap:
    """Compare a schedule with what is proven."""
    for level, value, least in ((MISSING, missing, bounds.missing), (CHANGE, change, bounds.change)):
        if value > least:
            return OptimalityGap(of=level, share=(value - least) / value)
    bound = min(bounds.cost, cost)
    return OptimalityGap(of=OBJECTIVE, share=(cost - bound) / cost if cost else 0.0, bound=bound)


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule as a search has it: its visits and days, its goals, and what is missing of it."""

    visits: tuple[PlannedVisit, ...]
    day_plans: tuple[DayPlan, ...]
    goals: Goals
    missing: int
    cost: int


def build_schedule(
    problem: Problem, found: SearchResult, bounds: Bounds, control: SearchControl, unplaced: tuple[Unplaced, ...]
) -> Schedule:
    """Return what was found as a schedule, with its distance from what is proven."""
    left = optimality_gap(bounds, missing=found.missing, change=found.goals.change, cost=found.cost)
    unproven = CANCELLED if control.stopping.is_set() else FEASIBLE
    return Schedule(
        status=unproven if left.share else OPTIMAL,
        visits=found.visits,
        day_plans=found.day_plans,
        unplaced=unplaced,
        goals=found.goals,
        missing=found.missing,
        missing_bound=min(found.missing, bounds.missing),
        objective=found.cost,
        bound=left.bound,
        gap=left.share,
        gap_of=left.of,
        seconds=round(control.elapsed(), 3),
        seed=problem.seed,
        difference=difference(problem, found.visits),
    )


def difference(problem: Problem, visits: tuple[PlannedVisit, ...]) -> Difference | None:
    """Compare visits with those before; None where there were none to stay near."""
    if problem.before is None:
        return None
    before = {(kept.delegation_id, kept.host_id): kept for kept in problem.before}
    now = {(visit.delegation_id, visit.host_id) for visit in visits}
    kept: list[PlannedVisit] = []
    moved: list[PlannedVisit] = []
    added: list[PlannedVisit] = []
    for visit in visits:
        old = before.get((visit.delegation_id, visit.host_id))
        into = added if old is None else kept if (old.day, old.begin) == (visit.day, visit.begin) else moved
        into.append(visit)
    dropped = tuple(old for pair, old in before.items() if pair not in now)
    return Difference(kept=tuple(kept), moved=tuple(moved), added=tuple(added), dropped=dropped)
