"""A pairing problem, or a part of it beside what stays settled, as constraints for CP-SAT."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import product

from ortools.sat.python import cp_model

from visit_solver.goals import ADVANCED, LAGGING
from visit_solver.pairing.instance import WEEK, Assignment, Pair, PairingInstance
from visit_solver.problem import MIDNIGHT

Literal = cp_model.IntVar


class PairingModel:
    """Every free pair may meet at one of its moments or not; settled visits stay where they are.

    The objective counts the whole problem, so that its bound is one for the whole problem when nothing is settled.
    """

    def __init__(self, instance: PairingInstance, pairs: Iterable[Pair], settled: Assignment | None = None) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.settled = dict(settled or {})
        self.meets: dict[Pair, Literal] = {}
        self.begin: dict[Pair, Literal] = {}
        self.terms: list[cp_model.LinearExprT] = []
        self._by_delegation: dict[int, list[Pair]] = defaultdict(list)
        self._by_host: dict[int, list[Pair]] = defaultdict(list)
        self._settled_by_host: dict[int, list[Pair]] = defaultdict(list)
        for pair in self.settled:
            self._settled_by_host[pair[1]].append(pair)
        for pair in dict.fromkeys(pairs):
            self._pair(pair)
        self._visits_made()
        self._visits_received()
        self._quarters()
        self._overlaps()
        if instance.problem.rules.reciprocal_apart:
            self._reciprocal()
        self._change()
        self.model.minimize(sum(self.terms))

    def hint(self, visits: Assignment) -> None:
        """Hint a schedule for the solver to begin from."""
        for pair, meets in self.meets.items():
            self.model.add_hint(meets, pair in visits)
            if pair in visits:
                self.model.add_hint(self.begin[pair], visits[pair])

    def at_least(self, bound: int) -> None:
        """Constrain the objective by a bound that was proven elsewhere."""
        self.model.add(sum(self.terms) >= bound)

    def found(self, value: Callable[[Literal], int]) -> dict[Pair, int]:
        """Read a schedule out of a solution, settled visits included."""
        met = {pair: int(value(self.begin[pair])) for pair, meets in self.meets.items() if value(meets)}
        return self.settled | met

    def _pair(self, pair: Pair) -> None:
        begins = self._open(pair)
        if not begins:
            return
        meets = self.model.new_bool_var("")
        self.meets[pair] = meets
        self.begin[pair] = self.model.new_int_var_from_domain(cp_model.Domain.from_values(begins), "")
        self._by_delegation[pair[0]].append(pair)
        self._by_host[pair[1]].append(pair)
        if pair in self.instance.pinned:
            self.model.add(meets == 1)
        self.terms.append(self.instance.cost(pair) * meets)

    def _open(self, pair: Pair) -> list[int]:
        """Return a pair's moments without the weeks in which its host's organization makes a settled visit to it."""
        begins = self.instance.start_times(pair)
        if not (self.settled and self.instance.problem.rules.reciprocal_apart):
            return begins
        visitor, host = self._organizations(pair)
        taken = {at // WEEK for other, at in self.settled.items() if self._organizations(other) == (host, visitor)}
        return [begin for begin in begins if begin // WEEK not in taken] if taken else begins

    def _organizations(self, pair: Pair) -> tuple[str, str]:
        instance = self.instance
        return instance.delegations[pair[0]].organization_id, instance.hosts[pair[1]].organization_id

    def _visits_made(self) -> None:
        settled: dict[int, int] = defaultdict(int)
        for one, _ in self.settled:
            settled[one] += 1
        for number, delegation in enumerate(self.instance.delegations):
            left = delegation.visits - settled[number]
            made = sum(self.meets[pair] for pair in self._by_delegation[number])
            self.model.add(made <= left)
            self.terms.append(self.instance.missing_penalty * (left - made))

    def _visits_received(self) -> None:
        for number, host in enumerate(self.instance.hosts):
            settled = self._settled_by_host[number]
            literals = [self.meets[pair] for pair in self._by_host[number]]
            if host.most_visits is not None:
                self.model.add(sum(literals) + len(settled) <= host.most_visits)
            self._unvisited(number, literals)
            self._mentored(number)
            self._fairness(number, literals)

    def _unvisited(self, number: int, literals: Sequence[Literal]) -> None:
        host = self.instance.hosts[number]
        cost = (
            self.instance.missing_penalty
            if host.required
            else self.instance.problem.weights.unvisited_worth * host.worth
        )
        if not self._settled_by_host[number]:
            self._penalize_unless(literals, cost)

    def _mentored(self, number: int) -> None:
        if self.instance.hosts[number].tier != LAGGING:
            return
        advanced = {at for at, delegation in enumerate(self.instance.delegations) if delegation.tier == ADVANCED}
        if not any(one in advanced for one, _ in self._settled_by_host[number]):
            literals = [self.meets[pair] for pair in self._by_host[number] if pair[0] in advanced]
            self._penalize_unless(literals, self.instance.problem.weights.mentored)

    def _penalize_unless(self, literals: Sequence[Literal], cost: int) -> None:
        if not literals or not cost:
            self.terms.append(cost)
            return
        none = self.model.new_bool_var("")
        self.model.add_bool_or([*literals, none])
        self.terms.append(cost * none)

    def _fairness(self, number: int, literals: Sequence[Literal]) -> None:
        weight = self.instance.problem.weights.fairness
        above = self.instance.hosts[number].received + len(self._settled_by_host[number]) - self.instance.fair_share
        if not weight or above + len(literals) <= 0:
            return
        over = self.model.new_int_var(max(0, above), above + len(literals), "")
        self.model.add(over >= above + sum(literals))
        self.terms.append(weight * over)

    def _quarters(self) -> None:
        hosts_of: dict[str, list[int]] = defaultdict(list)
        for number, host in enumerate(self.instance.hosts):
            hosts_of[host.organization_id].append(number)
        for (organization_id, quarter), most in self.instance.quarter_caps.items():
            own = hosts_of[organization_id]
            inside = [self._in_quarter(pair, quarter) for number in own for pair in self._by_host[number]]
            settled = [self.settled[pair] for number in own for pair in self._settled_by_host[number]]
            self.model.add(sum(inside) + sum(self.instance.quarter(at) == quarter for at in settled) <= most)

    def _in_quarter(self, pair: Pair, quarter: str) -> cp_model.LinearExprT:
        begins = self.instance.start_times(pair)
        inside = [begin for begin in begins if self.instance.quarter(begin) == quarter]
        if len(inside) in {0, len(begins)}:
            return self.meets[pair] if inside else 0
        then = self.model.new_bool_var("")
        outside = [begin for begin in begins if self.instance.quarter(begin) != quarter]
        meets, begin = self.meets[pair], self.begin[pair]
        domain = cp_model.Domain.from_values(outside)
        self.model.add_linear_expression_in_domain(begin, domain).only_enforce_if(meets, ~then)
        return then

    def _overlaps(self) -> None:
        hosting = {pair: self._span(pair, 0, self.instance.hosts[pair[1]].visit_minutes) for pair in self.meets}
        away = {}
        for pair in self.meets:
            trip = self.instance.trip(pair)
            away[pair] = self._span(pair, trip.out, trip.after)
        for pair, begin in self.settled.items():
            hosting[pair] = self._fixed(*self.instance.visit(pair, begin))
            away[pair] = self._fixed(*self.instance.away(pair, begin))
        visits_of: dict[int, list[Pair]] = defaultdict(list)
        visits_to: dict[int, list[Pair]] = defaultdict(list)
        for pair in hosting:
            visits_of[pair[0]].append(pair)
            visits_to[pair[1]].append(pair)
        self._hosts(visits_to, hosting)
        self._delegations(visits_of)
        self._nobody_hosts_while_away(visits_of, visits_to, away, hosting)
        for users in self.instance.shared_vehicles.values():
            self.model.add_no_overlap([away[pair] for one in users for pair in visits_of.get(one, ())])

    def _span(self, pair: Pair, before: int, after: int) -> cp_model.IntervalVar:
        begin = self.begin[pair]
        return self.model.new_optional_fixed_size_interval_var(begin - before, before + after, self.meets[pair], "")

    def _fixed(self, begin: int, end: int) -> cp_model.IntervalVar:
        return self.model.new_fixed_size_interval_var(begin, end - begin, "")

    def _hosts(self, visits_to: dict[int, list[Pair]], hosting: dict[Pair, cp_model.IntervalVar]) -> None:
        for number, pairs in visits_to.items():
            host = self.instance.hosts[number]
            spans = [hosting[pair] for pair in pairs]
            if host.together == 1:
                self.model.add_no_overlap(spans)
                continue
            self.model.add_cumulative(spans, [1] * len(spans), host.together)
            if host.most_people is not None:
                people = [self.instance.delegations[one].people for one, _ in pairs]
                self.model.add_cumulative(spans, people, host.most_people)

    def _delegations(self, visits_of: dict[int, list[Pair]]) -> None:
        """Allow one trip a day: the day of each visit is an interval of length one."""
        for number, pairs in visits_of.items():
            if self.instance.delegations[number].visits < 2:  # noqa: PLR2004 - who makes one trip makes one a day
                continue
            days = [self._period(pair, MIDNIGHT) for pair in pairs if pair in self.meets]
            spans = [
                self.model.new_optional_fixed_size_interval_var(day, 1, self.meets[pair], "")
                for day, pair in zip(days, (pair for pair in pairs if pair in self.meets), strict=True)
            ]
            fixed = [self.settled[pair] // MIDNIGHT for pair in pairs if pair in self.settled]
            self.model.add_no_overlap([*spans, *(self._fixed(day, day + 1) for day in fixed)])

    def _period(self, pair: Pair, length: int) -> Literal:
        """Return a variable for the day or the week that a pair's visit begins in."""
        begins = self.instance.start_times(pair)
        number = self.model.new_int_var(begins[0] // length, begins[-1] // length, "")
        rest = self.model.new_int_var(0, length - 1, "")
        self.model.add(self.begin[pair] == length * number + rest)
        return number

    def _nobody_hosts_while_away(
        self,
        visits_of: dict[int, list[Pair]],
        visits_to: dict[int, list[Pair]],
        away: dict[Pair, cp_model.IntervalVar],
        hosting: dict[Pair, cp_model.IntervalVar],
    ) -> None:
        hosts_of: dict[str, list[int]] = defaultdict(list)
        for number in visits_to:
            hosts_of[self.instance.hosts[number].organization_id].append(number)
        for one, pairs in visits_of.items():
            for number in hosts_of[self.instance.delegations[one].organization_id]:
                together = self.instance.hosts[number].together
                trips = [away[pair] for pair in pairs]
                visits = [hosting[pair] for pair in visits_to[number]]
                if together == 1:
                    self.model.add_no_overlap([*trips, *visits])
                else:
                    self.model.add_cumulative([*trips, *visits], [together] * len(trips) + [1] * len(visits), together)

    def _reciprocal(self) -> None:
        by_organizations: dict[tuple[str, str], list[Pair]] = defaultdict(list)
        for pair in self.meets:
            by_organizations[self._organizations(pair)].append(pair)
        weeks: dict[Pair, Literal] = {}
        for (visitor, host), pairs in by_organizations.items():
            if visitor < host:
                for pair, other in product(pairs, by_organizations.get((host, visitor), ())):
                    self._apart(pair, other, weeks)

    def _apart(self, pair: Pair, other: Pair, weeks: dict[Pair, Literal]) -> None:
        for each in (pair, other):
            if each not in weeks:
                weeks[each] = self._period(each, WEEK)
        self.model.add(weeks[pair] != weeks[other]).only_enforce_if(self.meets[pair], self.meets[other])

    def _change(self) -> None:
        instance = self.instance
        if not instance.change_weight:
            return
        self.terms.append(instance.change_weight * (instance.gone + len(instance.before)))
        for pair in self.settled:
            kept = self.settled[pair] == instance.before.get(pair)
            self.terms.append(instance.change_weight * (pair not in instance.before) - instance.change_weight * kept)
        for pair, meets in self.meets.items():
            begin = instance.before.get(pair)
            if begin is None:
                self.terms.append(instance.change_weight * meets)
            elif begin in instance.start_times(pair):
                kept_literal = self.model.new_bool_var("")
                self.model.add(self.begin[pair] == begin).only_enforce_if(kept_literal)
                self.model.add_implication(kept_literal, meets)
                self.terms.append(-instance.change_weight * kept_literal)
