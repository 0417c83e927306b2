"""The orienteering problem: which stops are worth what, when they open, and which shifts may drive to them.

Everything is whole numbers in one unit of time that the caller chooses, on one axis that begins at 0: a stop that opens
on two mornings has two windows, and a vehicle that drives on two days has two shifts.
"""

import msgspec


class Window(msgspec.Struct, frozen=True):
    """A visit may begin at any time from `opens` to `closes`, both included."""

    opens: int
    closes: int


class Stop(msgspec.Struct, frozen=True):
    """A place that may be visited once, for `duration`, within any one of its windows."""

    place: int
    duration: int
    windows: tuple[Window, ...]
    prize: int = 0
    required: bool = False


class Shift(msgspec.Struct, frozen=True):
    """One vehicle on one day or half-day: leaves `start` at `opens` or later, is at `end` by `closes`."""

    start: int
    end: int
    opens: int
    closes: int


class TourProblem(msgspec.Struct, frozen=True):
    """Stops and shifts, and what travelling costs: `travel[a][b]` is the time from place `a` to place `b`."""

    travel: tuple[tuple[int, ...], ...]
    stops: tuple[Stop, ...]
    shifts: tuple[Shift, ...]


Tours = tuple[tuple[int, ...], ...]
"""For each shift, in the problem's order, the numbers of the stops it visits, in the order it visits them."""


def check(problem: TourProblem) -> None:
    """Raise ValueError, naming the field, if a problem contradicts itself."""
    places = len(problem.travel)
    if any(len(row) != places or min(row, default=0) < 0 for row in problem.travel):
        raise ValueError("travel: a square matrix of times that are not negative")
    if any(problem.travel[place][place] for place in range(places)):
        raise ValueError("travel: from a place to itself takes no time")
    for number, stop in enumerate(problem.stops):
        _check_stop(f"stops[{number}]", stop, places)
    for number, shift in enumerate(problem.shifts):
        if not (0 <= shift.start < places and 0 <= shift.end < places):
            raise ValueError(f"shifts[{number}]: starts or ends at no place of the matrix")
        if not 0 <= shift.opens <= shift.closes:
            raise ValueError(f"shifts[{number}]: opens before time 0, or closes before it opens")


def check_start(problem: TourProblem, start: Tours | None) -> None:
    """Raise ValueError if tours to start from have other shifts or stops than the problem."""
    if start is None:
        return
    if len(start) != len(problem.shifts):
        raise ValueError("start: one tour for each shift")
    if not {number for order in start for number in order} <= set(range(len(problem.stops))):
        raise ValueError("start: visits a stop that is not in the problem")


def _check_stop(field: str, stop: Stop, places: int) -> None:
    if not 0 <= stop.place < places:
        raise ValueError(f"{field}.place: no place of the matrix")
    if stop.duration < 0 or stop.prize < 0:
        raise ValueError(f"{field}: a duration or a prize is negative")
    if not stop.windows:
        raise ValueError(f"{field}.windows: never opens")
    if any(window.closes < window.opens for window in stop.windows):
        raise ValueError(f"{field}.windows: closes before it opens")
