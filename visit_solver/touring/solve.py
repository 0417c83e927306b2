"""A tour from problem to schedule: bounded, planned, its lunches moved, put together, explained."""

from msgspec.structs import replace

from visit_solver.explanations.touring import explain
from visit_solver.problem import Problem
from visit_solver.schedule import Schedule, Unplaced
from visit_solver.search_control import SearchControl
from visit_solver.touring.assembly import TourSolution, assemble, solution_of
from visit_solver.touring.missing_bound import missing_bound
from visit_solver.touring.search import first_tours, search
from visit_solver.touring.tour_instance import TourBound, TourInstance

BOUNDING, EXPLAINING = 0.2, 0.05
"""Shares of the time for the bound and for the reasons, and no more than so many seconds."""
LONGEST_BOUNDING, LONGEST_EXPLAINING = 8.0, 2.0


def solve_touring(problem: Problem, control: SearchControl) -> Schedule:
    """Plan a tour; InfeasiblePins where the pins cannot all be kept."""
    instance = TourInstance(problem)
    reserve = min(LONGEST_EXPLAINING, EXPLAINING * control.seconds)
    control.seconds -= reserve
    least = missing_bound(instance)
    first = first_tours(instance, least)
    if first.keeps_pins:
        control.offer(lambda: finished(instance, first, least, control, None))
    from visit_solver.touring.cost_bound import least_cost  # noqa: PLC0415 - CP-SAT loads slowly

    seconds = min(LONGEST_BOUNDING, BOUNDING * control.seconds)
    bound = replace(least, cost=least_cost(instance, unvisited=least.unvisited, control=control, seconds=seconds))

    def on_better(found: TourSolution) -> None:
        control.offer(lambda: finished(instance, found, bound, control, None))

    solution = search(instance, control, bound, first, on_better)
    control.hand_out()
    control.seconds += reserve
    return finished(instance, solution, bound, control, reserve)


def finished(
    instance: TourInstance, solution: TourSolution, bound: TourBound, control: SearchControl, seconds: float | None
) -> Schedule:
    """Put a search's result together and, during so many seconds, explain what is missing."""
    unplaced = explain(instance, solution, proven=solution.missing <= bound.missing, seconds=seconds)
    return assemble(instance, solution, bound, control, unplaced)


def explain_touring(problem: Problem, schedule: Schedule, seconds: float) -> tuple[Unplaced, ...]:
    """Go on explaining what a tour does not place."""
    instance = TourInstance(problem)
    # What is proven stays as the schedule has it.
    return explain(instance, solution_of(instance, schedule), proven=False, seconds=seconds, before=schedule.unplaced)
