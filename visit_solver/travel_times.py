"""How long it takes from place to place: from the matrix that was handed in, or along the straight line."""

from heapq import heappop, heappush
from math import asin, ceil, cos, isfinite, radians, sin, sqrt

from visit_solver.problem import Place, Problem, Travel

EARTH = 6371.0
"""Kilometres; the sphere is within half a per cent of the ground, far inside what the detour factor guesses."""
MINUTES = 60.0


class TravelTimes:
    """Whole minutes between the places of one problem, None where the road is closed or nothing is known."""

    def __init__(self, problem: Problem) -> None:
        self._places = problem.places
        self._travel = problem.travel
        self._number = {place.id: number for number, place in enumerate(problem.places)}
        self._closed = {(road.from_place_id, road.to_place_id) for road in problem.travel.closed}
        self._known: dict[tuple[str, str], int | None] = {}

    def minutes(self, here: str, there: str) -> int | None:
        """Return the minutes from one place to another, by their ids."""
        key = here, there
        if key not in self._known:
            one, other = self._number[here], self._number[there]
            if key in self._closed:
                minutes: int | None = None
            elif here == there:
                minutes = 0
            elif self._travel.matrix is not None:
                # A float such as 12.000000001 out of somebody's sum is twelve minutes, not thirteen.
                minutes = ceil(round(self._travel.matrix[one][other], 6))
            else:
                minutes = straight_line_minutes(self._places[one], self._places[other], self._travel)
            self._known[key] = minutes
        return self._known[key]


def shortest_way(problem: Problem, here: str, there: str) -> int | None:
    """Return the minutes of the shortest way, None where no roads lead there.

    The way may lead past other places, where an uploaded table makes that shorter (E. W. Dijkstra, A note on two
    problems in connexion with graphs, 1959); straight lines are the shortest by themselves.
    """
    travel_times = TravelTimes(problem)
    if problem.travel.matrix is None and not problem.travel.closed:
        return travel_times.minutes(here, there)
    places = [place.id for place in problem.places]
    best, waiting = {here: 0}, [(0, here)]
    while waiting:
        minutes, place = heappop(waiting)
        if place == there:
            return minutes
        if minutes > best[place]:
            continue
        for onward in places:
            leg = travel_times.minutes(place, onward)
            if leg is not None and minutes + leg < best.get(onward, minutes + leg + 1):
                best[onward] = minutes + leg
                heappush(waiting, (minutes + leg, onward))
    return None


def straight_line_minutes(here: Place, there: Place, travel: Travel) -> int | None:
    """Return the minutes along the straight line, times the factor, at the speed; rounded up."""
    if here.longitude is None or here.latitude is None or there.longitude is None or there.latitude is None:
        return None
    # On the sphere, by the haversine formula (R. W. Sinnott, 1984).
    north, other_north = radians(here.latitude), radians(there.latitude)
    east = radians(there.longitude - here.longitude)
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin(east / 2) ** 2
    kilometres = 2 * EARTH * asin(min(1.0, sqrt(half)))
    minutes = kilometres * travel.factor / travel.kilometres_per_hour * MINUTES
    return ceil(round(minutes, 6)) if isfinite(minutes) else None
