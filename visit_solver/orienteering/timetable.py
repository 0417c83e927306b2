"""When each stop of a tour is reached, in whole numbers: the one test of whether a tour can be driven."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from visit_solver.orienteering.problem import Shift, Stop, TourProblem, Tours


class StopVisit(msgspec.Struct, frozen=True):
    """One stop of a tour: arrival at the place, begin and end of the visit, and which window of the stop it uses."""

    stop: int
    arrives: int
    begins: int
    ends: int
    window: int


class TourValue(msgspec.Struct, frozen=True, order=True):
    """What tours are worth, compared in this order: required stops served, prizes, and less travel."""

    required: int
    score: int
    saved: int

    @property
    def travel(self) -> int:
        """Time on the road, all shifts together."""
        return -self.saved


def timetable(problem: TourProblem, shift: Shift, order: Sequence[int]) -> list[StopVisit] | None:
    """Return the earliest visits of one shift in the given order, or None if they cannot be made.

    To begin as early as possible at every stop leaves the most time for all that follow, so what fails here fails.
    """
    calls: list[StopVisit] = []
    place, now = shift.start, shift.opens
    for number in order:
        stop = problem.stops[number]
        arrives = now + problem.travel[place][stop.place]
        found = _begin(stop, arrives)
        if found is None:
            return None
        begins, window = found
        place, now = stop.place, begins + stop.duration
        calls.append(StopVisit(number, arrives, begins, now, window))
    return calls if now + problem.travel[place][shift.end] <= shift.closes else None


def feasible(problem: TourProblem, tours: Tours) -> bool:
    """Return whether every shift can drive its tour and no stop is visited twice."""
    visited = [number for order in tours for number in order]
    return len(set(visited)) == len(visited) and all(
        not order or timetable(problem, shift, order) is not None
        for shift, order in zip(problem.shifts, tours, strict=True)
    )


def value(problem: TourProblem, tours: Tours) -> TourValue:
    """Return what tours are worth; whether they can be driven is not checked."""
    visited = [problem.stops[number] for order in tours for number in order]
    legs = sum(travel_of(problem, shift, order) for shift, order in zip(problem.shifts, tours, strict=True))
    return TourValue(sum(stop.required for stop in visited), sum(stop.prize for stop in visited), -legs)


def travel_of(problem: TourProblem, shift: Shift, order: Sequence[int]) -> int:
    """Return the time on the road of one shift; a shift that visits nothing stays where it is."""
    if not order:
        return 0
    places = [shift.start, *(problem.stops[number].place for number in order), shift.end]
    return sum(problem.travel[here][there] for here, there in pairwise(places))


def drop_unreachable(problem: TourProblem, tours: Tours) -> Tours:
    """Make tours drivable by leaving out each stop that cannot be reached after those before it."""
    seen: set[int] = set()
    kept = []
    for shift, order in zip(problem.shifts, tours, strict=True):
        fits = [number for number in dict.fromkeys(order) if number not in seen]
        # Without the triangle inequality a part of a tour may be impossible where the whole is not: try that first.
        while timetable(problem, shift, fits) is None and fits:
            fits = _without_the_first_too_late(problem, shift, fits)
        seen.update(fits)
        kept.append(tuple(fits))
    return tuple(kept)


def _without_the_first_too_late(problem: TourProblem, shift: Shift, order: list[int]) -> list[int]:
    late = next(at for at in range(len(order)) if timetable(problem, shift, order[: at + 1]) is None)
    return order[:late] + order[late + 1 :]


def _begin(stop: Stop, arrives: int) -> tuple[int, int] | None:
    begins = [
        (max(arrives, window.opens), number) for number, window in enumerate(stop.windows) if arrives <= window.closes
    ]
    return min(begins, default=None)
