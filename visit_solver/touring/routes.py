"""What an outing really drives: mended where the tour planner knows less than the rules, and put to the clock."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from visit_solver.orienteering.problem import TourProblem, Tours
from visit_solver.orienteering.timetable import Call, timetable
from visit_solver.touring.tour_instance import Course


def mended(course: Course, problem: TourProblem, tours: Tours) -> Tours:
    """Store every rule that the tour planner does not know.

    A group that a host cannot receive gives the stop to an outing that can take it; what an organization has too many
    of its quarter's cap is given up, the least worth first, and so is what leaves an outing no time to eat; an outing
    that visits nobody stays at home.
    """
    routes = [list(order) for order in tours]
    hosts = len(course.hosts)
    loose = []
    for outing, stop in course.surplus(routes):
        routes[outing].remove(stop)
        loose.append(stop)
    for outing, order in enumerate(routes):
        wrong = [stop for stop in order if stop < hosts and outing not in course.allowed[stop]]
        for stop in wrong:
            order.remove(stop)
        loose += wrong
        if timetable(problem, problem.shifts[outing], order) is None:
            loose += _driven(course, problem, outing, order)
    for outing in range(len(routes)):
        loose += _fed(course, problem, outing, routes[outing])
    inserted(course, problem, routes, loose)
    return tuple(tuple(order) if any(stop < hosts for stop in order) else () for order in routes)


def inserted(course: Course, problem: TourProblem, routes: list[list[int]], stops: Iterable[int]) -> None:
    """Put stops where they cost the least travel, each where there is still time for it."""
    for stop in sorted(stops, key=lambda stop: -problem.stops[stop].prize):
        ways = [
            (travel_of(problem, outing, tried) - travel_of(problem, outing, routes[outing]), outing, tried)
            for outing in sorted(course.allowed[stop])
            if course.has_room(routes, stop, outing)
            for tried in positions(course, problem, outing, routes[outing], stop)
        ]
        if ways:
            _, outing, tried = min(ways)
            routes[outing] = tried


def positions(course: Course, problem: TourProblem, outing: int, order: Sequence[int], stop: int) -> list[list[int]]:
    """Return every order in which an outing can take in one more stop, its lunch included."""
    found = []
    lunch: tuple[int, ...] = () if fed(course, outing, order) else (_lunch_of(course, outing),)
    for with_lunch in _inserted_everywhere(list(order), lunch):
        for at in range(len(with_lunch) + 1):
            tried = [*with_lunch[:at], stop, *with_lunch[at:]]
            if timetable(problem, problem.shifts[outing], tried) is not None:
                found.append(tried)
    return found


def fed(course: Course, outing: int, order: Sequence[int]) -> bool:
    """Return whether an outing needs no lunch, or has one."""
    return outing not in course.lunchers or any(stop >= len(course.hosts) for stop in order)


def calls_of(problem: TourProblem, outing: int, order: Sequence[int]) -> list[Call]:
    """Put an outing that can be driven to the clock."""
    calls = timetable(problem, problem.shifts[outing], order)
    if calls is None:
        raise LookupError(outing)
    return calls


def _inserted_everywhere(order: list[int], extra: tuple[int, ...]) -> list[list[int]]:
    if not extra:
        return [order]
    return [[*order[:at], extra[0], *order[at:]] for at in range(len(order) + 1)]


def _lunch_of(course: Course, outing: int) -> int:
    return len(course.hosts) + course.lunchers.index(outing)


def _fed(course: Course, problem: TourProblem, outing: int, order: list[int]) -> list[int]:
    """Remove stops from an outing until its lunch fits in, and return the rest."""
    out: list[int] = []
    while order and not fed(course, outing, order):
        ways: list[list[int]] = [
            tried
            for tried in _inserted_everywhere(order, (_lunch_of(course, outing),))
            if timetable(problem, problem.shifts[outing], tried) is not None
        ]
        if ways:
            order[:] = min((travel_of(problem, outing, tried), tried) for tried in ways)[1]
        else:
            out.append(_least(problem, order))
            order.remove(out[-1])
    return out


def _driven(course: Course, problem: TourProblem, outing: int, order: list[int]) -> list[int]:
    """Remove stops from an outing that takes too long, since a way around is longer than a way past."""
    out = []
    while order and timetable(problem, problem.shifts[outing], order) is None:
        hosts = [stop for stop in order if stop < len(course.hosts)]
        out.append(_least(problem, hosts) if hosts else order[0])
        order.remove(out[-1])
    return [stop for stop in out if stop < len(course.hosts)]


def _least(problem: TourProblem, order: list[int]) -> int:
    return min(order, key=lambda stop: (problem.stops[stop].prize, stop))


def driven(problem: TourProblem, outing: int, order: Sequence[int]) -> bool:
    """Tell whether an outing can visit stops in an order."""
    return timetable(problem, problem.shifts[outing], order) is not None


def travel_of(problem: TourProblem, outing: int, order: Sequence[int]) -> int:
    """Give the minutes on the road of an outing; one that visits nothing stays where it is."""
    shift = problem.shifts[outing]
    if not order:
        return 0
    places = [shift.start, *(problem.stops[stop].place for stop in order), shift.end]
    return sum(problem.travel[here][there] for here, there in pairwise(places))
