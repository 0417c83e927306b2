"""Why a pinned visit is possible at no moment: the first rule that excludes it, with the number that is exceeded.

It looks at one pin, its host and its delegation only; what other visits take is the planner's matter.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from visit_solver.availability import ABSENT, Elsewhere, free_windows
from visit_solver.feasibility import Trips, between, leaves_lunch
from visit_solver.problem import (
    MIDNIGHT,
    PAIRING,
    Delegation,
    Host,
    Met,
    Pin,
    Problem,
    Taken,
    Violation,
    Window,
    clock_time,
    quarter_of,
)
from visit_solver.travel_times import shortest_way


class Pinned(NamedTuple):
    """The field of a pin, the pin, and whom it names."""

    field: str
    pin: Pin
    delegation: Delegation
    host: Host

    @property
    def begin(self) -> int:
        """When the visit begins, for a pin that says so."""
        return self.pin.begin or 0

    @property
    def visit(self) -> tuple[int, int]:
        """From when to when the visit is, for a pin that says when it begins."""
        return self.begin, self.begin + self.host.visit_minutes

    @property
    def names(self) -> dict[str, str]:
        """What every refusal names."""
        return {"delegation": self.delegation.name or self.delegation.id, "host": self.host.name or self.host.id}

    @property
    def time(self) -> str:
        """Say when the visit is pinned to, as far as that is said."""
        day = "" if self.pin.day is None else self.pin.day.isoformat()
        return day if self.pin.begin is None else f"{day} {clock_time(self.pin.begin)}"

    @property
    def words(self) -> str:
        """Name the pin: who visits whom, and when."""
        return f"{self.names['delegation']} → {self.names['host']} {self.time}".rstrip()

    def inside(self, windows: Iterable[Window]) -> bool:
        """Tell whether the visit lies inside one of some windows of its day."""
        return any(window.begin <= self.visit[0] and self.visit[1] <= window.end for window in windows)


class PinReasons:
    """Asks every rule of one problem about a pin, those that hold at any time first."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.trips = Trips(problem)
        self.elsewhere = Elsewhere(problem)
        self.people = {each.id: _smallest_group(each) for each in problem.delegations}

    def against(self, pinned: Pinned) -> Violation | None:
        """Give why a pin cannot be kept, None where it can as far as it is known alone."""
        asked: tuple[Callable[[Pinned], Iterator[Violation]], ...] = (
            self._dated,
            self._pair,
            self._received,
            self._open,
            self._hours,
            self._lunch,
            self._beside_other_rounds,
        )
        found = next((wrong for ask in asked for wrong in ask(pinned)), None)
        if found is None and not self._possible(pinned):
            return Violation("pin_impossible", field=pinned.field)
        return found

    def _dated(self, pinned: Pinned) -> Iterator[Violation]:
        field, pin = pinned.field, pinned.pin
        if pin.begin is not None and pin.day is None:
            yield Violation("pin_begin_without_day", field=f"{field}.day")
        if pin.day is not None and pin.day not in self.problem.days:
            yield Violation("window_outside_days", field=f"{field}.day", day=pin.day)

    def _pair(self, pinned: Pinned) -> Iterator[Violation]:
        """Rules that look at who visits whom."""
        field, pin, delegation, host = pinned
        pairing = self.problem.kind == PAIRING
        touring = {each.organization_id for each in self.problem.delegations} - {delegation.organization_id}
        if pairing and delegation.organization_id == host.organization_id:
            yield Violation("pin_own_organization", field=f"{field}.host_id", **pinned.names)
        if pairing and not between(self.problem.rules.between, delegation, host):
            yield Violation("pin_street_rule", field=f"{field}.host_id", **pinned.names)
        if not pairing and host.organization_id in touring:
            yield Violation("pin_host_on_tour", field=f"{field}.host_id", **pinned.names)
        if (delegation.id, host.id) in self.trips.declined:
            yield Violation("pin_declined", field=f"{field}.host_id", **pinned.names)
        if (delegation.id, host.id, pin.day) in self.elsewhere.declined:
            yield Violation("pin_declined_that_day", field=f"{field}.day", day=pin.day, **pinned.names)
        people, seats = self.people[delegation.id], sum(vehicle.seats for vehicle in delegation.vehicles)
        if host.most_people is not None and people > host.most_people:
            numbers = {"people": people, "most": host.most_people}
            yield Violation("pin_no_room", field=f"{field}.host_id", **pinned.names, **numbers)
        if delegation.vehicles and delegation.people > seats:
            numbers = {"people": delegation.people, "seats": seats}
            yield Violation("delegation_larger_than_vehicles", field=f"{field}.delegation_id", **numbers)
        if self._way(pinned) is None:
            yield Violation("pin_no_road", field=f"{field}.host_id", **pinned.names)

    def _received(self, pinned: Pinned) -> Iterator[Violation]:
        """Yield refusals by what the host receives already, in this round and in the quarter."""
        field, pin, _, host = pinned
        days = self.problem.days if pin.day is None else (pin.day,)
        if host.most_visits == 0:
            yield Violation("pins_more_than_host_receives", field=f"{field}.host_id", most=0)
        if all(host.may_receive.get(quarter_of(day)) == 0 for day in days):
            numbers = {"received": host.received, "period": quarter_of(days[0])}
            yield Violation("pin_quarter_full", field=f"{field}.host_id", **pinned.names, **numbers)

    def _open(self, pinned: Pinned) -> Iterator[Violation]:
        """Yield refusals by the host's opening and the delegation's free days."""
        field, pin, delegation, host = pinned
        windows = [window for window in host.windows if pin.day in {None, window.day}]
        longest = max((window.end - window.begin for window in windows), default=0)
        named = pinned.names | {"minutes": host.visit_minutes}
        if pin.day is not None and not windows:
            yield Violation("pin_day_closed", field=f"{field}.day", day=pin.day, **named)
        elif longest < host.visit_minutes:
            yield Violation("pin_opening_too_short", field=f"{field}.host_id", longest=longest, **named)
        elif pin.begin is not None and not pinned.inside(windows):
            named |= {"begin": clock_time(pin.begin), "end": clock_time(min(pinned.visit[1], MIDNIGHT))}
            yield Violation("pin_outside_opening", field=f"{field}.begin", opening=opening(windows), **named)
        absent = any(each.why == ABSENT and pin.day in {None, each.day} for each in delegation.taken)
        if absent or (pin.day is not None and not self.trips.days_of(delegation, pin.day)):
            yield Violation("pin_delegation_absent", field=f"{field}.day", day=pin.day or "", **pinned.names)

    def _hours(self, pinned: Pinned) -> Iterator[Violation]:
        """Yield refusals by the hours of the day, with the way there and back, the review and lunch."""
        field, pin, delegation, host = pinned
        way = self._way(pinned)
        if pin.begin is None or pin.day is None or way is None:
            return
        hours = self.trips.days_of(delegation, pin.day)
        earliest = min(first for first, _ in hours) + way[0]
        after = host.visit_minutes + way[1] + self.problem.day.review_minutes
        latest = max(last for _, last in hours) - after
        if pin.begin < earliest:
            yield Violation(
                "pin_too_early",
                field=f"{field}.begin",
                **pinned.names,
                minutes=way[0],
                moment=clock_time(earliest),
            )
        elif pin.begin > latest:
            yield Violation(
                "pin_too_late",
                field=f"{field}.begin",
                **pinned.names,
                minutes=after,
                moment=clock_time(max(0, latest)),
            )

    def _lunch(self, pinned: Pinned) -> Iterator[Violation]:
        """Time to eat before or after: a trip of a pairing, the visit itself on a tour."""
        lunch, way = self.problem.day.lunch, self._way(pinned)
        if pinned.pin.begin is None or way is None or lunch is None or not lunch.minutes:
            return
        if not leaves_lunch(lunch, *self._span(pinned, way)):
            named = {"minutes": lunch.minutes} | {
                name: clock_time(getattr(lunch, name)) for name in ("earliest", "latest")
            }
            yield Violation("pin_no_lunch", field=f"{pinned.field}.begin", **pinned.names, **named)

    def _span(self, pinned: Pinned, way: tuple[int, int]) -> tuple[int, int]:
        """From when to when the delegation is under way for the visit alone, as far as its kind of round says."""
        if self.problem.kind != PAIRING:
            return pinned.visit
        return pinned.begin - way[0], pinned.visit[1] + way[1] + self.problem.day.review_minutes

    def _beside_other_rounds(self, pinned: Pinned) -> Iterator[Violation]:
        """Yield refusals by published visits of other rounds."""
        field, pin, delegation, host = pinned
        if pin.day is None:
            return
        met = self.elsewhere.met(delegation, host, pin.day)
        if met is not None:
            yield meeting("taken_reciprocal_week", f"{field}.day", pinned, met)
        way = self._way(pinned)
        if pin.begin is not None and way is not None:
            away = self._span(pinned, way)
            taken = self.elsewhere.taken(delegation, host, pin.day, pinned.visit, away)
            if taken is not None:
                yield meeting(f"taken_{taken.why}", f"{field}.begin", pinned, taken)

    def _possible(self, pinned: Pinned) -> bool:
        """Whether there is a moment at all, for pins that leave one to choose."""
        if self.problem.kind == PAIRING:
            return self.trips.possible(pinned.delegation, pinned.host)
        return any(self._has_time(pinned, window) for window in free_windows(pinned.host.windows, pinned.host.taken))

    def _has_time(self, pinned: Pinned, window: Window) -> bool:
        """Whether a tour that visits nobody else could be at the host in a window."""
        _, pin, delegation, host = pinned
        way = self._way(pinned)
        if way is None or pin.day not in {None, window.day}:
            return False
        if (delegation.id, host.id, window.day) in self.elsewhere.declined:
            return False
        after = host.visit_minutes + way[1] + self.problem.day.review_minutes
        return any(
            max(window.begin, first + way[0]) <= min(window.end - host.visit_minutes, last - after)
            for first, last in self.trips.days_of(delegation, window.day)
        )

    def _way(self, pinned: Pinned) -> tuple[int, int] | None:
        """Minutes there and back: straight in a pairing, on a tour past other stops where that is shorter."""
        _, _, delegation, host = pinned
        if self.problem.kind == PAIRING:
            trip = self.trips.trip(delegation, host)
            return None if trip is None else (trip.out, trip.back)
        out = shortest_way(self.problem, delegation.start_place_id, host.place_id)
        back = shortest_way(self.problem, host.place_id, delegation.end_place_id)
        return None if out is None or back is None else (out, back)


def _smallest_group(delegation: Delegation) -> int:
    """Return the fewest people that come to a stop, shared out as evenly as the seats allow."""
    if not delegation.splits or not delegation.vehicles:
        return delegation.people
    even = delegation.people // len(delegation.vehicles)
    return max(1, min(even, *(vehicle.seats for vehicle in delegation.vehicles)))


def opening(windows: Iterable[Window]) -> str:
    """Write windows of a day as times of day."""
    spans = (f"{clock_time(window.begin)}–{clock_time(window.end)}" for window in windows)
    return ", ".join(dict.fromkeys(spans))


def meeting(code: str, field: str, pinned: Pinned, other: Taken | Met) -> Violation:
    """Refuse a pin that meets a visit of another round, which it names."""
    when = other.day.isoformat()
    if isinstance(other, Taken):
        when += f" {clock_time(other.begin)}–{clock_time(other.end)}"
    named = {"other": other.visit_title, "round": other.round_title, "other_time": when}
    return Violation(code, field=field, visit=pinned.words, time=pinned.time, **named)
