"""A tour problem as PyVRP has it, and back: one client for each window of a stop, one vehicle type for shifts alike.

Prizes become costs of what is left out, heavy enough that travel only decides between tours of about equal worth.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from statistics import fmean, median
from typing import Any

import numpy as np
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, Route, Solution, VehicleType

from visit_solver.orienteering.problem import Shift, TourProblem, Tours
from visit_solver.orienteering.reachability import matrix_of, shortest_ways, within_reach
from visit_solver.orienteering.timetable import timetable

STOP_IN_NEAR_TRAVELS = 150
"""What a stop of average prize is worth, in travels between near places; much less, and far stops are given up."""


class PyvrpAdapter:
    """One problem as PyVRP sees it; `visits` is the stop and window that each client stands for."""

    def __init__(self, problem: TourProblem) -> None:
        self.problem = problem
        self.matrix = matrix_of(problem)
        self.shortest = shortest_ways(self.matrix)
        self.kinds = _kinds(problem)
        self.visits = [visit for visit in within_reach(problem, self.shortest) if self.costs[visit[0]]]

    @cached_property
    def near_travel(self) -> float:
        """Time between a place and one near it, the middle of all places; at least one unit."""
        far = int(self.matrix.max(initial=0)) + 1
        away = self.matrix + np.eye(len(self.matrix), dtype=np.int64) * far
        near = np.sort(away, axis=1)[:, : min(2, len(away))][:, -1]
        return max(1.0, float(median(near[near < far].tolist() or [1])))

    @cached_property
    def prize_weight(self) -> float:
        """What one point of prize costs when it is left out, in units of travel."""
        prizes = [stop.prize for stop in self.problem.stops if stop.prize]
        return STOP_IN_NEAR_TRAVELS * self.near_travel / fmean(prizes or [1])

    @property
    def average_cost(self) -> float:
        """What leaving out a stop of average prize costs."""
        return STOP_IN_NEAR_TRAVELS * self.near_travel

    @cached_property
    def costs(self) -> list[int]:
        """What leaving out each stop costs, by the stop's number: a required one more than all the others together."""
        prizes = [round(stop.prize * self.prize_weight) for stop in self.problem.stops]
        required_penalty = sum(prizes) + round(self.average_cost)
        return [cost + required_penalty * stop.required for cost, stop in zip(prizes, self.problem.stops, strict=True)]

    def model(self, noise: Sequence[float]) -> "PyvrpModel":
        """Return the problem with each stop's cost multiplied by its noise."""
        return PyvrpModel(self, [round(cost * factor) for cost, factor in zip(self.costs, noise, strict=True)])

    def tours(self, routes: Iterable[tuple[int, tuple[int, ...]]]) -> Tours:
        """Return to the shifts what is given as pairs of a kind of shift and stops in order."""
        free = [list(numbers) for numbers in self.kinds.values()]
        tours: list[tuple[int, ...]] = [()] * len(self.problem.shifts)
        for kind, order in routes:
            tours[free[kind].pop(0)] = order
        return tuple(tours)

    def order(self, route: Route) -> tuple[int, ...]:
        """Return the stops of one of PyVRP's routes."""
        return tuple([self.visits[activity.idx][0] for activity in route if activity.is_client()])


class PyvrpModel:
    """What PyVRP searches: a translated problem, with costs that may differ from the true ones."""

    def __init__(self, adapter: PyvrpAdapter, costs: list[int]) -> None:
        self._adapter = adapter
        self._clients = {visit: client for client, visit in enumerate(adapter.visits)}
        self.data = _data(adapter, costs)

    def solution(self, tours: Tours) -> Solution:
        """Return in PyVRP's words tours that can be driven."""
        problem = self._adapter.problem
        routes = []
        for kind, (shift, numbers) in enumerate(self._adapter.kinds.items()):
            for number in numbers:
                if calls := timetable(problem, shift, tours[number]):
                    clients = [self._clients[call.stop, call.window] for call in calls]
                    routes.append(Route(self.data, clients, kind))
        return Solution(self.data, routes)


def _data(adapter: PyvrpAdapter, costs: list[int]) -> ProblemData:
    kinds = adapter.kinds
    places = list(dict.fromkeys(place for shift in kinds for place in (shift.start, shift.end)))
    groups = _groups(adapter.visits)
    member = {client: at for at, group in enumerate(groups) for client in group.clients}
    # PyVRP's stub wants an array of another shape than its code.
    matrices: list[Any] = [adapter.matrix]
    return ProblemData(
        locations=[Location(0, 0) for _ in adapter.problem.travel],
        clients=[
            _client(adapter.problem, visit, costs[visit[0]], member.get(client))
            for client, visit in enumerate(adapter.visits)
        ],
        depots=[Depot(place) for place in places],
        vehicle_types=[_vehicles(shift, len(numbers), places) for shift, numbers in kinds.items()],
        distance_matrices=matrices,
        duration_matrices=matrices,
        groups=groups,
    )


def _client(problem: TourProblem, visit: tuple[int, int], cost: int, group: int | None) -> Client:
    number, at = visit
    stop = problem.stops[number]
    return Client(
        location=stop.place,
        service_duration=stop.duration,
        tw_early=max(0, stop.windows[at].opens),
        tw_late=stop.windows[at].closes,
        prize=cost,
        required=False,
        group=group,
    )


def _groups(visits: list[tuple[int, int]]) -> list[ClientGroup]:
    windows: dict[int, list[int]] = defaultdict(list)
    for client, (number, _) in enumerate(visits):
        windows[number].append(client)
    return [ClientGroup(clients, required=False) for clients in windows.values() if len(clients) > 1]


def _kinds(problem: TourProblem) -> dict[Shift, list[int]]:
    kinds: dict[Shift, list[int]] = {}
    for number, shift in enumerate(problem.shifts):
        kinds.setdefault(shift, []).append(number)
    return kinds


def _vehicles(shift: Shift, count: int, places: list[int]) -> VehicleType:
    return VehicleType(
        num_available=count,
        start_depot=places.index(shift.start),
        end_depot=places.index(shift.end),
        tw_early=shift.opens,
        tw_late=shift.closes,
    )
