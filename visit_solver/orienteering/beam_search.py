"""Many beginnings of one tour grow together, stop by stop; those with the best outlook go on."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from visit_solver.orienteering.time_expanded_graph import Flags, Loom, Outlook, Real, Whole

SHOWN = 50
"""Tours that one beam gives: the best of all beginnings, each a tour if it ends there."""

DRAWN = 3
"""Beginnings that are looked at for each one that goes on; the others visit what one of them visits, or less."""


class Grown(NamedTuple):
    """Beginnings of one length: the last visit and when it begins, what is won, the stops seen and a name for them."""

    last: Whole
    begun: Whole
    gain: Real
    seen: Flags
    name: Whole


class Beam:
    """All beginnings of one length, and layer by layer how each came about."""

    def __init__(self, loom: Loom, outlook: Outlook) -> None:
        self._loom, self._outlook = loom, outlook
        # A set of stops is told apart by the exclusive or of its stops' numbers.
        self._numbers: Whole = np.random.default_rng(0).integers(1, 2**62, size=len(loom.stops), dtype=np.int64)
        self._layers: list[tuple[Whole, Whole, Real]] = []
        last: Whole = np.flatnonzero(loom.can)
        seen: Flags = np.zeros((len(last), len(loom.stops)), dtype=bool)
        name = np.zeros(len(last), dtype=np.int64)
        self._go_on(last, Grown(last, loom.first[last], outlook.worth[last] - loom.out[last], seen, name))

    def tours(self, width: int, late: Callable[[], bool]) -> list[tuple[int, ...]]:
        """Let `width` beginnings grow at once and give the best tours; fewer when it gets late."""
        while len(self._now.last) and not late():
            self._grow(width)
        return list(self._best())

    def _grow(self, width: int) -> None:
        loom, now = self._loom, self._now
        nexts, arrives = loom.near[now.last], now.begun[:, None] + loom.way[now.last]
        begins = np.maximum(arrives, loom.opens[nexts])
        gains = now.gain[:, None] - loom.travel[now.last]
        columns = np.minimum((arrives - loom.starts) // loom.step, loom.steps)
        promise = gains + self._outlook.following[nexts, columns]
        seen = np.take_along_axis(now.seen, loom.stop_of[nexts], axis=1)
        promise[(begins > loom.latest[nexts]) | ~loom.goes[now.last] | seen] = -np.inf
        chosen = self._chosen(promise.ravel(), nexts.ravel(), begins.ravel(), width)
        rows, visits = chosen // promise.shape[1], nexts.ravel()[chosen]
        gain = gains.ravel()[chosen] + self._outlook.worth[visits]
        self._go_on(rows, Grown(visits, begins.ravel()[chosen], gain, now.seen[rows], now.name[rows]))

    def _chosen(self, promise: Real, visits: Whole, begins: Whole, width: int) -> Whole:
        """Of those that visit the same stops and end with the same, only the earliest goes on."""
        able = _most(promise, DRAWN * width)
        rows = able // (len(promise) // len(self._now.last))
        names = self._now.name[rows] ^ self._numbers[self._loom.stop_of[visits[able]]]
        order = np.lexsort((begins[able], visits[able], names))
        able, names = able[order], names[order]
        first = np.ones(len(able), dtype=bool)
        first[1:] = (names[1:] != names[:-1]) | (visits[able][1:] != visits[able][:-1])
        able = able[first]
        chosen: Whole = able[_most(promise[able], width)]
        return chosen

    def _go_on(self, rows: Whole, grown: Grown) -> None:
        """Beginnings that grew from these rows of the last layer; their last visit is not yet among what they saw."""
        visits, stops = grown.last, self._loom.stop_of[grown.last]
        grown.seen[np.arange(len(stops)), stops] = True
        self._now = grown._replace(name=grown.name ^ self._numbers[stops])
        # By way of another place it may be nearer home than by itself: then it goes on, but cannot end here.
        ends = np.where(grown.begun <= self._loom.ends[visits], grown.gain - self._loom.home[visits], -np.inf)
        self._layers.append((visits, rows, ends))

    def _best(self) -> Iterator[tuple[int, ...]]:
        gains = np.concatenate([ends for _, _, ends in self._layers])
        layers = np.repeat(np.arange(len(self._layers)), [len(ends) for _, _, ends in self._layers])
        places = np.concatenate([np.arange(len(ends)) for _, _, ends in self._layers])
        for at in _most(gains, SHOWN):
            place, tour = int(places[at]), []
            for visits, rows, _ in self._layers[layers[at] :: -1]:
                tour.append(int(self._loom.stops[self._loom.stop_of[visits[place]]]))
                place = int(rows[place])
            yield tuple(reversed(tour))


def _most(values: Real, count: int) -> Whole:
    """Where the highest finite values are, in no order."""
    finite: Whole = np.flatnonzero(values > -np.inf)
    if len(finite) <= count:
        return finite
    most: Whole = finite[np.argpartition(-values[finite], count - 1)[:count]]
    return most
