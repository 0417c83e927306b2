"""Every good tour seen so far, whoever found it, and the best choice of tours that fit together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from ortools.linear_solver import pywraplp

from visit_solver.orienteering.tour_archive import Tour

KEPT = 1000
"""Tours that one recombination chooses from, those seen in the best company; more take longer than they bring."""


class Pool:
    """For each kind of shift and set of stops, the shortest tour seen."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = counts
        self._tours: dict[tuple[int, frozenset[int]], Tour] = {}

    def __len__(self) -> int:
        return len(self._tours)

    def add(self, tours: Iterable[Tour]) -> None:
        """Take tours in; of two that visit the same stops it keeps the shorter."""
        for tour in tours:
            key = (tour.kind, frozenset(tour.order))
            known = self._tours.get(key, tour)
            company = max(tour.company, known.company)
            shortest = min(tour, known, key=lambda each: (each.travel, each.order))
            self._tours[key] = msgspec.structs.replace(shortest, company=company)

    def recombine(self, seconds: float) -> list[Tour]:
        """Choose tours that share no stop, as many of each kind as there are shifts, to gain most.

        The choice is the best one unless that takes too many nodes or seconds; it is empty if none was found by then.
        """
        tours = sorted(self._tours.values(), key=lambda tour: (-tour.company, tour.kind, tour.order))[:KEPT]
        solver = pywraplp.Solver.CreateSolver("SCIP")
        # Nodes are what usually ends it, so that the same pool gives the same choice on any machine.
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
        solver.SetSolverSpecificParametersAsString("limits/nodes = 200")
        taken = [solver.BoolVar("") for _ in tours]
        for members, most in self._limits(tours):
            limit = solver.Constraint(0, most)
            for member in members:
                limit.SetCoefficient(taken[member], 1)
        for variable, tour in zip(taken, tours, strict=True):
            solver.Objective().SetCoefficient(variable, tour.gain)
        solver.Objective().SetMaximization()
        if solver.Solve() not in (solver.OPTIMAL, solver.FEASIBLE):
            return []
        return [tour for variable, tour in zip(taken, tours, strict=True) if variable.solution_value() > 1 / 2]

    def _limits(self, tours: Sequence[Tour]) -> Iterable[tuple[list[int], int]]:
        """Which tours exclude one another, and how many of them may be driven at most."""
        visiting: dict[int, list[int]] = defaultdict(list)
        kinds: dict[int, list[int]] = defaultdict(list)
        for number, tour in enumerate(tours):
            kinds[tour.kind].append(number)
            for stop in tour.order:
                visiting[stop].append(number)
        yield from ((members, self._counts[kind]) for kind, members in kinds.items())
        yield from ((members, 1) for members in visiting.values() if len(members) > 1)
