"""The other way to search for the tour of a single shift: woven anew as a whole, again and again."""

from collections.abc import Callable

import numpy as np

from visit_solver.orienteering.beam_search import Beam
from visit_solver.orienteering.problem import Tours
from visit_solver.orienteering.pyvrp_adapter import Translation
from visit_solver.orienteering.time_expanded_graph import Loom, Outlook, Real
from visit_solver.orienteering.timetable import timetable
from visit_solver.orienteering.tour_archive import Sightings

NARROW, WIDE, WIDER = 300, 3000, 1.3
"""Beginnings that grow together: in the first round, in the end, and how much more from round to round."""

FEW, MANY = 30, 50
"""Ways that are kept from each visit: where prizes count, and where only time does."""

SETTLING = 25
"""Rounds in which the prices of a relaxation settle, so that it hardly comes back to any stop."""

PATIENCE = 5
"""Rounds without a better relaxation before prices take smaller strides."""

TOO_FAR = 0.1
"""How far above what can be reached a relaxation is taken to be: its share sets the stride of the prices."""

NOISE = 0.3
"""Worths are changed by up to this share, so that other tours come first."""


class Weaver:
    """Each round goes by worths that are a little different, and grows more beginnings than the one before."""

    def __init__(self, translation: Translation, sightings: Sightings, seed: int) -> None:
        self._translation = translation
        self._sightings = sightings
        self._draw = np.random.default_rng(seed)
        self._looms: list[Loom] = []
        self._rounds = 0

    def weave(self, start: Tours | None, late: Callable[[], bool]) -> None:
        """Weave one round; it needs a single shift, with visits within reach, and gladly a start."""
        (shift,) = self._translation.kinds
        if not self._looms:
            self._looms = self._strung(start)
        loom = self._looms[self._rounds % len(self._looms)]
        noise = 1 + NOISE * (2 * self._draw.random(len(loom.stops)) - 1) * (self._rounds > 0)
        worth: Real = np.array(self._translation.costs, dtype=np.float64)[loom.stops] * noise
        outlook = settled(loom, worth, late)
        width = int(min(WIDE, NARROW * WIDER**self._rounds))
        for order in Beam(loom, outlook).tours(width, late):
            # The judge of what can be driven is the timetable, here as everywhere.
            if timetable(self._translation.problem, shift, order) is not None:
                self._sightings.meet([(0, order)])
        self._rounds += 1

    def _strung(self, start: Tours | None) -> list[Loom]:
        """One loom where a prize is worth the time that it takes to win as much, and one where time counts alone."""
        (shift,) = self._translation.kinds
        won = sum(self._translation.costs[stop] for stop in start[0]) if start else 0
        rate = won / max(1, shift.closes - shift.opens)
        return [Loom(self._translation, shift, FEW, rate), Loom(self._translation, shift, MANY)]


def settled(loom: Loom, worth: Real, late: Callable[[], bool]) -> Outlook:
    """Look ahead with a price on each stop that the relaxed tour would come back to.

    `worth` goes by stop; of all rounds, it is the outlook whose bound, prices included, was the lowest.
    """
    prices, stride, idle = np.zeros(len(worth)), 1.0, 0
    best = outlook = loom.outlook(worth)
    lowest = best.gain
    for _ in range(SETTLING):
        bound, excess, idle = outlook.gain + float(prices.sum()), outlook.visits - 1, idle + 1
        if bound < lowest:
            best, lowest, idle = outlook, bound, 0
        if idle == PATIENCE:
            stride, idle = stride / 2, 0
        excess[(prices <= 0) & (excess < 0)] = 0
        length = float(excess @ excess)
        if not length or late():
            break
        prices = np.maximum(0, prices + stride * TOO_FAR * bound / length * excess)
        outlook = loom.outlook(worth - prices)
    return best
