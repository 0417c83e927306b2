"""Beam search for one tour (B. T. Lowerre, The HARPY speech recognition system, 1976).

Partial tours are extended stop by stop; those with the best lookahead stay in the beam.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from visit_solver.orienteering.time_expanded_graph import Flags, Lookahead, Real, TimeExpandedGraph, Whole

MOST_TOURS = 50
"""Tours that one beam search returns: the best of all partial tours, each a tour if it ends there."""

CANDIDATES = 3
"""Extensions that are compared for each one that stays; the others visit what one of them visits, or less."""


class PartialTours(NamedTuple):
    """Partial tours of one length: last visit, its begin, gain, stops visited and a hash of their set."""

    last: Whole
    begins_at: Whole
    gain: Real
    visited: Flags
    set_hash: Whole


class BeamSearch:
    """The partial tours of one length, and layer by layer how each was extended."""

    def __init__(self, graph: TimeExpandedGraph, lookahead: Lookahead) -> None:
        self._graph, self._lookahead = graph, lookahead
        # Zobrist hashing (1970): a set of stops is the exclusive or of its stops' random numbers.
        self._numbers: Whole = np.random.default_rng(0).integers(1, 2**62, size=len(graph.stops), dtype=np.int64)
        self._layers: list[tuple[Whole, Whole, Real]] = []
        last: Whole = np.flatnonzero(graph.can_begin_with)
        visited: Flags = np.zeros((len(last), len(graph.stops)), dtype=bool)
        set_hash = np.zeros(len(last), dtype=np.int64)
        self._append_layer(
            last, PartialTours(last, graph.first[last], lookahead.worth[last] - graph.out[last], visited, set_hash)
        )

    def tours(self, width: int, is_late: Callable[[], bool]) -> list[tuple[int, ...]]:
        """Return the best tours of a beam of `width`; fewer when it gets late."""
        while len(self._current.last) and not is_late():
            self._extend(width)
        return list(self._best())

    def _extend(self, width: int) -> None:
        graph, current = self._graph, self._current
        nexts, arrives = graph.near[current.last], current.begins_at[:, None] + graph.way[current.last]
        begins = np.maximum(arrives, graph.opens[nexts])
        gains = current.gain[:, None] - graph.travel[current.last]
        columns = np.minimum((arrives - graph.starts) // graph.step, graph.steps)
        promise = gains + self._lookahead.following[nexts, columns]
        visited = np.take_along_axis(current.visited, graph.stop_of[nexts], axis=1)
        promise[(begins > graph.latest[nexts]) | ~graph.goes[current.last] | visited] = -np.inf
        chosen = self._undominated(promise.ravel(), nexts.ravel(), begins.ravel(), width)
        rows, visits = chosen // promise.shape[1], nexts.ravel()[chosen]
        gain = gains.ravel()[chosen] + self._lookahead.worth[visits]
        self._append_layer(
            rows, PartialTours(visits, begins.ravel()[chosen], gain, current.visited[rows], current.set_hash[rows])
        )

    def _undominated(self, promise: Real, visits: Whole, begins: Whole, width: int) -> Whole:
        """Return the best extensions; of those with the same stops and the same last one, only the earliest."""
        able = _highest(promise, CANDIDATES * width)
        rows = able // (len(promise) // len(self._current.last))
        names = self._current.set_hash[rows] ^ self._numbers[self._graph.stop_of[visits[able]]]
        order = np.lexsort((begins[able], visits[able], names))
        able, names = able[order], names[order]
        first = np.ones(len(able), dtype=bool)
        first[1:] = (names[1:] != names[:-1]) | (visits[able][1:] != visits[able][:-1])
        able = able[first]
        chosen: Whole = able[_highest(promise[able], width)]
        return chosen

    def _append_layer(self, rows: Whole, partial: PartialTours) -> None:
        """Append tours extended from these rows of the last layer; their last visit is not yet among the visited."""
        visits, stops = partial.last, self._graph.stop_of[partial.last]
        partial.visited[np.arange(len(stops)), stops] = True
        self._current = partial._replace(set_hash=partial.set_hash ^ self._numbers[stops])
        # By way of another place it may be nearer home than by itself: then it goes on, but cannot end here.
        ends = np.where(partial.begins_at <= self._graph.ends[visits], partial.gain - self._graph.home[visits], -np.inf)
        self._layers.append((visits, rows, ends))

    def _best(self) -> Iterator[tuple[int, ...]]:
        gains = np.concatenate([ends for _, _, ends in self._layers])
        layers = np.repeat(np.arange(len(self._layers)), [len(ends) for _, _, ends in self._layers])
        places = np.concatenate([np.arange(len(ends)) for _, _, ends in self._layers])
        for at in _highest(gains, MOST_TOURS):
            place, tour = int(places[at]), []
            for visits, rows, _ in self._layers[layers[at] :: -1]:
                tour.append(int(self._graph.stops[self._graph.stop_of[visits[place]]]))
                place = int(rows[place])
            yield tuple(reversed(tour))


def _highest(values: Real, count: int) -> Whole:
    """Return where the highest finite values are, in no order."""
    finite: Whole = np.flatnonzero(values > -np.inf)
    if len(finite) <= count:
        return finite
    most: Whole = finite[np.argpartition(-values[finite], count - 1)[:count]]
    return most
