"""Lower bounds of what is missing and changed, in milliseconds: time, caps and who may go where bound what is made."""

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate

from msgspec.structs import replace
from ortools.graph.python import max_flow

from visit_solver.orienteering.knapsack_bound import knapsack_bound
from visit_solver.orienteering.problem import TourProblem, Window
from visit_solver.problem import quarter_of
from visit_solver.touring.exclusions import possible_hosts, reachable_hosts, static_bound
from visit_solver.touring.tour_instance import TourBound, TourInstance


def missing_bound(instance: TourInstance) -> TourBound:
    """Bound what is missing and what changes, whatever is planned; nothing is known of the cost yet."""
    return replace(static_bound(instance), unvisited=least_unvisited(instance), unmade=least_unmade(instance))


def least_unvisited(instance: TourInstance) -> int:
    """Return how many required hosts every set of tours leaves out at least.

    Those that no vehicle day could visit even alone are lost, and no more are visited than all vehicle days have time
    for: the knapsack bound, with every required host worth 1 and open at any time. Nor more of one organization than
    its quarters' caps allow.
    """
    required = {at for at, host in enumerate(instance.hosts) if host.required}
    in_time = knapsack_bound(_timed(instance, required & set(reachable_hosts(instance))))
    return max(len(required) - in_time, _beyond_caps(instance))


def least_unmade(instance: TourInstance) -> int:
    """Bound the visits that delegations are to make and that no tours can make, each host being visited once.

    No more than the most in a flow (L. R. Ford, D. R. Fulkerson, 1956) from delegations, each within its own time, to
    the hosts that it could visit, whose organizations share their caps; and no more than there is time for.
    """
    required = {each.id: each.visits for each in instance.problem.delegations}
    in_time = knapsack_bound(_timed(instance, set(reachable_hosts(instance))))
    return sum(required.values()) - min(in_time, _most_made(instance, required))


def _most_made(instance: TourInstance, required: Mapping[str, int]) -> int:
    flow, source, sink = max_flow.SimpleMaxFlow(), 0, 1
    organizations = {each.organization_id for each in instance.hosts}
    numbers = {name: at for at, name in enumerate((*required, *sorted(organizations)), start=2)}
    first = 2 + len(numbers)
    for delegation_id, visits in required.items():
        could = possible_hosts(instance, delegation_id)
        flow.add_arc_with_capacity(
            source, numbers[delegation_id], min(visits, _in_time(instance, delegation_id, could))
        )
        for at in could:
            flow.add_arc_with_capacity(numbers[delegation_id], first + at, 1)
    for at, host in enumerate(instance.hosts):
        flow.add_arc_with_capacity(first + at, numbers[host.organization_id], 1)
    for organization_id in organizations:
        flow.add_arc_with_capacity(numbers[organization_id], sink, _most_received(instance, organization_id))
    flow.solve(source, sink)
    return int(flow.optimal_flow())


def _in_time(instance: TourInstance, delegation_id: str, hosts: set[int]) -> int:
    """How many of some hosts a delegation has time to stay at, were there no ways between them."""
    left = sum(each.closes - each.opens for each in instance.vehicle_days if each.group.delegation.id == delegation_id)
    stays = accumulate(sorted(instance.hosts[at].visit_minutes for at in hosts))
    return sum(stay <= left for stay in stays)


def _timed(instance: TourInstance, counted: set[int]) -> TourProblem:
    """Return some hosts worth 1 each and open at any time, for vehicle days with what they eat taken off."""
    problem = instance.tour_problem(dict.fromkeys(instance.lunch_days, instance.places[0]))
    lunch, eating = instance.problem.day.lunch, set(instance.lunch_days)
    anytime = Window(0, max((shift.closes for shift in problem.shifts), default=0))
    stops = [
        replace(stop, prize=int(at in counted), required=False, windows=(anytime,))
        for at, stop in enumerate(problem.stops[: len(instance.hosts)])
    ]
    shifts = [
        replace(shift, closes=max(shift.opens, shift.closes - (lunch.minutes if lunch and at in eating else 0)))
        for at, shift in enumerate(problem.shifts)
    ]
    ways = tuple(tuple(int(minutes) for minutes in row) for row in instance.ways)
    return TourProblem(ways, tuple(stops), tuple(shifts))


def _beyond_caps(instance: TourInstance) -> int:
    required = Counter(
        instance.hosts[at].organization_id for at in reachable_hosts(instance) if instance.hosts[at].required
    )
    lost = sum(host.required for host in instance.hosts) - required.total()
    return lost + sum(max(0, hosts - _most_received(instance, who)) for who, hosts in required.items())


def _most_received(instance: TourInstance, organization_id: str) -> int:
    quarters = {quarter_of(vehicle_day.day) for vehicle_day in instance.vehicle_days}
    return sum(instance.quarter_caps.get((organization_id, quarter), len(instance.hosts)) for quarter in quarters)
