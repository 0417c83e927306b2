"""Commitments outside a problem that exclude a visit though the host is open and the delegation is free.

A refusal for one day, a visit of another round, a visit back in the same week.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from visit_solver.problem import BusyInterval, Delegation, Host, Problem, VisitElsewhere, Window

DECLINED, TAKEN, RECIPROCAL, ABSENT = "declined", "taken", "reciprocal", "absent"
Stretch = tuple[int, int]


class ExternalCommitments:
    """The refusals for a day and the visits of other rounds, looked up by host, delegation and day."""

    def __init__(self, problem: Problem) -> None:
        self.declined = {(pair.delegation_id, pair.host_id, pair.day) for pair in problem.declined if pair.day}
        self.declined_for_good = {(pair.delegation_id, pair.host_id) for pair in problem.declined if pair.day is None}
        self.apart = problem.rules.reciprocal_apart
        self._met: dict[tuple[str, str, tuple[int, int]], VisitElsewhere] = {}
        for met in problem.met if self.apart else ():
            self._met.setdefault((met.visiting_organization_id, met.organization_id, week_of(met.day)), met)
        self._taken: dict[str, dict[date, list[BusyInterval]]] = {}
        is_taken = any(host.taken for host in problem.hosts) or any(each.taken for each in problem.delegations)
        self.is_empty = not (self.declined or self._met or is_taken)

    def blocked_by(self, delegation: Delegation, host: Host, moment: tuple[date, int], away: Stretch) -> str | None:
        """Return why a visit cannot begin at a moment, None where it can; its delegation is under way during `away`."""
        day, begin = moment
        if (delegation.id, host.id, day) in self.declined:
            return DECLINED
        taken = self.taken(delegation, host, day, (begin, begin + host.visit_minutes), away)
        if taken is not None:
            return ABSENT if taken.why == ABSENT else TAKEN
        return RECIPROCAL if self.met(delegation, host, day) else None

    def taken(
        self, delegation: Delegation, host: Host, day: date, visit: Stretch, away: Stretch
    ) -> BusyInterval | None:
        """Return what occupies the host during a visit, or the delegation while it is away for it."""
        return next(self._overlapping(host, day, visit), None) or next(self._overlapping(delegation, day, away), None)

    def met(self, delegation: Delegation, host: Host, day: date) -> VisitElsewhere | None:
        """Return the visit of another round that a visit would return in its week."""
        return self._met.get((host.organization_id, delegation.organization_id, week_of(day)))

    def _overlapping(self, whom: Delegation | Host, day: date, stretch: Stretch) -> Iterator[BusyInterval]:
        if not whom.taken:
            return
        if whom.id not in self._taken:
            by_day: dict[date, list[BusyInterval]] = defaultdict(list)
            for taken in whom.taken:
                by_day[taken.day].append(taken)
            self._taken[whom.id] = dict(by_day)
        for taken in self._taken[whom.id].get(day, ()):
            if overlap((taken.begin, taken.end), stretch):
                yield taken


def free_windows(windows: Iterable[Window], taken: Iterable[BusyInterval]) -> list[Window]:
    """Return what is left of windows without what other rounds take of them."""
    by_day: dict[date, list[Stretch]] = defaultdict(list)
    for each in taken:
        by_day[each.day].append((each.begin, each.end))
    return [
        Window(day=window.day, begin=begin, end=end)
        for window in windows
        for begin, end in subtract_intervals([(window.begin, window.end)], by_day.get(window.day, ()))
    ]


def week_of(day: date) -> tuple[int, int]:
    """Return the ISO year and week of a day."""
    return day.isocalendar()[:2]


def subtract_intervals(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of some stretches of a day once others are taken out of them."""
    left = list(stretches)
    for begin, end in taken:
        left = [
            part
            for first, last in left
            for part in ((first, min(last, begin)), (max(first, end), last))
            if part[0] < part[1]
        ]
    return left


def overlap(one: Stretch, other: Stretch) -> bool:
    """Return whether two stretches share more than an end."""
    return one[0] < other[1] and other[0] < one[1]
