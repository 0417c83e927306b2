"""From pairs and moments to a schedule that people read: visits, each delegation's day, goals, bound and gap."""

from services.observation_visits.model.problems import Delegation
from services.observation_visits.model.schedules import Break, DayPlan, PlannedVisit, Schedule, Unplaced
from services.observation_visits.planner.differences import difference
from services.observation_visits.planner.gaps import Bounds, gap, status_of
from services.observation_visits.planner.pairing.instance import Instance, Pair, priced
from services.observation_visits.planner.pairing.search import Paired
from services.observation_visits.planner.progress import Watch


def assemble(instance: Instance, paired: Paired, watch: Watch, unplaced: tuple[Unplaced, ...]) -> Schedule:
    """Put together the schedule of a pairing."""
    visits = tuple(sorted(_visit(instance, pair, begin) for pair, begin in paired.visits.items()))
    goals = instance.goals(paired.visits, instance.change(paired.visits))
    missing, cost = instance.missing(paired.visits), priced(goals, instance.problem)
    least = _bounds(instance, paired.bound)
    left = gap(least, missing=missing, change=goals.change, cost=cost)
    return Schedule(
        status=status_of(left, watch),
        visits=visits,
        day_plans=tuple(_day_plan(instance, pair, begin) for begin, pair in _in_order(paired)),
        unplaced=unplaced,
        goals=goals,
        missing=missing,
        missing_bound=min(missing, least.missing),
        objective=cost,
        bound=left.bound,
        gap=left.share,
        gap_of=left.of,
        seconds=round(watch.spent(), 3),
        seed=instance.problem.seed,
        difference=difference(instance.problem, visits),
    )


def _in_order(paired: Paired) -> list[tuple[int, Pair]]:
    return sorted((begin, pair) for pair, begin in paired.visits.items())


def _bounds(instance: Instance, bound: int) -> Bounds:
    """Split a bound of the value by level: a lower level never outweighs one unit of a higher one."""
    missing, rest = divmod(max(0, bound), instance.heavy)
    change, cost = divmod(rest, instance.change_weight) if instance.change_weight else (0, rest)
    return Bounds(missing=missing, change=change, cost=cost)


def _visit(instance: Instance, pair: Pair, begin: int) -> PlannedVisit:
    delegation, host = instance.delegations[pair[0]], instance.hosts[pair[1]]
    trip = instance.trip(pair)
    day, minute = instance.moment(begin)
    return PlannedVisit(
        day=day,
        begin=minute,
        delegation_id=delegation.id,
        host_id=host.id,
        arrive=minute,
        end=minute + host.visit_minutes,
        travel_minutes=trip.out + trip.back,
        people=delegation.people,
        pinned=pair in instance.pinned,
    )


def _day_plan(instance: Instance, pair: Pair, begin: int) -> DayPlan:
    delegation = instance.delegations[pair[0]]
    trip = instance.trip(pair)
    day, minute = instance.moment(begin)
    leave, back = minute - trip.out, minute + trip.visit + trip.back
    done = back + trip.review
    return DayPlan(
        delegation_id=delegation.id,
        day=day,
        leave=leave,
        back=back,
        travel_minutes=trip.out + trip.back,
        visits=1,
        lunch=_lunch(instance, delegation, leave, done),
        review=Break(begin=back, end=done, place_id=delegation.end_place_id) if trip.review else None,
    )


def _lunch(instance: Instance, delegation: Delegation, leave: int, done: int) -> Break | None:
    """After the trip where there is time, at the place where it ended; else before it, where it begins."""
    lunch = instance.problem.day.lunch
    if lunch is None:
        return None
    begin = max(lunch.earliest, done)
    if begin + lunch.minutes <= lunch.latest:
        return Break(begin=begin, end=begin + lunch.minutes, place_id=delegation.end_place_id)
    begin = min(leave, lunch.latest) - lunch.minutes
    return Break(begin=begin, end=begin + lunch.minutes, place_id=delegation.start_place_id)
