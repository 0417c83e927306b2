"""A tour from problem to schedule: bounded, planned, its lunches moved, put together, explained."""

from msgspec.structs import replace

from services.observation_visits.model.problems import Problem
from services.observation_visits.model.schedules import Schedule, Unplaced
from services.observation_visits.planner.progress import Watch
from services.observation_visits.planner.reasons.touring import explain
from services.observation_visits.planner.touring.assembly import Toured, assemble
from services.observation_visits.planner.touring.bounds import visits_bound
from services.observation_visits.planner.touring.course import Bound, Course
from services.observation_visits.planner.touring.reading import toured_again
from services.observation_visits.planner.touring.search import first_tours, search

BOUNDING, EXPLAINING = 0.2, 0.05
"""Shares of the time for the bound and for the reasons, and no more than so many seconds."""
LONGEST_BOUNDING, LONGEST_EXPLAINING = 8.0, 2.0


def plan_touring(problem: Problem, watch: Watch) -> Schedule:
    """Plan a tour; PinsImpossible where the pins cannot all be kept."""
    course = Course(problem)
    reserve = min(LONGEST_EXPLAINING, EXPLAINING * watch.seconds)
    watch.seconds -= reserve
    least = visits_bound(course)
    first = first_tours(course, least)
    if first.keeps_pins:
        watch.keep(lambda: finished(course, first, least, watch, None))
    from services.observation_visits.planner.touring.cost_bound import least_cost  # noqa: PLC0415 - CP-SAT loads slowly

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
