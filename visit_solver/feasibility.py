"""Which trips of a pairing are possible at all: one delegation to one host and back, at which day and minute."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from visit_solver.availability import ExternalCommitments
from visit_solver.problem import (
    ANY_STREET,
    SAME_STREET,
    Delegation,
    Host,
    Lunch,
    Pin,
    PreviousVisit,
    Problem,
)
from visit_solver.travel_times import TravelTimes

Moment = tuple[date, int]
"""A day and a minute after midnight."""
Hours = dict[date, list[tuple[int, int]]]


class Trip(msgspec.Struct, frozen=True):
    """The shape of a trip whenever it begins: minutes out, at the host, back, and in review.

    `after` are the minutes from the begin of the visit until the delegation is free again.
    """

    out: int
    visit: int
    back: int
    review: int
    after: int


class TripFeasibility:
    """The trips of one problem that are possible alone, whatever else is scheduled."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.travel_times = TravelTimes(problem)
        self.commitments = ExternalCommitments(problem)
        self.declined = self.commitments.declined_for_good
        self._hours: dict[str, Hours] = {}
        self._start_moments: dict[str, list[Moment]] = {}
        self.pinned = {(pin.delegation_id, pin.host_id): pin for pin in problem.pins}
        # Begins off the clock's grid that are possible: pinned ones, and those of the round before.
        self._off_grid: dict[tuple[str, str], set[Moment]] = defaultdict(set)
        given: list[PreviousVisit | Pin] = [*(problem.before or ()), *problem.pins]
        for visit in given:
            if visit.day is not None and visit.begin is not None:
                self._off_grid[visit.delegation_id, visit.host_id].add((visit.day, visit.begin))

    def is_allowed(self, delegation: Delegation, host: Host) -> bool:
        """Return whether the rules let a delegation visit a host, whatever the calendar is."""
        return (
            delegation.organization_id != host.organization_id
            and street_rule_allows(self.problem.rules.between, delegation, host)
            and has_capacity(delegation, host)
            and (delegation.id, host.id) not in self.declined
        )

    def trip(self, delegation: Delegation, host: Host) -> Trip | None:
        """Return the shape of a trip, None where no road leads there or back."""
        out = self.travel_times.minutes(delegation.start_place_id, host.place_id)
        back = self.travel_times.minutes(host.place_id, delegation.end_place_id)
        if out is None or back is None:
            return None
        visit, review = host.visit_minutes, self.problem.day.review_minutes
        return Trip(out, visit, back, review, after=visit + back + review)

    def is_possible(self, delegation: Delegation, host: Host) -> bool:
        """Return whether a delegation can visit a host at any moment."""
        return next(self.start_moments(delegation, host), None) is not None

    def start_moments(self, delegation: Delegation, host: Host) -> Iterator[Moment]:
        """Yield every moment at which a delegation's visit to a host may begin, early ones first."""
        trip = self.trip(delegation, host) if self.is_allowed(delegation, host) else None
        if trip is None:
            return
        pin = self.pinned.get((delegation.id, host.id))
        lunch, is_free = self.problem.day.lunch, self.commitments.is_empty
        for moment in self.open_moments(delegation, host):
            leave, done = moment[1] - trip.out, moment[1] + trip.after
            if (
                (pin is None or pin_allows(pin, moment))
                and self.in_hours(delegation, moment[0], leave, done)
                and leaves_lunch(lunch, leave, done)
                and (is_free or self.blocked_by(delegation, host, trip, moment) is None)
            ):
                yield moment

    def blocked_by(self, delegation: Delegation, host: Host, trip: Trip, moment: Moment) -> str | None:
        """Return why a moment is excluded: `declined`, `taken`, `reciprocal` or `absent`; None where it is not."""
        return self.commitments.blocked_by(delegation, host, moment, (moment[1] - trip.out, moment[1] + trip.after))

    def in_hours(self, delegation: Delegation, day: date, leave: int, done: int) -> bool:
        """Return whether a delegation is free all the time that it is under way."""
        return any(first <= leave and done <= last for first, last in self.days_of(delegation, day))

    def days_of(self, delegation: Delegation, day: date) -> Sequence[tuple[int, int]]:
        """Return the stretches of a day in which a delegation may be under way, other rounds apart."""
        hours = self._hours.get(delegation.id)
        if hours is None:
            hours = self._hours[delegation.id] = defaultdict(list)
            first, last = self.problem.day.begin, self.problem.day.end
            for window in delegation.windows:
                hours[window.day].append((max(first, window.begin), min(last, window.end)))
            for free in () if delegation.windows else self.problem.days:
                hours[free].append((first, last))
        return hours.get(day, ())

    def open_moments(self, delegation: Delegation, host: Host) -> list[Moment]:
        """Return every moment at which a host is open for a visit of a delegation to begin."""
        moments = self._start_moments.get(host.id)
        if moments is None:
            every = self.problem.rules.begin_every
            moments = self._start_moments[host.id] = sorted(
                {
                    (window.day, begin)
                    for window in host.windows
                    for begin in range(-(-window.begin // every) * every, window.end - host.visit_minutes + 1, every)
                }
            )
        off_grid = self._off_grid.get((delegation.id, host.id), ())
        new = [moment for moment in off_grid if not _contains(moments, moment) and is_open(host, moment)]
        return sorted([*moments, *new]) if new else moments


def street_rule_allows(rule: str, delegation: Delegation, host: Host) -> bool:
    """Return whether a round inside a street, or across streets, lets a delegation visit a host."""
    return rule == ANY_STREET or (rule == SAME_STREET) == (delegation.street_id == host.street_id)


def has_capacity(delegation: Delegation, host: Host) -> bool:
    """Return whether a host has room for a delegation."""
    return host.most_people is None or delegation.people <= host.most_people


def is_open(host: Host, moment: Moment) -> bool:
    """Return whether a host is open for a visit that begins at a moment."""
    day, begin = moment
    return any(w.day == day and w.begin <= begin and begin + host.visit_minutes <= w.end for w in host.windows)


def leaves_lunch(lunch: Lunch | None, leave: int, done: int) -> bool:
    """Return whether there is time to eat before or after a trip."""
    return lunch is None or leave - lunch.earliest >= lunch.minutes or lunch.latest - done >= lunch.minutes


def pin_allows(pin: Pin, moment: Moment) -> bool:
    """Return whether a moment is one that a pin allows."""
    return pin.day in {None, moment[0]} and pin.begin in {None, moment[1]}


def _contains(moments: list[Moment], moment: Moment) -> bool:
    at = bisect_left(moments, moment)
    return at < len(moments) and moments[at] == moment
