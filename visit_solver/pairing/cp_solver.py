"""CP-SAT under a search's control: it stops in time or when stopped, and reports what it finds while it runs.

One worker, so that the same seed finds the same schedule wherever the search ends by proof or by its own steps; two
would find it sooner and differently each time.
"""

import threading
from collections.abc import Callable

import msgspec
from ortools.sat.python import cp_model

from visit_solver.pairing.cp_model import PairingModel
from visit_solver.pairing.instance import Pair
from visit_solver.search_control import SearchControl

Visits = dict[Pair, int]
LATE = 0.15
"""Seconds that CP-SAT may run over its own limit while it tidies up."""


class CpResult(msgspec.Struct, frozen=True):
    """The best schedule found, None without any; a proven bound of the model; whether it is proven the best."""

    visits: Visits | None
    bound: int
    optimal: bool
    impossible: bool


def solve(
    model: PairingModel,
    control: SearchControl,
    *,
    seconds: float,
    seed: int,
    steps: float | None = None,
    on_solution: Callable[[Visits, int], None] = lambda _visits, _bound: None,
) -> CpResult:
    """Search for at most so many seconds, or `steps` of the solver's own deterministic time."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    # Who goes where is nearly an assignment problem, and the linear program sees that at once: a round of 25 in a
    # week is proven in 0.2 seconds, against 16 with the default and two workers.
    parameters.linearization_level = 2
    parameters.random_seed = seed
    parameters.max_time_in_seconds = max(0.01, min(seconds, control.seconds_left()) - LATE)
    if steps is not None:
        parameters.max_deterministic_time = steps
    ended = threading.Event()
    guard = threading.Thread(target=_guard, args=(solver, control, ended), daemon=True)
    guard.start()
    try:
        status = solver.solve(model.model, _Listener(model, on_solution))
    finally:
        ended.set()
        guard.join()
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return CpResult(
        visits=model.found(solver.value) if found else None,
        bound=int(solver.best_objective_bound + 0.5) if found else -(2**62),
        optimal=status == cp_model.OPTIMAL,
        impossible=status == cp_model.INFEASIBLE,
    )


class _Listener(cp_model.CpSolverSolutionCallback):
    """Reads each better schedule out of the solver as it comes."""

    def __init__(self, model: PairingModel, on_solution: Callable[[Visits, int], None]) -> None:
        super().__init__()
        self._model = model
        self._on_solution = on_solution

    def on_solution_callback(self) -> None:
        """Hand on what the solver has just found."""
        self._on_solution(self._model.found(self.value), int(self.best_objective_bound + 0.5))


def _guard(solver: cp_model.CpSolver, control: SearchControl, ended: threading.Event) -> None:
    """Stop the solver when the control is stopped; the solver itself looks at the clock only."""
    while not ended.wait(0.05):
        if control.stopping.is_set():
            solver.stop_search()
