"""What could be visited by a shift that did nothing else: the rest need not be searched for, and bounds no score."""

import numpy as np
from numpy.typing import NDArray

from visit_solver.orienteering.problem import Shift, TourProblem, Window

Matrix = NDArray[np.int64]
"""Square; times between places."""


def within_reach(problem: TourProblem, ways: Matrix | None = None) -> list[tuple[int, int]]:
    """Return each stop and window, by their numbers, that some shift could keep if it kept no other.

    The way there may lead past other places, where an uploaded matrix makes that shorter than driving straight; `ways`
    are the shortest where they are known already.
    """
    ways = shortest_ways(matrix_of(problem)) if ways is None else ways
    return [
        (number, at)
        for number, stop in enumerate(problem.stops)
        for at, window in enumerate(stop.windows)
        if any(_keeps(ways, shift, stop.place, stop.duration, window) for shift in problem.shifts)
    ]


def _keeps(ways: Matrix, shift: Shift, place: int, duration: int, window: Window) -> bool:
    begins = max(shift.opens + int(ways[shift.start, place]), window.opens)
    return begins <= window.closes and begins + duration + int(ways[place, shift.end]) <= shift.closes


def matrix_of(problem: TourProblem) -> Matrix:
    """Return the travel times as a matrix."""
    places = len(problem.travel)
    return np.array(problem.travel, dtype=np.int64).reshape(places, places)


def shortest_ways(matrix: Matrix) -> Matrix:
    """Return the times of the shortest ways between places, past others included (R. W. Floyd, Algorithm 97, 1962)."""
    ways = matrix.copy()
    for place in range(len(ways)):
        np.minimum(ways, ways[:, place, None] + ways[None, place, :], out=ways)
    return ways
