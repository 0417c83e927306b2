"""The best choice of compatible tours among all that were found: a set packing problem, solved as an integer program.

Routing by tours found before: Y. Rochat, E. D. Taillard, Probabilistic diversification and intensification in local
search for vehicle routing (1995).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from ortools.linear_solver import pywraplp

from visit_solver.orienteering.tour_archive import ArchivedTour

MOST_TOURS = 1000
"""Tours that one recombination chooses from, those of the best solutions first; more take longer than they bring."""


class SetPacking:
    """For each kind of shift and set of stops, the shortest tour seen."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = counts
        self._tours: dict[tuple[int, frozenset[int]], ArchivedTour] = {}

    def __len__(self) -> int:
        return len(self._tours)

    def add(self, tours: Iterable[ArchivedTour]) -> None:
        """Add tours; of two that visit the same stops it keeps the shorter."""
        for tour in tours:
            key = (tour.kind, frozenset(tour.order))
            known = self._tours.get(key, tour)
            best_joint_gain = max(tour.best_joint_gain, known.best_joint_gain)
            shortest = min(tour, known, key=lambda each: (each.travel, each.order))
            self._tours[key] = msgspec.structs.replace(shortest, best_joint_gain=best_joint_gain)

    def recombine(self, seconds: float) -> list[ArchivedTour]:
        """Choose tours that share no stop, as many of each kind as there are shifts, to gain most.

        The choice is the best one unless that takes too many nodes or seconds; it is empty if none was found by then.
        """
        tours = sorted(self._tours.values(), key=lambda tour: (-tour.best_joint_gain, tour.kind, tour.order))[
            :MOST_TOURS
        ]
        solver = pywraplp.Solver.CreateSolver("SCIP")
        # Nodes are what usually ends it, so that the same tours lead to the same choice on any machine.
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
        solver.SetSolverSpecificParametersAsString("limits/nodes = 200")
        chosen = [solver.BoolVar("") for _ in tours]
        for members, most in self._limits(tours):
            limit = solver.Constraint(0, most)
            for member in members:
                limit.SetCoefficient(chosen[member], 1)
        for variable, tour in zip(chosen, tours, strict=True):
            solver.Objective().SetCoefficient(variable, tour.gain)
        solver.Objective().SetMaximization()
        if solver.Solve() not in (solver.OPTIMAL, solver.FEASIBLE):
            return []
        return [tour for variable, tour in zip(chosen, tours, strict=True) if variable.solution_value() > 1 / 2]

    def _limits(self, tours: Sequence[ArchivedTour]) -> Iterable[tuple[list[int], int]]:
        """Which tours exclude one another, and how many of them may be driven at most."""
        visiting: dict[int, list[int]] = defaultdict(list)
        kinds: dict[int, list[int]] = defaultdict(list)
        for number, tour in enumerate(tours):
            kinds[tour.kind].append(number)
            for stop in tour.order:
                visiting[stop].append(number)
        yield from ((members, self._counts[kind]) for kind, members in kinds.items())
        yield from ((members, 1) for members in visiting.values() if len(members) > 1)
