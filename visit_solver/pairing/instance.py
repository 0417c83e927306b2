"""A pairing problem by numbers: which pairs are possible at which minutes, and what each of them costs.

Minutes count from the Monday of the first day's week, so that days, weeks and order are plain arithmetic. The value of
a schedule is one whole number: `missing` times `missing_penalty`, plus `change` times `change_weight`, plus the cost of
the goals; the factors are so large that no sum of what comes later outweighs one unit of what comes before.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from visit_solver.feasibility import Trip, TripFeasibility
from visit_solver.goals import ADVANCED, LAGGING, PAIR_GOALS, Goals, PairFacts, weighted_cost
from visit_solver.problem import MIDNIGHT, Delegation, Host, Problem, quarter_caps, quarter_of

WEEK = 7 * MIDNIGHT

Pair = tuple[int, int]
"""The number of a delegation and the number of a host."""
Assignment = Mapping[Pair, int]
"""When the visit of each pair begins."""


class PairingInstance:
    """One problem, made ready for searching."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.trips = TripFeasibility(problem)
        self.delegations: tuple[Delegation, ...] = problem.delegations
        self.hosts: tuple[Host, ...] = problem.hosts
        first = min(problem.days)
        self.monday = first - timedelta(days=first.weekday())
        self._begins: dict[Pair, list[int]] = {}
        self._trips: dict[Pair, Trip] = {}
        number_of_host = {host.id: number for number, host in enumerate(self.hosts)}
        number_of = {delegation.id: number for number, delegation in enumerate(self.delegations)}
        self.pinned = [(number_of[pin.delegation_id], number_of_host[pin.host_id]) for pin in problem.pins]
        self.before: dict[Pair, int] = {}
        self.gone = 0
        for visit in problem.before or ():
            if visit.delegation_id in number_of and visit.host_id in number_of_host:
                pair = number_of[visit.delegation_id], number_of_host[visit.host_id]
                self.before[pair] = self.at(visit.day, visit.begin)
            else:
                self.gone += 1
        self.quarter_caps = quarter_caps(problem)
        self.shared_vehicles = _shared_vehicles(self.delegations)
        """The delegations, by their numbers, of every vehicle that more than one of them names."""
        visits = sum(delegation.visits for delegation in self.delegations) + sum(host.received for host in self.hosts)
        self.fair_share = -(-visits // max(1, len(self.hosts)))
        """How many visits a host has at most where all of the quarter are shared out evenly."""
        self._pair_goals = [
            (weight, goal) for name, goal in PAIR_GOALS.items() if (weight := getattr(problem.weights, name))
        ]
        self._costs: dict[Pair, int] = {}
        self._last_time = {(pair.delegation_id, pair.host_id) for pair in problem.previous}

    def at(self, day: date, minute: int) -> int:
        """Return the minute since the Monday for a minute of a day."""
        return (day - self.monday).days * MIDNIGHT + minute

    def moment(self, at: int) -> tuple[date, int]:
        """Return the day and the minute after midnight."""
        return self.monday + timedelta(days=at // MIDNIGHT), at % MIDNIGHT

    def quarter(self, at: int) -> str:
        """Return the quarter of a minute, such as 2026Q1."""
        return quarter_of(self.moment(at)[0])

    @cached_property
    def pairs(self) -> list[Pair]:
        """Return every pair for which there is a moment, were it alone in the round."""
        possible = self.trips.is_possible
        return [
            (one, other)
            for one, delegation in enumerate(self.delegations)
            for other, host in enumerate(self.hosts)
            if possible(delegation, host)
        ]

    def trip(self, pair: Pair) -> Trip:
        """Return the shape of a possible pair's trip."""
        if pair not in self._trips:
            trip = self.trips.trip(self.delegations[pair[0]], self.hosts[pair[1]])
            if trip is None:
                raise LookupError(pair)
            self._trips[pair] = trip
        return self._trips[pair]

    def start_times(self, pair: Pair) -> list[int]:
        """Return all moments at which a pair's visit may begin, early ones first."""
        if pair not in self._begins:
            found = self.trips.start_moments(self.delegations[pair[0]], self.hosts[pair[1]])
            self._begins[pair] = [self.at(*moment) for moment in found]
        return self._begins[pair]

    def away(self, pair: Pair, begin: int) -> tuple[int, int]:
        """Return from when to when a delegation is not at home, for a visit that begins then."""
        trip = self.trip(pair)
        return begin - trip.out, begin + trip.after

    def visit(self, pair: Pair, begin: int) -> tuple[int, int]:
        """Return from when to when a host is busy with a visit."""
        return begin, begin + self.hosts[pair[1]].visit_minutes

    def cost(self, pair: Pair) -> int:
        """Return what a pair costs whenever it meets, by all goals that look at pairs."""
        if pair not in self._costs:
            facts = self._facts(pair)
            self._costs[pair] = sum([weight * goal(facts) for weight, goal in self._pair_goals])
        return self._costs[pair]

    def _facts(self, pair: Pair) -> PairFacts:
        delegation, host = self.delegations[pair[0]], self.hosts[pair[1]]
        trip = self.trip(pair)
        return PairFacts(delegation, host, trip.out + trip.back, (delegation.id, host.id) in self._last_time)

    @cached_property
    def change_weight(self) -> int:
        """Return the cost of one change of the round before, more than all goals; 0 without one."""
        return 0 if self.problem.before is None else self._most_cost + 1

    @cached_property
    def missing_penalty(self) -> int:
        """Return what one missing visit costs: more than everything else together."""
        visits = sum(delegation.visits for delegation in self.delegations)
        return 1 + self._most_cost + self.change_weight * (visits + len(self.problem.before or ()))

    @cached_property
    def _most_cost(self) -> int:
        weights = self.problem.weights
        dearest: dict[int, int] = defaultdict(int)
        for pair in self.pairs:
            dearest[pair[0]] = max(dearest[pair[0]], self.cost(pair))
        visits = [delegation.visits for delegation in self.delegations]
        cost = sum(visits[number] * most for number, most in dearest.items())
        lagging = sum(host.tier == LAGGING for host in self.hosts)
        worth = sum(host.worth for host in self.hosts if not host.required)
        received = sum(host.received for host in self.hosts)
        cost += weights.mentored * lagging + weights.unvisited_worth * worth
        return cost + weights.fairness * (sum(visits) + received)

    def goals(self, visits: Iterable[Pair], change: int = 0) -> Goals:
        """Return the soft goals of a schedule that has these pairs."""
        pairs = list(visits)
        load = Counter(host for _, host in pairs)
        mentored = {host for one, host in pairs if self.delegations[one].tier == ADVANCED}
        lagging = [number for number, host in enumerate(self.hosts) if host.tier == LAGGING]
        facts = [self._facts(pair) for pair in pairs]
        return Goals(
            mentored=sum(number not in mentored for number in lagging),
            fairness=sum(
                max(0, load[number] + host.received - self.fair_share) for number, host in enumerate(self.hosts)
            ),
            unvisited_worth=sum(
                host.worth for number, host in enumerate(self.hosts) if not (host.required or load[number])
            ),
            change=change,
            **{name: sum(map(goal, facts)) for name, goal in PAIR_GOALS.items()},
        )

    def missing(self, visits: Iterable[Pair]) -> int:
        """Count required hosts without a visit and visits that delegations still have to make."""
        pairs = list(visits)
        visited = {host for _, host in pairs}
        made = Counter(one for one, _ in pairs)
        unvisited = sum(host.required and number not in visited for number, host in enumerate(self.hosts))
        return unvisited + sum(each.visits - made[number] for number, each in enumerate(self.delegations))

    def change(self, assignment: Assignment) -> int:
        """Count the visits moved in time, dropped and added against the schedule before."""
        if self.problem.before is None:
            return 0
        changed = sum(assignment.get(pair) != begin for pair, begin in self.before.items())
        return self.gone + changed + sum(pair not in self.before for pair in assignment)

    def value(self, assignment: Assignment) -> int:
        """Return what a schedule is worth as one number; smaller is better."""
        change = self.change(assignment)
        cost = weighted_cost(self.goals(assignment), self.problem.weights)
        return self.missing_penalty * self.missing(assignment) + self.change_weight * change + cost


def _shared_vehicles(delegations: Sequence[Delegation]) -> dict[str, list[int]]:
    users: dict[str, list[int]] = defaultdict(list)
    for number, delegation in enumerate(delegations):
        for vehicle in sorted({vehicle.known_as for vehicle in delegation.vehicles} - {""}):
            users[vehicle].append(number)
    return {vehicle: numbers for vehicle, numbers in users.items() if len(numbers) > 1}
