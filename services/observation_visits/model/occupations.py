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
        """Return when the visit is."""
        return f"{self.day.isoformat()} {validation.clock_time(self.begins)}–{validation.clock_time(self.ends)}"


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """The travellers: of an organization, with members, in identified vehicles."""

    organization_id: str
    vehicles: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


def keeps_host(organization_id: str, stop_id: str, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    """Return by which rule and when a visit of another round blocks a stop of an organization."""
    if other.stop_id == stop_id:
        yield SAME_STOP, other.visit
    if other.visiting_organization_id == organization_id:
        yield HOST_AWAY, other.away


def keeps_visitor(visitor: Visitor, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    """Return by which rule and when a visit of another round blocks a delegation."""
    if other.organization_id == visitor.organization_id:
        yield VISITOR_HOSTS, other.visit
    if other.visiting_organization_id == visitor.organization_id:
        yield ORGANIZATION_OUT, other.away
    if other.vehicles & visitor.vehicles:
        yield VEHICLE_OUT, other.away
    if other.members & visitor.members:
        yield MEMBER_OUT, other.away


def broken_between(one: Occupation, other: Occupation) -> Iterator[str]:
    """Return the hard rules that two visits of different rounds break together, each once, the weightiest first."""
    if one.day == other.day:
        yield from (why for why, when in _of_host(one, other) if overlap(one.visit, when))
        yield from (why for why, when in _of_visitor(one, other) if overlap(one.away, when))
    mutual = (one.organization_id, other.organization_id) == (
        other.visiting_organization_id,
        one.visiting_organization_id,
    )
    if mutual and one.week == other.week:
        yield RECIPROCAL_WEEK


def breaks(one: Occupation, other: Occupation) -> bool:
    """Return whether two visits of different rounds break a hard rule together."""
    return next(broken_between(one, other), None) is not None


def _of_host(one: Occupation, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    return keeps_host(one.organization_id, one.stop_id, other)


def _of_visitor(one: Occupation, other: Occupation) -> Iterator[tuple[str, Stretch]]:
    visitor = Visitor(organization_id=one.visiting_organization_id, vehicles=one.vehicles, members=one.members)
    return keeps_visitor(visitor, other)


def overlap(one: Stretch, other: Stretch) -> bool:
    """Return whether two stretches of one day have a minute in common."""
    return one[0] < other[1] and other[0] < one[1]


def taken_of_host(
    organization_id: str, stop_id: str, days: Collection[date], calendar: Iterable[Occupation]
) -> tuple[BusyInterval, ...]:
    """Return when the calendar blocks a stop, on some days."""
    inside = (other for other in calendar if other.day in days)
    found = (_taken(other, *kept) for other in inside for kept in keeps_host(organization_id, stop_id, other))
    return tuple(sorted(found))


def taken_of_visitor(
    visitor: Visitor, days: Collection[date], calendar: Iterable[Occupation]
) -> tuple[BusyInterval, ...]:
    """Return when the calendar blocks a delegation, on some days."""
    inside = (other for other in calendar if other.day in days)
    return tuple(sorted(_taken(other, *kept) for other in inside for kept in keeps_visitor(visitor, other)))


def met_of(other: Occupation) -> VisitElsewhere:
    """Return who visits whom, for the rule of the week."""
    return VisitElsewhere(
        visiting_organization_id=other.visiting_organization_id,
        organization_id=other.organization_id,
        day=other.day,
        round_title=other.round_title,
        visit_title=other.title,
    )


def _taken(other: Occupation, why: str, when: Stretch) -> BusyInterval:
    named = {"round_title": other.round_title, "visit_title": other.title}
    return BusyInterval(day=other.day, begin=when[0], end=when[1], why=why, **named)
