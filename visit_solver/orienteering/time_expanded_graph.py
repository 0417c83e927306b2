"""A time-expanded graph for one kind of shift: the visits it can make and the best arcs between them.

`look_ahead` is a dynamic program over visits and steps of time: what may follow an arrival at best, if tours might come
back to a stop. Unlike `lagrangian_bound`, it has few arcs and rounded times: it guides, and bounds nothing.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from visit_solver.orienteering.problem import Shift
from visit_solver.orienteering.pyvrp_adapter import PyvrpAdapter

STEPS = 200
"""Steps of time in a shift."""

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Lookahead(msgspec.Struct, frozen=True):
    """What the best relaxed tour gains and how often it visits each stop; what each visit is worth, and what follows.

    `following` is the most to gain from arriving at a visit (row) at a step of time (column), itself included.
    """

    gain: float
    visits: Real
    worth: Real
    following: Real


class TimeExpandedGraph:
    """One kind of shift. Visits are pairs of a stop and a window; arrays go by visit, `stops` and `visits` by stop."""

    def __init__(self, adapter: PyvrpAdapter, shift: Shift, near: int, rate: float = 0.0) -> None:
        """Build `near` arcs from each visit: those that take least time, less prize over `rate`."""
        problem = adapter.problem
        self.stops, self.stop_of = np.unique([stop for stop, _ in adapter.visits], return_inverse=True)
        stops = [problem.stops[stop] for stop, _ in adapter.visits]
        windows = [problem.stops[stop].windows[window] for stop, window in adapter.visits]
        places = [stop.place for stop in stops]
        durations = np.array([stop.duration for stop in stops], dtype=np.int64)
        self.starts, self.every = shift.opens, np.arange(len(stops))
        self.opens = np.array([max(0, window.opens) for window in windows], dtype=np.int64)
        # By way of others a place may be nearer than straight away: what is reached is more than what begins a tour.
        shortest = adapter.shortest
        last = shift.closes - durations - shortest[places, shift.end]
        self.latest: Whole = np.minimum(last, [window.closes for window in windows])
        self.out, self.home = adapter.matrix[shift.start, places], adapter.matrix[places, shift.end]
        self.ends: Whole = np.minimum(self.latest, shift.closes - durations - self.home)
        self.first: Whole = np.maximum(shift.opens + self.out, self.opens)
        self.can_begin_with: Flags = self.first <= self.latest
        soonest: Whole = np.maximum(shift.opens + shortest[shift.start, places], self.opens)
        travel = adapter.matrix[np.ix_(places, places)]
        goes = self._goes(soonest, travel + durations[:, None])
        takes = np.maximum(travel + durations[:, None], self.opens[None, :] - self.latest[:, None])
        prizes = np.array([adapter.costs[stop] for stop, _ in adapter.visits]) / rate if rate else 0
        self.near: Whole = np.argsort(np.where(goes, takes - prizes, np.inf), axis=1, kind="stable")[:, :near]
        pick = (self.every[:, None], self.near)
        self.goes, self.travel = goes[pick], travel[pick]
        self.way: Whole = self.travel + durations[:, None]
        self._discretize_time(shift)

    def _goes(self, soonest: Whole, ways: Whole) -> Flags:
        in_time = (soonest <= self.latest)[:, None] & (soonest[:, None] + ways <= self.latest[None, :])
        goes: Flags = in_time & (self.stop_of[:, None] != self.stop_of[None, :])
        return goes

    def _discretize_time(self, shift: Shift) -> None:
        self.step = max(1, (shift.closes - shift.opens) // STEPS)
        self.steps = -((shift.opens - shift.closes) // self.step)
        # Beyond the last step nothing is gained: everything that leads there is read from one empty column.
        self.width, beyond = 2 * self.steps + 4, self.steps + 2
        ahead = np.clip((self.way + self.step // 2) // self.step, 1, beyond)
        self._ahead: Whole = np.where(self.goes, ahead, beyond)
        self._from: Whole = self.near * self.width + self._ahead
        times = shift.opens + self.step * np.arange(self.steps + 1, dtype=np.int64)
        begins = np.maximum(times[None, :], self.opens[:, None])
        later = np.minimum(-((shift.opens - begins) // self.step), self.steps)
        self._begins: Whole = np.where(begins <= self.latest[:, None], later, -1)
        self._leaves: Whole = np.minimum((self.out + self.step // 2) // self.step, self.steps)

    def look_ahead(self, worth: Real) -> Lookahead:
        """Look ahead from every arrival, with what each stop is worth."""
        each = worth[self.stop_of]
        arriving = np.full((len(self.every), self.width), -np.inf)
        then_at = np.empty((self.steps + 1, len(self.every)), dtype=np.int64)
        beginning = np.empty((len(self.every), self.steps + 1))
        flat = arriving.ravel()
        for at in range(self.steps, -1, -1):
            ways = flat[self._from + at] - self.travel
            then = ways.argmax(axis=1)
            more = ways[self.every, then]
            then_at[at] = np.where(more > -self.home, then, -1)
            beginning[:, at] = each + np.maximum(more, -self.home)
            begins = self._begins[:, at]
            arriving[:, at] = np.where(begins >= 0, beginning[self.every, begins], -np.inf)
        gains = np.where(self.can_begin_with, arriving[self.every, self._leaves] - self.out, -np.inf)
        first = int(gains.argmax())
        gain = max(0.0, float(gains[first]))
        return Lookahead(gain, self._visits(first, then_at) if gain else np.zeros(len(self.stops)), each, arriving)

    def _visits(self, visit: int, then_at: Whole) -> Real:
        visits, at = np.zeros(len(self.stops)), int(self._leaves[visit])
        while True:
            visits[self.stop_of[visit]] += 1
            at = int(self._begins[visit, at])
            then = int(then_at[at, visit])
            if then < 0:
                return visits
            at, visit = at + int(self._ahead[visit, then]), int(self.near[visit, then])
