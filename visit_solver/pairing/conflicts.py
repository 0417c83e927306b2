"""Conflicts between visits: the rules that look at two of them, checked for one more visit at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from visit_solver.availability import overlap
from visit_solver.pairing.instance import WEEK, Assignment, Pair, PairingInstance
from visit_solver.problem import MIDNIGHT

Span = tuple[int, int]


class ScheduleState:
    """The visits scheduled so far, indexed so that one more can be checked, added and removed quickly."""

    def __init__(self, instance: PairingInstance, visits: Assignment | None = None) -> None:
        self.instance = instance
        self.visits: dict[Pair, int] = {}
        self._hosting: dict[int, list[tuple[Span, Pair]]] = defaultdict(list)
        self._away: dict[int, list[tuple[Span, Pair]]] = defaultdict(list)
        self._received: Counter[tuple[str, str]] = Counter()
        self._weeks: dict[tuple[str, str, int], list[Pair]] = defaultdict(list)
        self._delegations_of: dict[str, list[int]] = defaultdict(list)
        self._hosts_of: dict[str, list[int]] = defaultdict(list)
        for number, delegation in enumerate(instance.delegations):
            self._delegations_of[delegation.organization_id].append(number)
        for number, host in enumerate(instance.hosts):
            self._hosts_of[host.organization_id].append(number)
        self._sharing: dict[int, set[int]] = defaultdict(set)
        for users in instance.shared_vehicles.values():
            for number in users:
                self._sharing[number] |= set(users) - {number}
        for pair, begin in (visits or {}).items():
            self.add(pair, begin)

    def add(self, pair: Pair, begin: int) -> None:
        """Add a visit."""
        one, host = pair
        self.visits[pair] = begin
        self._hosting[host].append((self.instance.visit(pair, begin), pair))
        self._away[one].append((self.instance.away(pair, begin), pair))
        self._received[self._quarter(host, begin)] += 1
        self._weeks[self._week(pair, begin)].append(pair)

    def remove(self, pair: Pair) -> None:
        """Remove a visit."""
        begin = self.visits.pop(pair)
        one, host = pair
        self._hosting[host] = [item for item in self._hosting[host] if item[1] != pair]
        self._away[one] = [item for item in self._away[one] if item[1] != pair]
        self._received[self._quarter(host, begin)] -= 1
        self._weeks[self._week(pair, begin)].remove(pair)

    def exhausted_limits(self, pair: Pair) -> list[str]:
        """Return the limits that exclude a pair at every moment: enough visits made or received."""
        one, number = pair
        host = self.instance.hosts[number]
        found = []
        if pair in self.visits or len(self._away[one]) >= self.instance.delegations[one].visits:
            found.append("visits_made")
        if host.most_visits is not None and len(self._hosting[number]) >= host.most_visits:
            found.append("host_cap")
        return found

    def conflicts(self, pair: Pair, begin: int) -> Iterator[str]:
        """Yield the rules that a further visit at a moment would break, none where it fits."""
        one, number = pair
        visit, away = self.instance.visit(pair, begin), self.instance.away(pair, begin)
        visitor, visited, week = self._week(pair, begin)
        if any(span[0] // MIDNIGHT == begin // MIDNIGHT for span, _ in self._away[one]):
            yield "one_trip_a_day"
        if self._is_crowded(pair, visit):
            yield "host_busy"
        hosting = (span for host in self._hosts_of[visitor] for span, _ in self._hosting[host])
        travelling = (span for delegation in self._delegations_of[visited] for span, _ in self._away[delegation])
        if any(overlap(away, span) for span in hosting) or any(overlap(visit, span) for span in travelling):
            yield "hosting_while_away"
        if any(overlap(away, span) for user in self._sharing.get(one, ()) for span, _ in self._away[user]):
            yield "vehicle_out"
        if self.instance.problem.rules.reciprocal_apart and self._weeks.get((visited, visitor, week)):
            yield "reciprocal_week"
        quarter = self._quarter(number, begin)
        most = self.instance.quarter_caps.get(quarter)
        if most is not None and self._received[quarter] >= most:
            yield "quarter_cap"

    def _is_crowded(self, pair: Pair, span: Span) -> bool:
        host = self.instance.hosts[pair[1]]
        others = [(other, visit[0]) for other, visit in self._hosting[pair[1]] if overlap(span, other)]
        if not others:
            return False
        delegations = self.instance.delegations
        # Whoever is there when somebody comes is there at the begin of one of them.
        for at in [span[0], *(other[0] for other, _ in others if span[0] <= other[0] < span[1])]:
            there = [one for other, one in others if other[0] <= at < other[1]]
            people = delegations[pair[0]].people + sum(delegations[one].people for one in there)
            if len(there) >= host.together or (host.most_people is not None and people > host.most_people):
                return True
        return False

    def _quarter(self, host: int, begin: int) -> tuple[str, str]:
        """Return the organization and the quarter of a visit: all stops of an organization share its cap."""
        return self.instance.hosts[host].organization_id, self.instance.quarter(begin)

    def _week(self, pair: Pair, begin: int) -> tuple[str, str, int]:
        visitor = self.instance.delegations[pair[0]].organization_id
        return visitor, self.instance.hosts[pair[1]].organization_id, begin // WEEK


def first_feasible(state: ScheduleState, pair: Pair, begins: Iterable[int]) -> int | None:
    """Return the first moment at which a pair's visit fits beside what is settled."""
    if state.exhausted_limits(pair):
        return None
    return next((begin for begin in begins if next(state.conflicts(pair, begin), None) is None), None)
