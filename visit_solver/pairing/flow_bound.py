"""The best pairs if the calendar excluded none: a minimum-cost flow, solved exactly, and so a bound of all schedules.

All soft goals look at pairs and at how many visits a host receives, and each grows ever dearer with the visits, so that
a minimum-cost flow from delegations to hosts is exact about them. What it leaves out are conflicts between visits:
overlaps, one trip a day, weeks. See R. K. Ahuja, T. L. Magnanti and J. B. Orlin, Network Flows (1993), 14.
"""

from collections import defaultdict

import msgspec
from ortools.graph.python import min_cost_flow

from visit_solver.goals import ADVANCED, LAGGING
from visit_solver.pairing.instance import Pair, PairingInstance
from visit_solver.problem import quarter_of


class FlowBound(msgspec.Struct, frozen=True):
    """A proven lower bound of every schedule's value, and the pairs that would reach it."""

    bound: int
    pairs: list[Pair]


class FlowNetwork:
    """Delegations at one end, hosts at the other; a lagging host tells mentors from other visitors.

    Where an organization has several hosts, they reach the sink through it, so that they share its quarters' caps.
    """

    def __init__(self, instance: PairingInstance) -> None:
        self.instance = instance
        self.flow = min_cost_flow.SimpleMinCostFlow()
        self._arc = self.flow.add_arc_with_capacity_and_unit_cost
        self.constant = instance.change_weight * (len(instance.before) + instance.gone)
        delegations, hosts = len(instance.delegations), len(instance.hosts)
        self.sink = delegations + 2 * hosts
        self.first_host = delegations
        self.first_mentored = delegations + hosts
        hosts_of: dict[str, list[int]] = defaultdict(list)
        for number, host in enumerate(instance.hosts):
            hosts_of[host.organization_id].append(number)
        self.ends: dict[str, int] = {}
        for organization_id, numbers in hosts_of.items():
            if len(numbers) > 1:
                self.ends[organization_id] = self.sink + 1 + len(self.ends)
                self._arc(self.ends[organization_id], self.sink, most_received(instance, numbers), 0)
        self.arcs: dict[int, Pair] = {}
        # A pin outweighs everything, even a required host.
        self.pin_reward = instance.missing_penalty * (1 + hosts + sum(each.visits for each in instance.delegations))

    def solve(self) -> FlowBound:
        """Bound every schedule's value by the network's cheapest flow; LookupError where not even that has all pins."""
        instance = self.instance
        visits = 0
        for number, delegation in enumerate(instance.delegations):
            self.flow.set_node_supply(number, delegation.visits)
            self._arc(number, self.sink, delegation.visits, instance.missing_penalty)
            visits += delegation.visits
        self.flow.set_node_supply(self.sink, -visits)
        for number in range(len(instance.hosts)):
            self._host(number)
        for pair in instance.pairs:
            self._pair(pair)
        if self.flow.solve() != self.flow.OPTIMAL:
            raise RuntimeError("a flow that may always go to the sink has no solution")
        pairs = [pair for arc, pair in self.arcs.items() if self.flow.flow(arc)]
        pins_met = len(set(instance.pinned) & set(pairs))
        if pins_met < len(instance.pinned):
            raise LookupError("pins")
        return FlowBound(self.flow.optimal_cost() + self.constant + pins_met * self.pin_reward, pairs)

    def _pair(self, pair: Pair) -> None:
        instance = self.instance
        delegation, host = pair
        cost = instance.cost(pair)
        if instance.change_weight and pair not in instance.before:
            cost += instance.change_weight
        elif pair in instance.before and instance.before[pair] in instance.start_times(pair):
            cost -= instance.change_weight
        cost -= self.pin_reward * (pair in instance.pinned)
        mentors = instance.hosts[host].tier == LAGGING and instance.delegations[delegation].tier == ADVANCED
        node = (self.first_mentored if mentors else self.first_host) + host
        self.arcs[self._arc(delegation, node, 1, cost)] = pair

    def _host(self, number: int) -> None:
        instance = self.instance
        host, weights = instance.hosts[number], instance.problem.weights
        node, room = self.first_host + number, most_visits(instance, number)
        end = self.ends.get(host.organization_id, self.sink)
        spare = instance.fair_share - host.received
        self.constant += weights.fairness * max(0, -spare)
        worth = instance.missing_penalty if host.required else weights.unvisited_worth * host.worth
        self.constant += worth
        self._arc(node, end, min(1, room), (weights.fairness if spare <= 0 else 0) - worth)
        within = min(max(0, spare - 1), max(0, room - 1))
        self._arc(node, end, within, 0)
        self._arc(node, end, max(0, room - 1 - within), weights.fairness)
        if host.tier == LAGGING:
            self.constant += weights.mentored
            self._arc(self.first_mentored + number, node, 1, -weights.mentored)
            self._arc(self.first_mentored + number, node, room, 0)


def most_visits(instance: PairingInstance, number: int) -> int:
    """Return a number of visits that a host can never exceed, by its caps and its opening hours."""
    host = instance.hosts[number]
    most = host.together * sum((w.end - w.begin) // host.visit_minutes for w in host.windows if w.end > w.begin)
    if host.most_visits is not None:
        most = min(most, host.most_visits)
    return min(most, most_received(instance, [number]))


def most_received(instance: PairingInstance, numbers: list[int]) -> int:
    """Return a number of visits that some hosts of one organization can never exceed together."""
    made = sum(each.visits for each in instance.delegations)
    hosts = [instance.hosts[number] for number in numbers]
    caps = [
        instance.quarter_caps.get((hosts[0].organization_id, quarter))
        for quarter in {quarter_of(window.day) for host in hosts for window in host.windows}
    ]
    return made if None in caps else min(made, sum(cap for cap in caps if cap is not None))
