"""Routes of vehicle days, repaired where the orienteering search ignores a rule, and timed."""

from collections.abc import Iterable, Sequence

from visit_solver.orienteering.problem import TourProblem, Tours
from visit_solver.orienteering.timetable import StopVisit, timetable, travel_of
from visit_solver.touring.tour_instance import TourInstance


def repair_routes(instance: TourInstance, problem: TourProblem, tours: Tours) -> Tours:
    """Repair tours by the rules that the orienteering search ignores.

    A group that a host cannot receive passes the stop on to a vehicle day that can take it. What exceeds the quarter's
    cap of an organization is given up, the least worth first, and so is what leaves no time to eat. Whoever visits
    nobody stays at home.
    """
    routes = [list(order) for order in tours]
    hosts = len(instance.hosts)
    unrouted = []
    for vehicle_day, stop in instance.surplus(routes):
        routes[vehicle_day].remove(stop)
        unrouted.append(stop)
    for vehicle_day, order in enumerate(routes):
        wrong = [stop for stop in order if stop < hosts and vehicle_day not in instance.allowed[stop]]
        for stop in wrong:
            order.remove(stop)
        unrouted += wrong
        if timetable(problem, problem.shifts[vehicle_day], order) is None:
            unrouted += _make_drivable(instance, problem, vehicle_day, order)
    for vehicle_day in range(len(routes)):
        unrouted += _make_room_for_lunch(instance, problem, vehicle_day, routes[vehicle_day])
    insert_stops(instance, problem, routes, unrouted)
    return tuple(tuple(order) if any(stop < hosts for stop in order) else () for order in routes)


def insert_stops(instance: TourInstance, problem: TourProblem, routes: list[list[int]], stops: Iterable[int]) -> None:
    """Put stops where they cost the least travel, each where there is still time for it."""
    for stop in sorted(stops, key=lambda stop: -problem.stops[stop].prize):
        found = cheapest_insertion(instance, problem, routes, stop, instance.allowed[stop])
        if found is not None:
            vehicle_day, order = found
            routes[vehicle_day] = order


def cheapest_insertion(
    instance: TourInstance,
    problem: TourProblem,
    routes: Sequence[Sequence[int]],
    stop: int,
    vehicle_days: Iterable[int],
) -> tuple[int, list[int]] | None:
    """Return which of some vehicle days takes in one more stop for the least travel, and its order then."""
    ways = [
        (travel_of(problem, shift, order) - travel_of(problem, shift, routes[vehicle_day]), vehicle_day, order)
        for vehicle_day in instance.allowed[stop].intersection(vehicle_days)
        if instance.has_room(routes, stop, vehicle_day)
        for shift in (problem.shifts[vehicle_day],)
        for order in feasible_insertions(instance, problem, vehicle_day, routes[vehicle_day], stop)
    ]
    return min(ways)[1:] if ways else None


def feasible_insertions(
    instance: TourInstance, problem: TourProblem, vehicle_day: int, order: Sequence[int], stop: int
) -> list[list[int]]:
    """Return every order in which a vehicle day can take in one more stop, its lunch included."""
    found = []
    lunch: tuple[int, ...] = () if has_lunch(instance, vehicle_day, order) else (_lunch_of(instance, vehicle_day),)
    for with_lunch in _inserted_everywhere(list(order), lunch):
        for at in range(len(with_lunch) + 1):
            tried = [*with_lunch[:at], stop, *with_lunch[at:]]
            if timetable(problem, problem.shifts[vehicle_day], tried) is not None:
                found.append(tried)
    return found


def has_lunch(instance: TourInstance, vehicle_day: int, order: Sequence[int]) -> bool:
    """Return whether a vehicle day needs no lunch, or has one."""
    return vehicle_day not in instance.lunch_days or any(stop >= len(instance.hosts) for stop in order)


def stop_visits_of(problem: TourProblem, vehicle_day: int, order: Sequence[int]) -> list[StopVisit]:
    """Return the timed stops of a vehicle day; LookupError where it cannot be driven."""
    stop_visits = timetable(problem, problem.shifts[vehicle_day], order)
    if stop_visits is None:
        raise LookupError(vehicle_day)
    return stop_visits


def _inserted_everywhere(order: list[int], extra: tuple[int, ...]) -> list[list[int]]:
    if not extra:
        return [order]
    return [[*order[:at], extra[0], *order[at:]] for at in range(len(order) + 1)]


def _lunch_of(instance: TourInstance, vehicle_day: int) -> int:
    return len(instance.hosts) + instance.lunch_days.index(vehicle_day)


def _make_room_for_lunch(instance: TourInstance, problem: TourProblem, vehicle_day: int, order: list[int]) -> list[int]:
    """Remove stops from a vehicle day until its lunch fits in, and return them."""
    out: list[int] = []
    while order and not has_lunch(instance, vehicle_day, order):
        ways: list[list[int]] = [
            tried
            for tried in _inserted_everywhere(order, (_lunch_of(instance, vehicle_day),))
            if timetable(problem, problem.shifts[vehicle_day], tried) is not None
        ]
        if ways:
            order[:] = min((travel_of(problem, problem.shifts[vehicle_day], tried), tried) for tried in ways)[1]
        else:
            out.append(_least_prize(problem, order))
            order.remove(out[-1])
    return out


def _make_drivable(instance: TourInstance, problem: TourProblem, vehicle_day: int, order: list[int]) -> list[int]:
    """Remove stops from a vehicle day that cannot be driven any more, a way around being longer than a way past."""
    out = []
    while order and timetable(problem, problem.shifts[vehicle_day], order) is None:
        hosts = [stop for stop in order if stop < len(instance.hosts)]
        out.append(_least_prize(problem, hosts) if hosts else order[0])
        order.remove(out[-1])
    return [stop for stop in out if stop < len(instance.hosts)]


def _least_prize(problem: TourProblem, order: list[int]) -> int:
    return min(order, key=lambda stop: (problem.stops[stop].prize, stop))


def is_drivable(problem: TourProblem, vehicle_day: int, order: Sequence[int]) -> bool:
    """Return whether a vehicle day can visit stops in an order."""
    return timetable(problem, problem.shifts[vehicle_day], order) is not None
