"""A tour from problem to schedule: bounded, planned, its lunches moved, put together, explained."""

from msgspec.structs import replace

from visit_solver.explanations.touring import explain
from visit_solver.problem import Problem
from visit_solver.schedule import Schedule, Unplaced
from visit_solver.search_control import Watch
from visit_solver.touring.assembly import Toured, assemble, toured_again
from visit_solver.touring.missing_bound import missing_bound
from visit_solver.touring.search import first_tours, search
from visit_solver.touring.tour_instance import Bound, Course

BOUNDING, EXPLAINING = 0.2, 0.05
"""Shares of the time for the bound and for the reasons, and no more than so many seconds."""
LONGEST_BOUNDING, LONGEST_EXPLAINING = 8.0, 2.0


def plan_touring(problem: Problem, watch: Watch) -> Schedule:
    """Plan a tour; InfeasiblePins where the pins cannot all be kept."""
    course = Course(problem)
    reserve = min(LONGEST_EXPLAINING, EXPLAINING * watch.seconds)
    watch.seconds -= reserve
    least = missing_bound(course)
    first = first_tours(course, least)
    if first.keeps_pins:
        watch.keep(lambda: finished(course, first, least, watch, None))
    from visit_solver.touring.cost_bound import least_cost  # noqa: PLC0415 - CP-SAT loads slowly

    seconds = min(LONGEST_BOUNDING, BOUNDING * watch.seconds)
    bound = replace(least, cost=least_cost(course, unvisited=least.unvisited, watch=watch, seconds=seconds))

    def better(found: Toured) -> None:
        watch.keep(lambda: finished(course, found, bound, watch, None))

    toured = search(course, watch, bound, first, better)
    watch.put_aside()
    watch.seconds += reserve
    return finished(course, toured, bound, watch, reserve)


def finished(course: Course, toured: Toured, bound: Bound, watch: Watch, seconds: float | None) -> Schedule:
    """Put a search's result together and, during so many seconds, explain what is missing."""
    unplaced = explain(course, toured, proven=toured.missing <= bound.missing, seconds=seconds)
    return assemble(course, toured, bound, watch, unplaced)


def explain_touring(problem: Problem, schedule: Schedule, seconds: float) -> tuple[Unplaced, ...]:
    """Go on explaining what a tour does not place."""
    course = Course(problem)
    # What is proven was said with the schedule and stays.
    return explain(course, toured_again(course, schedule), proven=False, seconds=seconds, before=schedule.unplaced)
