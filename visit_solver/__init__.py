"""Plans observation visits: a problem in, a schedule out; README.md has an example."""

from visit_solver.problem import PAIRING, Problem
from visit_solver.schedule import Schedule, Unplaced
from visit_solver.search_control import SearchControl


def solve(problem: Problem, control: SearchControl) -> Schedule:
    """Plan a round until it is proven the best, stopped or out of time.

    The problem has to pass `validation.check_problem`. InfeasiblePins: the pins cannot all be met.
    """
    # The libraries of each kind take long to load, and a solve of a second cannot wait for those of the other.
    if problem.kind == PAIRING:
        from visit_solver.pairing.solve import solve_pairing  # noqa: PLC0415

        return solve_pairing(problem, control)
    from visit_solver.touring.solve import solve_touring  # noqa: PLC0415

    return solve_touring(problem, control)


def explain(problem: Problem, schedule: Schedule, seconds: float) -> tuple[Unplaced, ...]:
    """Go on explaining what a schedule of a problem does not place, during so many seconds."""
    if problem.kind == PAIRING:
        from visit_solver.pairing.solve import explain_pairing  # noqa: PLC0415

        return explain_pairing(problem, schedule, seconds)
    from visit_solver.touring.solve import explain_touring  # noqa: PLC0415

    return explain_touring(problem, schedule, seconds)
