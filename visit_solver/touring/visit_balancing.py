"""Visits are shared out among delegations: who makes fewer than it is to make takes stops over from who can spare them.

The tour planner knows no delegations: to it, one that visits everything is as good as all that visit something.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from visit_solver.orienteering.problem import Tours
from visit_solver.touring.assembly import Toured
from visit_solver.touring.routes import driven, positions, travel_of


def shared_out(toured: Toured, least: int, going_on: Callable[[], bool] = lambda: True) -> Toured:
    """Hand stops over one by one as long as that makes a better schedule, at most until no less can be missing.

    `least` is a bound of what is missing.
    """
    while (toured.missing > least or toured.goals.sharing) and going_on():
        better = _by_one(toured) or (_by_two(toured, going_on) if toured.missing > least else None)
        if better is None:
            break
        toured = better
    return toured


def _by_one(toured: Toured) -> Toured | None:
    ways = (tried for short in _by_need(toured) for tried, _ in _handed(toured, short))
    return next((tried for tried in ways if tried.rank < toured.rank), None)


def _by_two(toured: Toured, going_on: Callable[[], bool]) -> Toured | None:
    """Who has just enough gives a stop as well, and takes another in its place."""
    for short in _by_need(toured):
        for tried, giver in _handed(toured, short):
            if giver is None or giver in toured.short or not going_on():
                continue
            better = next((again for again, _ in _handed(tried, giver) if again.rank < toured.rank), None)
            if better is not None:
                return better
    return None


def _by_need(toured: Toured) -> list[str]:
    """Return delegations that are short of visits, fewest visits first."""
    return sorted(toured.short, key=lambda delegation_id: (toured.made[delegation_id], delegation_id))


def _handed(toured: Toured, short: str) -> Iterator[tuple[Toured, str | None]]:
    """Every way to give a delegation one more stop, each where it costs it the least travel."""
    course = toured.course
    holder = {stop: at for at, order in enumerate(toured.tours) for stop in order if stop < len(course.hosts)}
    own = [at for at, outing in enumerate(course.outings) if outing.group.delegation.id == short]
    for host in range(len(course.hosts)):
        giver = None if host not in holder else course.outings[holder[host]].group.delegation.id
        if giver == short or not toured.problem.stops[host].prize or not _spares(toured, short, giver):
            continue
        rest = toured.tours if giver is None else _without(toured, holder[host], host)
        taken = None if rest is None else _taken(toured, rest, own, host)
        if taken is not None:
            yield Toured(course, toured.problem, taken), giver


def _spares(toured: Toured, short: str, giver: str | None) -> bool:
    """Whether it may help: what nobody visits, and what is taken from who has at least one visit more."""
    return giver is None or toured.made[giver] > toured.made[short] or giver not in toured.short


def _without(toured: Toured, outing: int, host: int) -> Tours | None:
    order = tuple(stop for stop in toured.tours[outing] if stop != host)
    order = order if any(stop < len(toured.course.hosts) for stop in order) else ()
    # Without the triangle inequality the way past a stop may be longer than the way by it.
    if not driven(toured.problem, outing, order):
        return None
    return tuple(chain(toured.tours[:outing], [order], toured.tours[outing + 1 :]))


def _taken(toured: Toured, tours: Tours, own: list[int], host: int) -> Tours | None:
    course, problem = toured.course, toured.problem
    ways = [
        (travel_of(problem, outing, tried) - travel_of(problem, outing, tours[outing]), outing, tuple(tried))
        for outing in own
        if outing in course.allowed[host] and course.has_room(tours, host, outing)
        for tried in positions(course, problem, outing, tours[outing], host)
    ]
    if not ways:
        return None
    _, outing, order = min(ways)
    return tuple(chain(tours[:outing], [order], tours[outing + 1 :]))
