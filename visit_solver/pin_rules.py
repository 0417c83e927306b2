"""Why a pinned visit is possible at no moment: the first rule that excludes it, with the number that is exceeded.

One pin, its host and its delegation are looked at, not what other visits take.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from visit_solver.availability import ABSENT, ExternalCommitments, free_windows
from visit_solver.feasibility import TripFeasibility, leaves_lunch, street_rule_allows
from visit_solver.problem import (
    MIDNIGHT,
    PAIRING,
    BusyInterval,
    Delegation,
    Host,
    Pin,
    Problem,
    Violation,
    VisitElsewhere,
    Window,
    clock_time,
    quarter_of,
)
from visit_solver.travel_times import shortest_way


class ResolvedPin(NamedTuple):
    """The field of a pin, the pin, and whom it names."""

    field: str
    pin: Pin
    delegation: Delegation
    host: Host

    @property
    def begin(self) -> int:
        """When the visit begins, for a pin with a begin."""
        return self.pin.begin or 0

    @property
    def visit(self) -> tuple[int, int]:
        """From when to when the visit is, for a pin with a begin."""
        return self.begin, self.begin + self.host.visit_minutes

    @property
    def names(self) -> dict[str, str]:
        """What every refusal names."""
        return {"delegation": self.delegation.name or self.delegation.id, "host": self.host.name or self.host.id}

    @property
    def time(self) -> str:
        """The day and the time of day, as far as they are pinned."""
        day = "" if self.pin.day is None else self.pin.day.isoformat()
        return day if self.pin.begin is None else f"{day} {clock_time(self.pin.begin)}"

    @property
    def description(self) -> str:
        """Who visits whom, and when, for people."""
        return f"{self.names['delegation']} → {self.names['host']} {self.time}".rstrip()

    def inside(self, windows: Iterable[Window]) -> bool:
        """Return whether the visit lies inside one of some windows of its day."""
        return any(window.begin <= self.visit[0] and self.visit[1] <= window.end for window in windows)


class PinRules:
    """The rules that one pin can break by itself, those that hold at any time first."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.trips = TripFeasibility(problem)
        self.commitments = ExternalCommitments(problem)
        self.people = {each.id: _smallest_group(each) for each in problem.delegations}

    def violation_of(self, resolved: ResolvedPin) -> Violation | None:
        """Return the first rule that excludes a pin, None where it is possible alone."""
        rules: tuple[Callable[[ResolvedPin], Iterator[Violation]], ...] = (
            self._dated,
            self._pair,
            self._received,
            self._open,
            self._hours,
            self._lunch,
            self._beside_other_rounds,
        )
        found = next((wrong for rule in rules for wrong in rule(resolved)), None)
        if found is None and not self._possible(resolved):
            return Violation("pin_impossible", field=resolved.field)
        return found

    def _dated(self, resolved: ResolvedPin) -> Iterator[Violation]:
        field, pin = resolved.field, resolved.pin
        if pin.begin is not None and pin.day is None:
            yield Violation("pin_begin_without_day", field=f"{field}.day")
        if pin.day is not None and pin.day not in self.problem.days:
            yield Violation("window_outside_days", field=f"{field}.day", day=pin.day)

    def _pair(self, resolved: ResolvedPin) -> Iterator[Violation]:
        """Apply the rules of who visits whom."""
        field, pin, delegation, host = resolved
        pairing = self.problem.kind == PAIRING
        touring = {each.organization_id for each in self.problem.delegations} - {delegation.organization_id}
        if pairing and delegation.organization_id == host.organization_id:
            yield Violation("pin_own_organization", field=f"{field}.host_id", **resolved.names)
        if pairing and not street_rule_allows(self.problem.rules.between, delegation, host):
            yield Violation("pin_street_rule", field=f"{field}.host_id", **resolved.names)
        if not pairing and host.organization_id in touring:
            yield Violation("pin_host_on_tour", field=f"{field}.host_id", **resolved.names)
        if (delegation.id, host.id) in self.trips.declined:
            yield Violation("pin_declined", field=f"{field}.host_id", **resolved.names)
        if (delegation.id, host.id, pin.day) in self.commitments.declined:
            yield Violation("pin_declined_that_day", field=f"{field}.day", day=pin.day, **resolved.names)
        people, seats = self.people[delegation.id], sum(vehicle.seats for vehicle in delegation.vehicles)
        if host.most_people is not None and people > host.most_people:
            numbers = {"people": people, "most": host.most_people}
            yield Violation("pin_no_room", field=f"{field}.host_id", **resolved.names, **numbers)
        if delegation.vehicles and delegation.people > seats:
            numbers = {"people": delegation.people, "seats": seats}
            yield Violation("delegation_larger_than_vehicles", field=f"{field}.delegation_id", **numbers)
        if self._travel(resolved) is None:
            yield Violation("pin_no_road", field=f"{field}.host_id", **resolved.names)

    def _received(self, resolved: ResolvedPin) -> Iterator[Violation]:
        """Check the host's caps of this round and of the quarter."""
        field, pin, _, host = resolved
        days = self.problem.days if pin.day is None else (pin.day,)
        if host.most_visits == 0:
            yield Violation("pins_more_than_host_receives", field=f"{field}.host_id", most=0)
        if all(host.may_receive.get(quarter_of(day)) == 0 for day in days):
            numbers = {"received": host.received, "period": quarter_of(days[0])}
            yield Violation("pin_quarter_full", field=f"{field}.host_id", **resolved.names, **numbers)

    def _open(self, resolved: ResolvedPin) -> Iterator[Violation]:
        """Check the host's opening and the delegation's free days."""
        field, pin, delegation, host = resolved
        windows = [window for window in host.windows if pin.day in {None, window.day}]
        longest = max((window.end - window.begin for window in windows), default=0)
        named = resolved.names | {"minutes": host.visit_minutes}
        if pin.day is not None and not windows:
            yield Violation("pin_day_closed", field=f"{field}.day", day=pin.day, **named)
        elif longest < host.visit_minutes:
            yield Violation("pin_opening_too_short", field=f"{field}.host_id", longest=longest, **named)
        elif pin.begin is not None and not resolved.inside(windows):
            named |= {"begin": clock_time(pin.begin), "end": clock_time(min(resolved.visit[1], MIDNIGHT))}
            yield Violation("pin_outside_opening", field=f"{field}.begin", opening=opening_hours(windows), **named)
        absent = any(each.why == ABSENT and pin.day in {None, each.day} for each in delegation.taken)
        if absent or (pin.day is not None and not self.trips.days_of(delegation, pin.day)):
            yield Violation("pin_delegation_absent", field=f"{field}.day", day=pin.day or "", **resolved.names)

    def _hours(self, resolved: ResolvedPin) -> Iterator[Violation]:
        """Check the hours of the day, with the way there and back and the review."""
        field, pin, delegation, host = resolved
        travel = self._travel(resolved)
        if pin.begin is None or pin.day is None or travel is None:
            return
        hours = self.trips.days_of(delegation, pin.day)
        earliest = min(first for first, _ in hours) + travel[0]
        after = host.visit_minutes + travel[1] + self.problem.day.review_minutes
        latest = max(last for _, last in hours) - after
        if pin.begin < earliest:
            yield Violation(
                "pin_too_early",
                field=f"{field}.begin",
                **resolved.names,
                minutes=travel[0],
                moment=clock_time(earliest),
            )
        elif pin.begin > latest:
            yield Violation(
                "pin_too_late",
                field=f"{field}.begin",
                **resolved.names,
                minutes=after,
                moment=clock_time(max(0, latest)),
            )

    def _lunch(self, resolved: ResolvedPin) -> Iterator[Violation]:
        """Check the time to eat before or after: a trip of a pairing, the visit itself on a tour."""
        lunch, travel = self.problem.day.lunch, self._travel(resolved)
        if resolved.pin.begin is None or travel is None or lunch is None or not lunch.minutes:
            return
        if not leaves_lunch(lunch, *self._span(resolved, travel)):
            named = {"minutes": lunch.minutes} | {
                name: clock_time(getattr(lunch, name)) for name in ("earliest", "latest")
            }
            yield Violation("pin_no_lunch", field=f"{resolved.field}.begin", **resolved.names, **named)

    def _span(self, resolved: ResolvedPin, travel: tuple[int, int]) -> tuple[int, int]:
        """From when to when the delegation is under way for the visit alone, as its kind of round has it."""
        if self.problem.kind != PAIRING:
            return resolved.visit
        return resolved.begin - travel[0], resolved.visit[1] + travel[1] + self.problem.day.review_minutes

    def _beside_other_rounds(self, resolved: ResolvedPin) -> Iterator[Violation]:
        """Check the published visits of other rounds."""
        field, pin, delegation, host = resolved
        if pin.day is None:
            return
        met = self.commitments.met(delegation, host, pin.day)
        if met is not None:
            yield conflict_elsewhere("taken_reciprocal_week", f"{field}.day", resolved, met)
        travel = self._travel(resolved)
        if pin.begin is not None and travel is not None:
            away = self._span(resolved, travel)
            taken = self.commitments.taken(delegation, host, pin.day, resolved.visit, away)
            if taken is not None:
                yield conflict_elsewhere(f"taken_{taken.why}", f"{field}.begin", resolved, taken)

    def _possible(self, resolved: ResolvedPin) -> bool:
        """Whether there is a moment at all, for pins that leave one to choose."""
        if self.problem.kind == PAIRING:
            return self.trips.is_possible(resolved.delegation, resolved.host)
        return any(
            self._has_time(resolved, window) for window in free_windows(resolved.host.windows, resolved.host.taken)
        )

    def _has_time(self, resolved: ResolvedPin, window: Window) -> bool:
        """Whether a tour that visits nobody else could be at the host in a window."""
        _, pin, delegation, host = resolved
        travel = self._travel(resolved)
        if travel is None or pin.day not in {None, window.day}:
            return False
        if (delegation.id, host.id, window.day) in self.commitments.declined:
            return False
        after = host.visit_minutes + travel[1] + self.problem.day.review_minutes
        return any(
            max(window.begin, first + travel[0]) <= min(window.end - host.visit_minutes, last - after)
            for first, last in self.trips.days_of(delegation, window.day)
        )

    def _travel(self, resolved: ResolvedPin) -> tuple[int, int] | None:
        """Minutes there and back: straight in a pairing, on a tour past other stops where that is shorter."""
        _, _, delegation, host = resolved
        if self.problem.kind == PAIRING:
            trip = self.trips.trip(delegation, host)
            return None if trip is None else (trip.out, trip.back)
        out = shortest_way(self.problem, delegation.start_place_id, host.place_id)
        back = shortest_way(self.problem, host.place_id, delegation.end_place_id)
        return None if out is None or back is None else (out, back)


def _smallest_group(delegation: Delegation) -> int:
    """Return the fewest people that come to a stop; shared out as evenly as the seats allow."""
    if not delegation.splits or not delegation.vehicles:
        return delegation.people
    even = delegation.people // len(delegation.vehicles)
    return max(1, min(even, *(vehicle.seats for vehicle in delegation.vehicles)))


def opening_hours(windows: Iterable[Window]) -> str:
    """Write windows of a day as times of day."""
    spans = (f"{clock_time(window.begin)}–{clock_time(window.end)}" for window in windows)
    return ", ".join(dict.fromkeys(spans))


def conflict_elsewhere(code: str, field: str, resolved: ResolvedPin, other: BusyInterval | VisitElsewhere) -> Violation:
    """Return the violation of a pin that meets a visit of another round, which it names."""
    when = other.day.isoformat()
    if isinstance(other, BusyInterval):
        when += f" {clock_time(other.begin)}–{clock_time(other.end)}"
    named = {"other": other.visit_title, "round": other.round_title, "other_time": when}
    return Violation(code, field=field, visit=resolved.description, time=resolved.time, **named)
