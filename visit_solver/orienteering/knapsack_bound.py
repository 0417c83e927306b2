"""The most that any tours could be worth: an answer is shown with how far from the best it can be at most."""

from collections.abc import Iterable

from visit_solver.orienteering.problem import Shift, Stop, TourProblem
from visit_solver.orienteering.reachability import within_reach


def knapsack_bound(problem: TourProblem) -> int:
    """Return a score that no tours can exceed.

    A visit takes its duration, half of the shortest way to it from anywhere and half of the shortest way from it; all
    visits together take no more time than all shifts have. The bound is what fits best, the last stop in part.
    """
    stops = [problem.stops[number] for number in dict.fromkeys(number for number, _ in within_reach(problem))]
    starts = [shift.start for shift in problem.shifts]
    ends = [shift.end for shift in problem.shifts]
    takes = [
        2 * stop.duration
        + min(problem.travel[place][stop.place] for place in (*starts, *_others(stops, at)))
        + min(problem.travel[stop.place][place] for place in (*ends, *_others(stops, at)))
        for at, stop in enumerate(stops)
    ]
    time = sum(_time_doubled(problem, shift, stops) for shift in problem.shifts)
    return _what_fits(zip((stop.prize for stop in stops), takes, strict=True), time)


def _others(stops: list[Stop], at: int) -> Iterable[int]:
    return (stop.place for number, stop in enumerate(stops) if number != at)


def _time_doubled(problem: TourProblem, shift: Shift, stops: list[Stop]) -> int:
    """Twice the time of a shift, less half of the shortest way from its start and half of the shortest to its end."""
    leaving = min((problem.travel[shift.start][stop.place] for stop in stops), default=0)
    coming = min((problem.travel[stop.place][shift.end] for stop in stops), default=0)
    return max(0, 2 * (shift.closes - shift.opens) - leaving - coming)


def _what_fits(offers: Iterable[tuple[int, int]], time: int) -> int:
    """Solve the fractional knapsack (G. B. Dantzig, 1957), rounded down, for prizes are whole."""
    total = 0
    for prize, takes in sorted(offers, key=lambda offer: -offer[0] / offer[1] if offer[1] else float("-inf")):
        if takes > time:
            return total + prize * time // takes
        total, time = total + prize, time - takes
    return total
