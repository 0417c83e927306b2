"""The shortest way between two places of a problem, past other places where an uploaded table makes that shorter.

E. W. Dijkstra, A note on two problems in connexion with graphs (1959). Straight lines are the shortest by themselves.
"""

from heapq import heappop, heappush

from services.observation_visits.model.problems import Problem
from services.observation_visits.model.roads import Roads


def shortest_way(problem: Problem, here: str, there: str) -> int | None:
    """Return the minutes of the shortest way, None where no roads lead there."""
    roads = Roads(problem)
    if problem.travel.matrix is None and not problem.travel.closed:
        return roads.minutes(here, there)
    places = [place.id for place in problem.places]
    best, waiting = {here: 0}, [(0, here)]
    while waiting:
        minutes, place = heappop(waiting)
        if place == there:
            return minutes
        if minutes > best[place]:
            continue
        for onward in places:
            leg = roads.minutes(place, onward)
            if leg is not None and minutes + leg < best.get(onward, minutes + leg + 1):
                best[onward] = minutes + leg
                heappush(waiting, (minutes + leg, onward))
    return None
