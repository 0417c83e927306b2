"""What no tours can do without, worked out in a moment: time, caps and who may go where bound what is made."""

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate

from msgspec.structs import replace
from ortools.graph.python import max_flow

from visit_solver.orienteering.knapsack_bound import score_bound
from visit_solver.orienteering.problem import TourProblem, Window
from visit_solver.problem import quarter_of
from visit_solver.touring.exclusions import possible, reachable, static_bound
from visit_solver.touring.tour_instance import Bound, Course


def missing_bound(course: Course) -> Bound:
    """Bound what is missing and what changes, whatever is planned; nothing is known of the cost yet."""
    return replace(static_bound(course), unvisited=least_unvisited(course), unmade=least_unmade(course))


def least_unvisited(course: Course) -> int:
    """Return how many required hosts every set of tours leaves out at least.

    Those that no outing could visit even alone are lost, and no more can be visited than the outings together have time
    for: the tour planner's bound, with every required host worth 1 and open at any time. Nor can more of one
    organization than its quarters' caps allow.
    """
    required = {at for at, host in enumerate(course.hosts) if host.required}
    in_time = score_bound(_timed(course, required & set(reachable(course))))
    return max(len(required) - in_time, _beyond_caps(course))


def least_unmade(course: Course) -> int:
    """Bound the visits that delegations are to make and that no tours can make, each host being visited once.

    No more than the most in a flow (L. R. Ford, D. R. Fulkerson, 1956) from delegations, each within its own time, to
    the hosts that it could visit, whose organizations share their caps; and no more than all outings have time for.
    """
    wished = {each.id: each.visits for each in course.problem.delegations}
    in_time = score_bound(_timed(course, set(reachable(course))))
    return sum(wished.values()) - min(in_time, _most_made(course, wished))


def _most_made(course: Course, wished: Mapping[str, int]) -> int:
    flow, source, sink = max_flow.SimpleMaxFlow(), 0, 1
    organizations = {each.organization_id for each in course.hosts}
    numbers = {name: at for at, name in enumerate((*wished, *sorted(organizations)), start=2)}
    first = 2 + len(numbers)
    for delegation_id, visits in wished.items():
        could = possible(course, delegation_id)
        flow.add_arc_with_capacity(source, numbers[delegation_id], min(visits, _in_time(course, delegation_id, could)))
        for at in could:
            flow.add_arc_with_capacity(numbers[delegation_id], first + at, 1)
    for at, host in enumerate(course.hosts):
        flow.add_arc_with_capacity(first + at, numbers[host.organization_id], 1)
    for organization_id in organizations:
        flow.add_arc_with_capacity(numbers[organization_id], sink, _most_received(course, organization_id))
    flow.solve(source, sink)
    return int(flow.optimal_flow())


def _in_time(course: Course, delegation_id: str, hosts: set[int]) -> int:
    """How many of some hosts a delegation has time to stay at, were there no ways between them."""
    left = sum(each.closes - each.opens for each in course.outings if each.group.delegation.id == delegation_id)
    stays = accumulate(sorted(course.hosts[at].visit_minutes for at in hosts))
    return sum(stay <= left for stay in stays)


def _timed(course: Course, counted: set[int]) -> TourProblem:
    """Build the relaxed problem: hosts worth 1 each, open at any time, with lunch taken off the outings' time."""
    problem = course.tour_problem(dict.fromkeys(course.lunchers, course.places[0]))
    lunch, eating = course.problem.day.lunch, set(course.lunchers)
    anytime = Window(0, max((shift.closes for shift in problem.shifts), default=0))
    stops = [
        replace(stop, prize=int(at in counted), required=False, windows=(anytime,))
        for at, stop in enumerate(problem.stops[: len(course.hosts)])
    ]
    shifts = [
        replace(shift, closes=max(shift.opens, shift.closes - (lunch.minutes if lunch and at in eating else 0)))
        for at, shift in enumerate(problem.shifts)
    ]
    ways = tuple(tuple(int(minutes) for minutes in row) for row in course.ways)
    return TourProblem(ways, tuple(stops), tuple(shifts))


def _beyond_caps(course: Course) -> int:
    required = Counter(course.hosts[at].organization_id for at in reachable(course) if course.hosts[at].required)
    lost = sum(host.required for host in course.hosts) - required.total()
    return lost + sum(max(0, hosts - _most_received(course, who)) for who, hosts in required.items())


def _most_received(course: Course, organization_id: str) -> int:
    quarters = {quarter_of(outing.day) for outing in course.outings}
    return sum(course.quarter_caps.get((organization_id, quarter), len(course.hosts)) for quarter in quarters)
