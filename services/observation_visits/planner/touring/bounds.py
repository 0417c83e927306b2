"""A proven bound for tours: the shortest rounds that reach every host, were they open all day and nobody hungry."""

from collections import Counter

import numpy as np
from msgspec.structs import replace
from ortools.sat.python import cp_model

from services.observation_visits.planner.pairing.instance import quarter_of
from services.observation_visits.planner.progress import Watch
from services.observation_visits.planner.touring.course import NO_ROAD, Bound, Course
from services.observation_visits.planner.tours import TourProblem, Window
from services.observation_visits.planner.tours.bound import score_bound

total = cp_model.LinearExpr.sum


def reachable(course: Course) -> list[int]:
    """This function will give the hosts that have a window and an outing that may go there."""
    return [at for at, host in enumerate(course.hosts) if course.windows(host) and course.allowed[at]]


def bound_of(course: Course, watch: Watch, *, seconds: float) -> Bound:
    """This function will bound what no tours can do without, and what they cost at least."""
    missing = least_missing(course)
    return Bound(missing, least_cost(course, missing=missing, watch=watch, seconds=seconds))


def least_missing(course: Course) -> int:
    """This function will give a number of required hosts that no tours can do without leaving out.

    Those without a way or a window are lost, and no more can be visited than the outings together have time for: the
    tour planner's bound, with every required host worth 1 and open at any time. Nor can more of one organization than
    its quarters' caps allow.
    """
    required = {at for at, host in enumerate(course.hosts) if host.required}
    problem = course.tour_problem(dict.fromkeys(course.lunchers, course.places[0]))
    lunch = course.problem.day.lunch
    hosts, eating = len(course.hosts), set(course.lunchers)
    stops = [
        replace(stop, prize=int(at in required and stop.prize > 0), required=False)
        for at, stop in enumerate(problem.stops[:hosts])
    ]
    shifts = [
        replace(shift, closes=max(shift.opens, shift.closes - (lunch.minutes if lunch and at in eating else 0)))
        for at, shift in enumerate(problem.shifts)
    ]
    anytime = Window(0, max((shift.closes for shift in problem.shifts), default=0))
    stops = [replace(stop, windows=(anytime,)) for stop in stops]
    ways = tuple(tuple(int(minutes) for minutes in row) for row in _shortest(course))
    return max(len(required) - score_bound(TourProblem(ways, tuple(stops), tuple(shifts))), _beyond_caps(course))


def _beyond_caps(course: Course) -> int:
    quarters = {quarter_of(outing.day) for outing in course.outings}
    required = Counter(course.hosts[at].organization_id for at in reachable(course) if course.hosts[at].required)
    lost = sum(host.required for host in course.hosts) - required.total()
    for organization_id, hosts in required.items():
        caps = [course.quarter_caps.get((organization_id, quarter), hosts) for quarter in quarters]
        lost += max(0, hosts - sum(caps))
    return lost


def least_cost(course: Course, *, missing: int, watch: Watch, seconds: float) -> int:
    """This function will bound the objective of all schedules in which at most so many required hosts are missing.

    Every visited host is entered once and left once, in at most as many rounds as there are outings, and a round is no
    longer than a day: what is left out of sight are opening hours, lunch places and who may go where.
    """
    rounds = _Rounds(course, missing)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(0.1, min(seconds, watch.left()))
    status = solver.solve(rounds.model)
    if status == cp_model.INFEASIBLE:
        return 0
    return max(0, round(solver.best_objective_bound))


class _Rounds:
    """Node 0 is home; a host that is not visited goes round in itself."""

    def __init__(self, course: Course, missing: int) -> None:
        self.course = course
        self.model = cp_model.CpModel()
        self.ways = _shortest(course)
        self.hosts = reachable(course)
        self.place = {place_id: at for at, place_id in enumerate(course.places)}
        self.arcs: list[tuple[int, int, cp_model.LiteralT]] = []
        self.travel: list[cp_model.LinearExprT] = []
        self.cost: list[cp_model.LinearExprT] = []
        self.left_out = {host: self.model.new_bool_var("") for host in self.hosts}
        self.leaving: list[cp_model.LinearExprT] = []
        self._ways()
        self._hosts(missing)
        self._time()
        self.model.add_multiple_circuit(self.arcs)
        self.model.minimize(course.problem.wishes.travel * total(self.travel) + total(self.cost))

    def _ways(self) -> None:
        outings = self.course.outings
        for node, host in enumerate(self.hosts, start=1):
            here = self.place[self.course.hosts[host].place_id]
            starts = [self.place[outing.group.delegation.start_place_id] for outing in outings]
            ends = [self.place[outing.group.delegation.end_place_id] for outing in outings]
            self.leaving.append(self._arc(0, node, min(int(self.ways[start, here]) for start in starts)))
            self._arc(node, 0, min(int(self.ways[here, end]) for end in ends))
            for other, there in enumerate(self.hosts, start=1):
                if other != node:
                    self._arc(node, other, int(self.ways[here, self.place[self.course.hosts[there].place_id]]))

    def _arc(self, tail: int, head: int, minutes: int) -> cp_model.LinearExprT:
        if minutes >= NO_ROAD:
            return 0
        taken = self.model.new_bool_var("")
        self.arcs.append((tail, head, taken))
        self.travel.append(minutes * taken)
        return taken

    def _hosts(self, missing: int) -> None:
        unreachable = set(range(len(self.course.hosts))) - set(self.hosts)
        weight = self.course.problem.wishes.unvisited_worth
        hosts = self.course.hosts
        self.cost.append(sum(weight * hosts[at].worth for at in unreachable if not hosts[at].required))
        required = []
        for node, host in enumerate(self.hosts, start=1):
            self.arcs.append((node, node, self.left_out[host]))
            if hosts[host].required:
                required.append(self.left_out[host])
            else:
                self.cost.append(weight * hosts[host].worth * self.left_out[host])
        lost = sum(hosts[at].required for at in unreachable)
        self.model.add(total(required) <= max(0, missing - lost))

    def _time(self) -> None:
        """All visits and ways together fit into the outings that are used, each as long as the longest, less lunch."""
        outings, lunch = self.course.outings, self.course.problem.day.lunch
        eating = [lunch.minutes if lunch and at in self.course.lunchers else 0 for at in range(len(outings))]
        longest = max((each.closes - each.opens - eat for each, eat in zip(outings, eating, strict=True)), default=0)
        stays = total([self.course.hosts[at].visit_minutes * ~self.left_out[at] for at in self.hosts])
        self.model.add(stays + total(self.travel) <= longest * total(self.leaving))
        self.model.add(total(self.leaving) <= len(outings))


def _shortest(course: Course) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Floyd and Warshall's shortest ways: a way may lead past a lunch, where a matrix makes that shorter."""
    ways = np.array(course.matrix, dtype=np.int64)
    for place in range(len(ways)):
        np.minimum(ways, ways[:, place, None] + ways[None, place, :], out=ways)
    return ways
