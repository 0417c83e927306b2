"""Every drivable tour that a searcher has visited, the best solution each was part of, and the best solution of all."""

import msgspec
from pyvrp import Route, Solution

from visit_solver.orienteering.pyvrp_adapter import PyvrpAdapter
from visit_solver.orienteering.timetable import travel_of


class ArchivedTour(msgspec.Struct, frozen=True):
    """Stops in order for one kind of shift, the cost saved by visiting them, and the time on the road.

    `best_joint_gain` is the gain of the best tours together that it was part of.
    """

    kind: int
    order: tuple[int, ...]
    saves: int
    travel: int
    best_joint_gain: int

    @property
    def gain(self) -> int:
        """What is won by driving this tour instead of none."""
        return self.saves - self.travel


TourKey = tuple[int, tuple[int, ...]]
"""A kind of shift and stops in order."""


class TourArchive:
    """Tours by their true prizes, whatever prizes the searcher goes by at the time."""

    def __init__(self, adapter: PyvrpAdapter) -> None:
        self._adapter = adapter
        self._shifts = list(adapter.kinds)
        self._gains: dict[TourKey, tuple[int, int, int]] = {}
        self._new: set[TourKey] = set()
        self.best: list[TourKey] = []
        self.best_gain = 0

    def add_solution(self, solution: Solution) -> bool:
        """Add the drivable tours of a solution, and return whether it is the best so far."""
        routes = solution.routes()
        drivable = [self._key(route) for route in routes if route.is_feasible()]
        return self.add_tours(drivable, complete=len(drivable) == len(routes))

    def add_tours(self, tours: list[TourKey], *, complete: bool = True) -> bool:
        """Add drivable tours that share no stop, and return whether they are the best so far."""
        joint_gain = sum(map(self.gain, tours))
        for key in tours:
            saves, travel, best_joint_gain = self._gains[key]
            if joint_gain > best_joint_gain:
                self._gains[key] = (saves, travel, joint_gain)
                self._new.add(key)
        if not complete or joint_gain <= self.best_gain:
            return False
        self.best, self.best_gain = tours, joint_gain
        return True

    def take_new(self) -> list[ArchivedTour]:
        """Return the tours that are new, or were part of a better solution, since the last call."""
        new, self._new = sorted(self._new), set()
        return [ArchivedTour(*key, *self._gains[key]) for key in new]

    def _key(self, route: Route) -> TourKey:
        return route.vehicle_type(), self._adapter.order(route)

    def gain(self, key: TourKey) -> int:
        """Return what driving one tour wins."""
        if key not in self._gains:
            kind, order = key
            saves = sum(self._adapter.costs[stop] for stop in order)
            self._gains[key] = (saves, travel_of(self._adapter.problem, self._shifts[kind], order), -1)
        saves, travel, _ = self._gains[key]
        return saves - travel
