"""A bound that respects time windows: tours may visit a stop again and again, but each visit costs its multiplier.

Lagrangean relaxation of "each stop at most once": for any multipliers that are not negative, the best such tour of
every shift plus the multipliers' sum is a bound. The best tour is found by dynamic programming over stops and steps of
time, every time rounded down, so that nothing possible is left out. The multipliers follow the subgradient (Held,
Wolfe and Crowder, 1974, https://doi.org/10.1007/BF01580223).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visit_solver.orienteering.problem import Shift, Stop, TourProblem
from visit_solver.orienteering.reachability import matrix_of, shortest_ways, within_reach

STEPS, MOST_STEPS = 200, 1500
"""Steps of time in a shift: at least so many, and no relaxation where time would need more of them than that."""

MOST_WORK = 100_000_000
"""Pairs of stops times steps of time, above which one round would take longer than it is worth."""

PATIENCE = 8
"""Rounds without a better bound before the multipliers take smaller strides."""

NEVER = 10**15

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


class LagrangianBound:
    """The multipliers of one problem's stops and the best bound they gave; without `is_applicable`, none ever."""

    def __init__(self, problem: TourProblem) -> None:
        numbers = dict.fromkeys(number for number, _ in within_reach(problem))
        stops = [problem.stops[number] for number in numbers]
        self._prizes = np.array([stop.prize for stop in stops], dtype=np.float64)
        self._multipliers = np.zeros(len(stops))
        self._counts = {shift: problem.shifts.count(shift) for shift in problem.shifts}
        self._grids = _grids(problem, stops, list(self._counts))
        self._stride, self._idle = 1.0, 0
        self.bound = float("inf")
        self.is_applicable = bool(self._grids)

    def improve(self, score: int) -> None:
        """Do one round: find the best relaxed tours, and move the multipliers on from them.

        `score` is what is reached already: the nearer it is to the best possible, the better the stride.
        """
        total, excess = float(self._multipliers.sum()), np.full(len(self._prizes), -1.0)
        for grid, count in zip(self._grids, self._counts.values(), strict=True):
            gain, visits = grid.best(self._prizes - self._multipliers)
            total += count * gain
            excess += count * visits
        self._idle = 0 if total < self.bound else self._idle + 1
        self.bound = min(self.bound, total)
        if self._idle == PATIENCE:
            self._stride, self._idle = self._stride / 2, 0
        excess[(self._multipliers <= 0) & (excess < 0)] = 0
        if (length := float(excess @ excess)) > 0:
            moved = self._multipliers + self._stride * (total - score) / length * excess
            self._multipliers = np.maximum(0, moved)


class _TimeGrid:
    """One kind of shift, cut into steps of time that are no longer than the shortest way from visit to visit."""

    def __init__(self, problem: TourProblem, stops: Sequence[Stop], shift: Shift, step: int) -> None:
        self.steps = -((shift.opens - shift.closes) // step)
        self._every = np.arange(len(stops))
        ahead = _apart(problem, stops) // step
        # Beyond the last step nothing is gained: everything that leads there is read from one empty column.
        self._width = 2 * self.steps + 3
        self._ahead: Whole = np.minimum(ahead, self.steps + 1)
        self._from: Whole = self._every[None, :] * self._width + self._ahead
        home = shortest_ways(matrix_of(problem))[[stop.place for stop in stops], shift.end]
        latest = shift.closes - home - np.array([stop.duration for stop in stops], dtype=np.int64)
        times = shift.opens + step * np.arange(self.steps + 1, dtype=np.int64)
        begins = np.stack([_begins(stop, int(late), times) for stop, late in zip(stops, latest, strict=True)])
        self._begin: Whole = np.where(begins < NEVER, (begins - shift.opens) // step, -1)
        outward = np.array([problem.travel[shift.start][stop.place] for stop in stops], dtype=np.int64)
        self._first = np.minimum(outward // step, self.steps)

    def best(self, worth: Real) -> tuple[float, Real]:
        """Return the most that one tour can gain, and how often it visits each stop."""
        arriving = np.full((len(worth), self._width), -np.inf)
        following = np.full((self.steps + 1, len(worth)), -1, dtype=np.int64)
        beginning = np.empty((len(worth), self.steps + 1))
        flat = arriving.ravel()
        for at in range(self.steps, -1, -1):
            ways = flat[self._from + at]
            then = ways.argmax(axis=1)
            more = ways[self._every, then]
            following[at] = np.where(more > 0, then, -1)
            beginning[:, at] = worth + np.maximum(more, 0)
            begin = self._begin[:, at]
            arriving[:, at] = np.where(begin >= 0, beginning[self._every, begin], -np.inf)
        gains = arriving[self._every, self._first]
        return max(0.0, float(gains.max())), self._visits(int(gains.argmax()), float(gains.max()), following)

    def _visits(self, stop: int, gain: float, following: Whole) -> Real:
        visits = np.zeros(len(self._every))
        arrives = int(self._first[stop])
        while gain > 0 and stop >= 0:
            visits[stop] += 1
            at = int(self._begin[stop, arrives])
            then = int(following[at, stop])
            arrives, stop = at + int(self._ahead[stop, then]), then
        return visits


def _grids(problem: TourProblem, stops: list[Stop], shifts: list[Shift]) -> list[_TimeGrid]:
    if not stops:
        return []
    longest = max(shift.closes - shift.opens for shift in shifts)
    step = int(min(_apart(problem, stops).min(), max(1, longest // STEPS)))
    if step < 1 or longest // step > MOST_STEPS or longest // step * len(stops) ** 2 > MOST_WORK:
        return []
    return [_TimeGrid(problem, stops, shift, step) for shift in shifts]


def _apart(problem: TourProblem, stops: Sequence[Stop]) -> Whole:
    """Time from the begin of each visit to the arrival at each other stop; from a stop to itself, never."""
    places = [stop.place for stop in stops]
    durations = np.array([stop.duration for stop in stops], dtype=np.int64)
    ways: Whole = matrix_of(problem)[np.ix_(places, places)] + durations[:, None]
    np.fill_diagonal(ways, NEVER)
    return ways


def _begins(stop: Stop, latest: int, times: Whole) -> Whole:
    """When a visit can begin for an arrival at each of some times; `NEVER` if that would be after the latest."""
    begins = np.full(len(times), NEVER, dtype=np.int64)
    for window in stop.windows:
        begins = np.where(times <= window.closes, np.minimum(begins, np.maximum(times, window.opens)), begins)
    return np.where(begins <= latest, begins, NEVER)
