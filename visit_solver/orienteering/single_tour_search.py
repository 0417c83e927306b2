"""Search for the tour of a single shift as a whole: repeated beam search, guided by a Lagrangian lookahead."""

from collections.abc import Callable

import numpy as np

from visit_solver.orienteering.beam_search import BeamSearch
from visit_solver.orienteering.problem import Tours
from visit_solver.orienteering.pyvrp_adapter import PyvrpAdapter
from visit_solver.orienteering.time_expanded_graph import Lookahead, Real, TimeExpandedGraph
from visit_solver.orienteering.timetable import timetable
from visit_solver.orienteering.tour_archive import TourArchive

FIRST_WIDTH, LAST_WIDTH, WIDTH_GROWTH = 300, 3000, 1.3
"""Width of the beam: in the first round, in the end, and its growth from round to round."""

FEW_ARCS, MANY_ARCS = 30, 50
"""Arcs from each visit: where prizes count, and where only time does."""

SUBGRADIENT_STEPS = 25
"""Subgradient steps, after which a relaxed tour hardly comes back to any stop."""

PATIENCE = 5
"""Steps without a better relaxation before the multipliers take smaller strides."""

ASSUMED_GAP = 0.1
"""How far above what can be reached a relaxation is taken to be: its share sets the stride of the multipliers."""

NOISE = 0.3
"""Worths are changed by up to this share, so that other tours come first."""


class SingleTourSearch:
    """Each round perturbs the worths of the stops and widens the beam."""

    def __init__(self, adapter: PyvrpAdapter, archive: TourArchive, seed: int) -> None:
        self._adapter = adapter
        self._archive = archive
        self._random = np.random.default_rng(seed)
        self._graphs: list[TimeExpandedGraph] = []
        self._rounds = 0

    def search_round(self, start: Tours | None, is_late: Callable[[], bool]) -> None:
        """Run one round for a single shift with visits within reach; a start sets the rate of prizes."""
        (shift,) = self._adapter.kinds
        if not self._graphs:
            self._graphs = self._build_graphs(start)
        graph = self._graphs[self._rounds % len(self._graphs)]
        noise = 1 + NOISE * (2 * self._random.random(len(graph.stops)) - 1) * (self._rounds > 0)
        worth: Real = np.array(self._adapter.costs, dtype=np.float64)[graph.stops] * noise
        lookahead = optimize_multipliers(graph, worth, is_late)
        width = int(min(LAST_WIDTH, FIRST_WIDTH * WIDTH_GROWTH**self._rounds))
        for order in BeamSearch(graph, lookahead).tours(width, is_late):
            # The judge of what can be driven is the timetable, here as everywhere.
            if timetable(self._adapter.problem, shift, order) is not None:
                self._archive.add_tours([(0, order)])
        self._rounds += 1

    def _build_graphs(self, start: Tours | None) -> list[TimeExpandedGraph]:
        """Return a graph where a prize offsets the time that it takes to win as much, and one of time alone."""
        (shift,) = self._adapter.kinds
        won = sum(self._adapter.costs[stop] for stop in start[0]) if start else 0
        rate = won / max(1, shift.closes - shift.opens)
        return [
            TimeExpandedGraph(self._adapter, shift, FEW_ARCS, rate),
            TimeExpandedGraph(self._adapter, shift, MANY_ARCS),
        ]


def optimize_multipliers(graph: TimeExpandedGraph, worth: Real, is_late: Callable[[], bool]) -> Lookahead:
    """Return the lookahead with the lowest bound over some subgradient steps, by stops' worths.

    A multiplier prices each stop that the relaxed tour would come back to (M. Held, P. Wolfe and H. P. Crowder,
    Validation of subgradient optimization, 1974).
    """
    multipliers, stride, idle = np.zeros(len(worth)), 1.0, 0
    best = lookahead = graph.look_ahead(worth)
    lowest = best.gain
    for _ in range(SUBGRADIENT_STEPS):
        bound, excess, idle = lookahead.gain + float(multipliers.sum()), lookahead.visits - 1, idle + 1
        if bound < lowest:
            best, lowest, idle = lookahead, bound, 0
        if idle == PATIENCE:
            stride, idle = stride / 2, 0
        excess[(multipliers <= 0) & (excess < 0)] = 0
        length = float(excess @ excess)
        if not length or is_late():
            break
        multipliers = np.maximum(0, multipliers + stride * ASSUMED_GAP * bound / length * excess)
        lookahead = graph.look_ahead(worth - multipliers)
    return best
