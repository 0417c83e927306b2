"""A proven bound of what tours cost: the shortest rounds that reach every host, were they open all day."""

from ortools.sat.python import cp_model

from visit_solver.search_control import Watch
from visit_solver.touring.exclusions import reachable
from visit_solver.touring.tour_instance import NO_ROAD, Course

total = cp_model.LinearExpr.sum


def least_cost(course: Course, *, unvisited: int, watch: Watch, seconds: float) -> int:
    """Bound the objective of all schedules in which at most so many required hosts are unvisited.

    Every visited host is entered once and left once, in at most as many rounds as there are outings, and a round is no
    longer than a day: what is left out of sight are opening hours, lunch places and who may go where.
    """
    rounds = _Rounds(course, unvisited)
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
        self.ways = course.ways
        self.hosts = reachable(course)
        self.place = course.number_of
        self.arcs: list[tuple[int, int, cp_model.LiteralT]] = []
        self.travel: list[cp_model.LinearExprT] = []
        self.cost: list[cp_model.LinearExprT] = []
        self.left_out = {host: self.model.new_bool_var("") for host in self.hosts}
        self.leaving: list[cp_model.LinearExprT] = []
        self._ways()
        self._hosts(missing)
        self._time()
        if self.arcs:
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
