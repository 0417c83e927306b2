"""Visits are balanced among delegations: one that makes too few takes stops over from one that can spare them.

The orienteering search has no delegations: to it, one that visits everything is as good as all that visit something.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from visit_solver.orienteering.problem import Tours
from visit_solver.touring.assembly import TourSolution
from visit_solver.touring.routes import cheapest_insertion, is_drivable


def balance_visits(solution: TourSolution, least: int, may_continue: Callable[[], bool] = lambda: True) -> TourSolution:
    """Hand stops over one by one as long as that makes a better schedule, at most until no less can be missing.

    `least` is a bound of what is missing.
    """
    while (solution.missing > least or solution.goals.sharing) and may_continue():
        better = _by_one_transfer(solution) or (
            _by_two_transfers(solution, may_continue) if solution.missing > least else None
        )
        if better is None:
            break
        solution = better
    return solution


def _by_one_transfer(solution: TourSolution) -> TourSolution | None:
    ways = (tried for short in _neediest_first(solution) for tried, _ in _transfers(solution, short))
    return next((tried for tried in ways if tried.rank < solution.rank), None)


def _by_two_transfers(solution: TourSolution, may_continue: Callable[[], bool]) -> TourSolution | None:
    """Transfer from one that has just enough, and compensate it with another stop."""
    for short in _neediest_first(solution):
        for tried, giver in _transfers(solution, short):
            if giver is None or giver in solution.short or not may_continue():
                continue
            better = next((again for again, _ in _transfers(tried, giver) if again.rank < solution.rank), None)
            if better is not None:
                return better
    return None


def _neediest_first(solution: TourSolution) -> list[str]:
    """Return the delegations that are short of visits, whoever makes the fewest first."""
    return sorted(solution.short, key=lambda delegation_id: (solution.made[delegation_id], delegation_id))


def _transfers(solution: TourSolution, short: str) -> Iterator[tuple[TourSolution, str | None]]:
    """Yield every way to transfer one more stop to a delegation, each where it costs it the least travel."""
    instance = solution.instance
    holder = {stop: at for at, order in enumerate(solution.tours) for stop in order if stop < len(instance.hosts)}
    own = [at for at, vehicle_day in enumerate(instance.vehicle_days) if vehicle_day.group.delegation.id == short]
    for host in range(len(instance.hosts)):
        giver = None if host not in holder else instance.vehicle_days[holder[host]].group.delegation.id
        if giver == short or not solution.problem.stops[host].prize or not _can_spare(solution, short, giver):
            continue
        rest = solution.tours if giver is None else _without(solution, holder[host], host)
        inserted = None if rest is None else _inserted(solution, rest, own, host)
        if inserted is not None:
            yield TourSolution(instance, solution.problem, inserted), giver


def _can_spare(solution: TourSolution, short: str, giver: str | None) -> bool:
    """Whether it may help: what nobody visits, and what is taken from who has at least one visit more."""
    return giver is None or solution.made[giver] > solution.made[short] or giver not in solution.short


def _without(solution: TourSolution, vehicle_day: int, host: int) -> Tours | None:
    order = tuple(stop for stop in solution.tours[vehicle_day] if stop != host)
    order = order if any(stop < len(solution.instance.hosts) for stop in order) else ()
    # Without the triangle inequality the way past a stop may be longer than the way by it.
    if not is_drivable(solution.problem, vehicle_day, order):
        return None
    return tuple(chain(solution.tours[:vehicle_day], [order], solution.tours[vehicle_day + 1 :]))


def _inserted(solution: TourSolution, tours: Tours, own: list[int], host: int) -> Tours | None:
    found = cheapest_insertion(solution.instance, solution.problem, tours, host, own)
    if found is None:
        return None
    vehicle_day, order = found
    return tuple(chain(tours[:vehicle_day], [tuple(order)], tours[vehicle_day + 1 :]))
