"""From pairs and moments to a schedule that people read: visits, each delegation's day, goals, bound and gap."""

from visit_solver.goals import weighted_cost
from visit_solver.pairing.instance import Pair, PairingInstance
from visit_solver.pairing.large_neighbourhood_search import PairingResult
from visit_solver.problem import Delegation
from visit_solver.schedule import Break, DayPlan, PlannedVisit, Schedule, Unplaced
from visit_solver.schedule_assembly import Bounds, SearchResult, build_schedule
from visit_solver.search_control import SearchControl


def assemble(
    instance: PairingInstance, paired: PairingResult, control: SearchControl, unplaced: tuple[Unplaced, ...]
) -> Schedule:
    """Put together the schedule of a pairing."""
    goals = instance.goals(paired.visits, instance.change(paired.visits))
    in_order = sorted((begin, pair) for pair, begin in paired.visits.items())
    # The bound of the value by levels: what comes later never outweighs one unit of what comes before.
    missing, rest = divmod(max(0, paired.bound), instance.missing_penalty)
    change, cost = divmod(rest, instance.change_weight) if instance.change_weight else (0, rest)
    bounds = Bounds(missing=missing, change=change, cost=cost)
    found = SearchResult(
        visits=tuple(sorted(_visit(instance, pair, begin) for pair, begin in paired.visits.items())),
        day_plans=tuple(_day_plan(instance, pair, begin) for begin, pair in in_order),
        goals=goals,
        missing=instance.missing(paired.visits),
        cost=weighted_cost(goals, instance.problem.weights),
    )
    return build_schedule(instance.problem, found, bounds, control, unplaced)


def _visit(instance: PairingInstance, pair: Pair, begin: int) -> PlannedVisit:
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


def _day_plan(instance: PairingInstance, pair: Pair, begin: int) -> DayPlan:
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


def _lunch(instance: PairingInstance, delegation: Delegation, leave: int, done: int) -> Break | None:
    """After the trip where there is time, at the place where it ended; else before it, where it begins."""
    lunch = instance.problem.day.lunch
    if lunch is None:
        return None
    begin = max(lunch.earliest, done)
    if begin + lunch.minutes <= lunch.latest:
        return Break(begin=begin, end=begin + lunch.minutes, place_id=delegation.end_place_id)
    begin = min(leave, lunch.latest) - lunch.minutes
    return Break(begin=begin, end=begin + lunch.minutes, place_id=delegation.start_place_id)
