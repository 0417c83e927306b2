"""What a searcher has driven past: every drivable tour, the best company it was seen in, and the best of all."""

import msgspec
from pyvrp import Route, Solution

from visit_solver.orienteering.pyvrp_adapter import Translation
from visit_solver.orienteering.timetable import travel_of


class Tour(msgspec.Struct, frozen=True):
    """Stops in order for one kind of shift, the cost saved by visiting them, and the time on the road.

    `company` is the gain of the best tours together that it was part of.
    """

    kind: int
    order: tuple[int, ...]
    saves: int
    travel: int
    company: int

    @property
    def gain(self) -> int:
        """What is won by driving this tour instead of none."""
        return self.saves - self.travel


Name = tuple[int, tuple[int, ...]]
"""A kind of shift and stops in order."""


class Sightings:
    """Remembers by true prizes, whatever prizes the searcher goes by at the time."""

    def __init__(self, translation: Translation) -> None:
        self._translation = translation
        self._shifts = list(translation.kinds)
        self._gains: dict[Name, tuple[int, int, int]] = {}
        self._fresh: set[Name] = set()
        self.best: list[Name] = []
        self.best_gain = 0

    def see(self, solution: Solution) -> bool:
        """Remember the drivable tours of a solution, and tell whether it is the best so far."""
        routes = solution.routes()
        drivable = [self._name(route) for route in routes if route.is_feasible()]
        return self.meet(drivable, whole=len(drivable) == len(routes))

    def meet(self, tours: list[Name], *, whole: bool = True) -> bool:
        """Remember drivable tours that share no stop, and tell whether they are the best so far."""
        together = sum(map(self.gain, tours))
        for name in tours:
            saves, travel, company = self._gains[name]
            if together > company:
                self._gains[name] = (saves, travel, together)
                self._fresh.add(name)
        if not whole or together <= self.best_gain:
            return False
        self.best, self.best_gain = tours, together
        return True

    def tell(self) -> list[Tour]:
        """Return the tours that are new, or were seen in better company, since it was last asked."""
        fresh, self._fresh = sorted(self._fresh), set()
        return [Tour(*name, *self._gains[name]) for name in fresh]

    def _name(self, route: Route) -> Name:
        return route.vehicle_type(), self._translation.order(route)

    def gain(self, name: Name) -> int:
        """Return what driving one tour wins."""
        if name not in self._gains:
            kind, order = name
            saves = sum(self._translation.costs[stop] for stop in order)
            self._gains[name] = (saves, travel_of(self._translation.problem, self._shifts[kind], order), -1)
        saves, travel, _ = self._gains[name]
        return saves - travel
