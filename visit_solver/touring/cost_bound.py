"""A proven bound of what tours cost: the shortest rounds that reach every host, were they open all day."""

from ortools.sat.python import cp_model

from visit_solver.search_control import SearchControl
from visit_solver.touring.exclusions import reachable_hosts
from visit_solver.touring.tour_instance import NO_ROAD, TourInstance

total = cp_model.LinearExpr.sum


def least_cost(instance: TourInstance, *, unvisited: int, control: SearchControl, seconds: float) -> int:
    """Bound the objective of all schedules in which at most so many required hosts are unvisited.

    Every visited host is entered once and left once, in at most as many rounds as there are vehicle days, each at most
    a day long; opening hours, lunch places and who may go where are relaxed. Rounds are CP-SAT's multiple circuit.
    """
    rounds = _Rounds(instance, unvisited)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(0.1, min(seconds, control.seconds_left()))
    status = solver.solve(rounds.model)
    if status == cp_model.INFEASIBLE:
        return 0
    return max(0, round(solver.best_objective_bound))


class _Rounds:
    """Node 0 is home; a host that is not visited goes round in itself."""

    def __init__(self, instance: TourInstance, missing: int) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.ways = instance.ways
        self.hosts = reachable_hosts(instance)
        self.place = instance.number_of
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
        self.model.minimize(instance.problem.weights.travel * total(self.travel) + total(self.cost))

    def _ways(self) -> None:
        vehicle_days = self.instance.vehicle_days
        for node, host in enumerate(self.hosts, start=1):
            here = self.place[self.instance.hosts[host].place_id]
            starts = [self.place[vehicle_day.group.delegation.start_place_id] for vehicle_day in vehicle_days]
            ends = [self.place[vehicle_day.group.delegation.end_place_id] for vehicle_day in vehicle_days]
            self.leaving.append(self._arc(0, node, min(int(self.ways[start, here]) for start in starts)))
            self._arc(node, 0, min(int(self.ways[here, end]) for end in ends))
            for other, there in enumerate(self.hosts, start=1):
                if other != node:
                    self._arc(node, other, int(self.ways[here, self.place[self.instance.hosts[there].place_id]]))

    def _arc(self, tail: int, head: int, minutes: int) -> cp_model.LinearExprT:
        if minutes >= NO_ROAD:
            return 0
        taken = self.model.new_bool_var("")
        self.arcs.append((tail, head, taken))
        self.travel.append(minutes * taken)
        return taken

    def _hosts(self, missing: int) -> None:
        unreachable = set(range(len(self.instance.hosts))) - set(self.hosts)
        weight = self.instance.problem.weights.unvisited_worth
        hosts = self.instance.hosts
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
        """Fit all visits and ways together into the vehicle days in use, each as long as the longest, less lunch."""
        vehicle_days, lunch = self.instance.vehicle_days, self.instance.problem.day.lunch
        eating = [lunch.minutes if lunch and at in self.instance.lunch_days else 0 for at in range(len(vehicle_days))]
        longest = max(
            (each.closes - each.opens - eat for each, eat in zip(vehicle_days, eating, strict=True)), default=0
        )
        stays = total([self.instance.hosts[at].visit_minutes * ~self.left_out[at] for at in self.hosts])
        self.model.add(stays + total(self.travel) <= longest * total(self.leaving))
        self.model.add(total(self.leaving) <= len(vehicle_days))
