"""Which trips of a pairing are possible at all: one delegation to one host and back, at which day and minute."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

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
    Window,
)
from visit_solver.travel_times import TravelTimes

Moment = tuple[date, int]
"""A day and a minute after midnight."""
Hours = dict[date, list[tuple[int, int]]]


class Trip(msgspec.Struct, frozen=True):
    """The shape of a trip whenever it begins: minutes out, at the host, back, and in review."""

    out: int
    visit: int
    back: int
    review: int

    @property
    def after(self) -> int:
        """Return minutes from the begin of the visit until the delegation is free again."""
        return self.visit + self.back + self.review


class TripFeasibility:
    """The trips of one problem that are possible alone, whatever else is scheduled."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.travel_times = TravelTimes(problem)
        self.commitments = ExternalCommitments(problem)
        self.declined = self.commitments.declined_for_good
        self._hours: dict[str, Hours] = {}
        self._start_moments: dict[str, list[Moment]] = {}

    @cached_property
    def off_grid(self) -> dict[tuple[str, str], set[Moment]]:
        """Return possible begins off the clock's grid: pinned ones, and those of the round before."""
        off_grid: dict[tuple[str, str], set[Moment]] = defaultdict(set)
        given: list[PreviousVisit | Pin] = [*(self.problem.before or ()), *self.problem.pins]
        for visit in given:
            if visit.day is not None and visit.begin is not None:
                off_grid[visit.delegation_id, visit.host_id].add((visit.day, visit.begin))
        return off_grid

    @cached_property
    def pinned(self) -> dict[tuple[str, str], Pin]:
        """Return the pins by delegation and host."""
        return {(pin.delegation_id, pin.host_id): pin for pin in self.problem.pins}

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
        return Trip(out, host.visit_minutes, back, self.problem.day.review_minutes)

    def is_possible(self, delegation: Delegation, host: Host) -> bool:
        """Return whether a delegation can visit a host at any moment."""
        return next(self.start_moments(delegation, host), None) is not None

    def start_moments(self, delegation: Delegation, host: Host) -> Iterator[Moment]:
        """Yield every moment at which a delegation's visit to a host may begin, early ones first."""
        trip = self.trip(delegation, host) if self.is_allowed(delegation, host) else None
        if trip is None:
            return
        pin = self.pinned.get((delegation.id, host.id))
        for moment in self.open_moments(delegation, host):
            allowed = pin is None or pin_allows(pin, moment)
            if (
                allowed
                and self.has_time(delegation, trip, moment)
                and self.blocked_by(delegation, host, trip, moment) is None
            ):
                yield moment

    def blocked_by(self, delegation: Delegation, host: Host, trip: Trip, moment: Moment) -> str | None:
        """Return why a moment is excluded: `declined`, `taken`, `reciprocal` or `absent`; None where it is not."""
        return self.commitments.blocked_by(delegation, host, moment, (moment[1] - trip.out, moment[1] + trip.after))

    def has_time(self, delegation: Delegation, trip: Trip, moment: Moment) -> bool:
        """Return whether a delegation has the time for a trip whose visit begins at a moment."""
        day, begin = moment
        leave, done = begin - trip.out, begin + trip.after
        return self.in_hours(delegation, day, leave, done) and leaves_lunch(self.problem.day.lunch, leave, done)

    def in_hours(self, delegation: Delegation, day: date, leave: int, done: int) -> bool:
        """Return whether a delegation is free all the time that it is under way."""
        return any(first <= leave and done <= last for first, last in self.days_of(delegation, day))

    def days_of(self, delegation: Delegation, day: date) -> Sequence[tuple[int, int]]:
        """Return the stretches of a day in which a delegation may be under way, other rounds apart."""
        if delegation.id not in self._hours:
            self._hours[delegation.id] = self._hours_of(delegation)
        return self._hours[delegation.id].get(day, ())

    def open_moments(self, delegation: Delegation, host: Host) -> list[Moment]:
        """Return every moment at which a host is open for a visit of a delegation to begin."""
        if host.id not in self._start_moments:
            self._start_moments[host.id] = self._start_moments_of(host)
        found = self._start_moments[host.id]
        off_grid = self.off_grid.get((delegation.id, host.id), ())
        new = [moment for moment in off_grid if not _contains(found, moment) and is_open(host, moment)]
        return sorted([*found, *new]) if new else found

    def _start_moments_of(self, host: Host) -> list[Moment]:
        every = self.problem.rules.begin_every
        return sorted(
            {
                (window.day, begin)
                for window in host.windows
                for begin in range(-(-window.begin // every) * every, window.end - host.visit_minutes + 1, every)
            }
        )

    def _hours_of(self, delegation: Delegation) -> Hours:
        first, last = self.problem.day.begin, self.problem.day.end
        free: tuple[Window, ...] = delegation.windows
        if not free:
            return {day: [(first, last)] for day in self.problem.days}
        hours: Hours = defaultdict(list)
        for window in free:
            hours[window.day].append((max(first, window.begin), min(last, window.end)))
        return hours


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
