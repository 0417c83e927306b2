"""What a visit occupies, and the hard rules that hold between visits of different rounds.

Within a round the planner keeps the rules; between rounds only the calendar of the whole district knows of both sides.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

import msgspec

from services.observation_visits.model import validation
from visit_solver.problem import BusyInterval, VisitElsewhere

SAME_STOP, HOST_AWAY, VISITOR_HOSTS = "same_stop", "host_away", "visitor_hosts"
ORGANIZATION_OUT, VEHICLE_OUT, MEMBER_OUT = "organization_out", "vehicle_out", "member_out"
RECIPROCAL_WEEK, HOST_CAP, SAME_DELEGATION = "reciprocal_week", "host_cap", "same_delegation"
Stretch = tuple[int, int]


class Occupation(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit occupies: stop and host from `begins` to `ends`, the travellers from `leaves` to `returns`.

    Minutes after midnight of its day; `returns` is when the review is over. `vehicles` are those known again anywhere.
    """

    visit_id: str | None = None
    round_id: str
    round_title: str
    title: str
    stop_id: str
    organization_id: str
    visiting_organization_id: str
    delegation_id: str
    vehicle_id: str | None = None
    day: date
    begins: int
    ends: int
    leaves: int
    returns: int
    vehicles: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    settled: bool = False
    is_held: bool = False

    @property
    def visit(self) -> Stretch:
        """From when to when the host receives."""
        return self.begins, self.ends

    @property
    def away(self) -> Stretch:
        """From when to when the delegation is not at home."""
        return self.leaves, self.returns

    @property
    def week(self) -> tuple[int, int]:
        """The ISO year and week."""
        return self.day.isocalendar()[:2]

    @property
    def time(self) -> str:
        """The day and the hours of the visit."""
        return f"{self.day.isoformat()} {validation.clock_time(self.begins)}–{validation.clock_time(self.ends)}"


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """The travellers: of an organization, with members, in identified vehicles."""

    organization_id: str
    vehicles: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


def blocks_host(organization_id: str, stop_id: str, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    """Return by which rule and when a visit of another round blocks a stop of an organization."""
    if other.stop_id == stop_id:
        yield SAME_STOP, other.visit
    if other.visiting_organization_id == organization_id:
        yield HOST_AWAY, other.away


def blocks_visitor(visitor: Visitor, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    """Return by which rule and when a visit of another round blocks a delegation."""
    if other.organization_id == visitor.organization_id:
        yield VISITOR_HOSTS, other.visit
    if other.visiting_organization_id == visitor.organization_id:
        yield ORGANIZATION_OUT, other.away
    if other.vehicles & visitor.vehicles:
        yield VEHICLE_OUT, other.away
    if other.members & visitor.members:
        yield MEMBER_OUT, other.away


def rules_broken(own: Occupation, other: Occupation) -> Iterator[str]:
    """Return the hard rules that two visits of different rounds break together, each once, the weightiest first."""
    if own.day == other.day:
        yield from (rule for rule, when in _host_rules(own, other) if overlap(own.visit, when))
        yield from (rule for rule, when in _visitor_rules(own, other) if overlap(own.away, when))
    mutual = (own.organization_id, other.organization_id) == (
        other.visiting_organization_id,
        own.visiting_organization_id,
    )
    if mutual and own.week == other.week:
        yield RECIPROCAL_WEEK


def are_in_conflict(own: Occupation, other: Occupation) -> bool:
    """Return whether two visits of different rounds break a hard rule together."""
    return next(rules_broken(own, other), None) is not None


def _host_rules(own: Occupation, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    return blocks_host(own.organization_id, own.stop_id, other)


def _visitor_rules(own: Occupation, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    visitor = Visitor(organization_id=own.visiting_organization_id, vehicles=own.vehicles, members=own.members)
    return blocks_visitor(visitor, other)


def overlap(own: Stretch, other: Stretch) -> bool:
    """Return whether two stretches of one day have a minute in common."""
    return own[0] < other[1] and other[0] < own[1]


def busy_at_host(
    organization_id: str, stop_id: str, days: Collection[date], calendar: Iterable[Occupation]
) -> tuple[BusyInterval, ...]:
    """Return when the calendar blocks a stop, on some days."""
    inside = (other for other in calendar if other.day in days)
    blocks = (
        _busy_interval(other, *block) for other in inside for block in blocks_host(organization_id, stop_id, other)
    )
    return tuple(sorted(blocks))


def busy_of_visitor(
    visitor: Visitor, days: Collection[date], calendar: Iterable[Occupation]
) -> tuple[BusyInterval, ...]:
    """Return when the calendar blocks a delegation, on some days."""
    inside = ((other, blocks_visitor(visitor, other)) for other in calendar if other.day in days)
    return tuple(sorted(_busy_interval(other, *block) for other, blocks in inside for block in blocks))


def visit_elsewhere(other: Occupation) -> VisitElsewhere:
    """Return who visits whom, for the rule of the week."""
    return VisitElsewhere(
        visiting_organization_id=other.visiting_organization_id,
        organization_id=other.organization_id,
        day=other.day,
        round_title=other.round_title,
        visit_title=other.title,
    )


def _busy_interval(other: Occupation, rule: str, when: Stretch) -> BusyInterval:
    titles = {"round_title": other.round_title, "visit_title": other.title}
    return BusyInterval(day=other.day, begin=when[0], end=when[1], why=rule, **titles)
