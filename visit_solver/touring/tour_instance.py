"""A tour as an orienteering problem: hosts and lunches are its stops, vehicle days its shifts.

Minutes count from midnight of the first day. The stops are the hosts in the problem's order, then a lunch for each
vehicle day that spans noon. A lunch has to be eaten; a pinned host comes next, a required one next, and then what hosts
are worth: each level's prize is larger than all below it together.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import msgspec
import numpy as np

from visit_solver.availability import DECLINED, RECIPROCAL, ExternalCommitments, free_windows
from visit_solver.orienteering.problem import Shift, Stop, TourProblem, Window
from visit_solver.orienteering.reachability import Matrix, shortest_ways
from visit_solver.problem import MIDNIGHT, Host, Problem, quarter_caps, quarter_of
from visit_solver.touring.vehicle_days import VehicleDay, may_visit, vehicle_days_of
from visit_solver.travel_times import TravelTimes

NO_ROAD = 20 * MIDNIGHT
"""Minutes that no vehicle day has: what stands in the matrix where there is no way."""
NEVER = (Window(0, 0),)


class TourBound(msgspec.Struct, frozen=True):
    """What no tours can do without: required hosts unvisited, visits not made, and the cost of those that miss least.

    `change` are visits of the schedule before that cannot stay as they were.
    """

    unvisited: int = 0
    unmade: int = 0
    change: int = 0
    cost: int = 0

    @property
    def missing(self) -> int:
        """What is missing in all."""
        return self.unvisited + self.unmade


class TourInstance:
    """One problem's stops, vehicle days and travel times."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.travel_times = TravelTimes(problem)
        self.vehicle_days = vehicle_days_of(problem)
        self.first = min(problem.days)
        self.hosts = problem.hosts
        self.pinned = {pin.host_id: pin for pin in problem.pins}
        self.quarter_caps = quarter_caps(problem)
        self.commitments = ExternalCommitments(problem)

    def at(self, day: date, minute: int) -> int:
        """Return the minute since the first midnight."""
        return (day - self.first).days * MIDNIGHT + minute

    def moment(self, at: int) -> tuple[date, int]:
        """Return the day and the minute after midnight."""
        return self.first + timedelta(days=at // MIDNIGHT), at % MIDNIGHT

    def minutes(self, here: str, there: str) -> int:
        """Return the minutes of a way, more than any day has where there is none."""
        found = self.travel_times.minutes(here, there)
        return NO_ROAD if found is None else min(found, NO_ROAD)

    @cached_property
    def places(self) -> list[str]:
        """Return the ids of the places that a tour may touch, in the order of the matrix."""
        used = [host.place_id for host in self.hosts]
        for vehicle_day in self.vehicle_days:
            used += [vehicle_day.group.delegation.start_place_id, vehicle_day.group.delegation.end_place_id]
        lunch = self.problem.day.lunch
        if lunch is not None and lunch.place_id is not None:
            used.append(lunch.place_id)
        return list(dict.fromkeys(used))

    @cached_property
    def matrix(self) -> tuple[tuple[int, ...], ...]:
        """Return minutes between the places."""
        return tuple(tuple(self.minutes(here, there) for there in self.places) for here in self.places)

    @cached_property
    def ways(self) -> Matrix:
        """The minutes of the shortest ways between the places."""
        return shortest_ways(np.array(self.matrix, dtype=np.int64))

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Return the numbers of the places in the matrix."""
        return {place_id: at for at, place_id in enumerate(self.places)}

    def shortest(self, here: str, there: str) -> int:
        """Return the minutes of the shortest way, more than any day has where there is none."""
        return int(self.ways[self.number_of[here], self.number_of[there]])

    @cached_property
    def allowed(self) -> list[frozenset[int]]:
        """Return the vehicle days whose group a host can receive, host by host."""
        return [
            frozenset(at for at, vehicle_day in enumerate(self.vehicle_days) if self._may(vehicle_day, host))
            for host in self.hosts
        ]

    def _may(self, vehicle_day: VehicleDay, host: Host) -> bool:
        pin = self.pinned.get(host.id)
        if pin is not None and pin.delegation_id != vehicle_day.group.delegation.id:
            return False
        return self.blocked_by(vehicle_day, host) is None and may_visit(self.problem, vehicle_day.group, host)

    def blocked_by(self, vehicle_day: VehicleDay, host: Host) -> str | None:
        """Return why a host excludes a vehicle day: `declined` for that day, or `reciprocal` to another round."""
        delegation = vehicle_day.group.delegation
        if (delegation.id, host.id, vehicle_day.day) in self.commitments.declined:
            return DECLINED
        return RECIPROCAL if self.commitments.met(delegation, host, vehicle_day.day) else None

    def windows(self, host: Host) -> tuple[Window, ...]:
        """Return when a visit to a host may begin; a pin leaves what agrees with it.

        What other rounds take of it is out.
        """
        pin = self.pinned.get(host.id)
        found = set()
        for window in free_windows(host.windows, host.taken):
            opens, closes = self.at(window.day, window.begin), self.at(window.day, window.end) - host.visit_minutes
            if pin is not None and pin.begin is not None:
                begin = self.at(window.day, pin.begin)
                opens, closes = (begin, begin) if opens <= begin <= closes else (1, 0)
            on_day = pin is None or pin.day in {None, window.day}
            cap = self.quarter_caps.get((host.organization_id, quarter_of(window.day)), 1)
            if on_day and closes >= opens and cap and host.most_visits != 0:
                found.add((opens, closes))
        return tuple(Window(opens, closes) for opens, closes in sorted(found))

    def has_room(self, tours: Sequence[Sequence[int]], stop: int, vehicle_day: int) -> bool:
        """Return whether a host's organization may receive one more in a vehicle day's quarter."""
        key = self._cap_of(stop, vehicle_day)
        return len(self._received(tours).get(key, ())) < self.quarter_caps.get(key, len(self.hosts))

    def surplus(self, tours: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
        """Return vehicle days and the hosts that are too many in them, whatever is worth least first."""
        return [
            visit
            for key, visits in self._received(tours).items()
            for visit in sorted(visits, key=lambda visit: -self.prize(self.hosts[visit[1]]))[self.quarter_caps[key] :]
        ]

    def _received(self, tours: Sequence[Sequence[int]]) -> dict[tuple[str, str], list[tuple[int, int]]]:
        """Vehicle day and host of the visits that count for a cap of an organization and a quarter."""
        received: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for vehicle_day, order in enumerate(tours):
            for stop in order:
                if stop < len(self.hosts) and (key := self._cap_of(stop, vehicle_day)) in self.quarter_caps:
                    received.setdefault(key, []).append((vehicle_day, stop))
        return received

    def _cap_of(self, stop: int, vehicle_day: int) -> tuple[str, str]:
        return self.hosts[stop].organization_id, quarter_of(self.vehicle_days[vehicle_day].day)

    @cached_property
    def lunch_days(self) -> list[int]:
        """Return the vehicle days that stop for lunch: there is no time before they leave or after."""
        lunch = self.problem.day.lunch
        if lunch is None or not lunch.minutes:
            return []
        review = self.problem.day.review_minutes
        return [
            number
            for number, vehicle_day in enumerate(self.vehicle_days)
            if vehicle_day.opens - lunch.earliest < lunch.minutes
            and lunch.latest - (vehicle_day.closes + review) < lunch.minutes
        ]

    def prize(self, host: Host) -> int:
        """Return what visiting a host earns."""
        top = 1 + sum(each.worth for each in self.hosts)
        level = (top if host.required else 0) + (top * (1 + len(self.hosts)) if host.id in self.pinned else 0)
        return host.worth + level

    def tour_problem(
        self, lunch_places: Mapping[int, str], windows: Mapping[int, tuple[Window, ...]] | None = None
    ) -> TourProblem:
        """Return the orienteering problem with each vehicle day's lunch at a place, some hosts' windows narrowed."""
        number = self.number_of
        stops = [self._stop(at, host, number, windows or {}) for at, host in enumerate(self.hosts)]
        stops += [self._lunch(vehicle_day, number[lunch_places[vehicle_day]]) for vehicle_day in self.lunch_days]
        shifts = [
            Shift(
                start=number[vehicle_day.group.delegation.start_place_id],
                end=number[vehicle_day.group.delegation.end_place_id],
                opens=self.at(vehicle_day.day, vehicle_day.opens),
                closes=self.at(vehicle_day.day, vehicle_day.closes),
            )
            for vehicle_day in self.vehicle_days
        ]
        return TourProblem(travel=self.matrix, stops=tuple(stops), shifts=tuple(shifts))

    def _stop(self, at: int, host: Host, number: Mapping[str, int], narrowed: Mapping[int, tuple[Window, ...]]) -> Stop:
        windows = narrowed.get(at, self.windows(host))
        prize = self.prize(host) if windows and self.allowed[at] else 0
        return Stop(number[host.place_id], host.visit_minutes, windows or NEVER, prize=prize)

    def _lunch(self, vehicle_day: int, place: int) -> Stop:
        """Two vehicle days of one day could eat each other's lunch; that nobody eats two, the window is kept short."""
        lunch = self.problem.day.lunch
        if lunch is None:
            raise LookupError(vehicle_day)
        day = self.vehicle_days[vehicle_day].day
        alone = sum(self.vehicle_days[other].day == day for other in self.lunch_days) == 1
        last = lunch.latest - lunch.minutes
        last = last if alone else min(last, lunch.earliest + lunch.minutes - 1)
        window = Window(self.at(day, lunch.earliest), self.at(day, last))
        return Stop(place, lunch.minutes, (window,), required=True)
