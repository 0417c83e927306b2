"""A problem that contradicts itself is refused by field, before a solver spends a second on it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import isfinite
from typing import Any

from visit_solver import pin_validation
from visit_solver.goals import TIERS
from visit_solver.problem import (
    ANY_STREET,
    BETWEEN,
    KINDS,
    MIDNIGHT,
    TOUR,
    BusyInterval,
    Delegation,
    Host,
    InvalidProblem,
    Pair,
    Pin,
    Place,
    Problem,
    Violation,
    Window,
)

MOST_PLACES, MOST_DAYS, MOST_PEOPLE, MOST_WEIGHT = 5000, 370, 100_000, 100_000
MOST_SECONDS, MOST_EFFORT, FAST = 3600, 1_000_000, 1000
LONGEST_TRAVEL = 10 * MIDNIGHT


def check_problem(problem: Problem) -> None:
    """Raise InvalidProblem with every field that contradicts itself or another, such as `hosts[3].windows`.

    What merely cannot be scheduled is no violation: the schedule explains it.
    """
    wrong = list(_whole(problem)) or [
        *_places(problem),
        *_day(problem),
        *_hosts(problem),
        *_delegations(problem),
        *_shared_vehicles(problem),
        *_pairs(problem),
        *_numbers(problem),
    ]
    if not wrong:
        wrong = list(pin_validation.pin_violations(problem))
    if wrong:
        raise InvalidProblem(wrong)


def _whole(problem: Problem) -> Iterator[Violation]:
    yield from _choice("kind", problem.kind, KINDS)
    yield from _choice("rules.between", problem.rules.between, BETWEEN)
    for field in ("days", "places", "hosts", "delegations"):
        if not getattr(problem, field):
            yield Violation("round_without", field=field, what=field)
    yield from _range("days", len(problem.days), 0, MOST_DAYS)
    yield from _range("places", len(problem.places), 0, MOST_PLACES)
    yield from _range("hosts", len(problem.hosts), 0, MOST_PLACES)
    yield from _range("delegations", len(problem.delegations), 0, MOST_PLACES)
    yield from _once("days", problem.days)
    for field in ("places", "hosts", "delegations"):
        yield from _once(field, [each.id for each in getattr(problem, field)])


def _places(problem: Problem) -> Iterator[Violation]:
    travel = problem.travel
    for number, place in enumerate(problem.places):
        yield from _place(f"places[{number}]", place, needed=travel.matrix is None)
    if not (isfinite(travel.factor) and 1 <= travel.factor <= 100):  # noqa: PLR2004 - no road is shorter than straight
        yield Violation("figure_out_of_range", field="travel.factor", field_name="factor", least=1, most=100)
    if not (isfinite(travel.kilometres_per_hour) and 1 <= travel.kilometres_per_hour <= FAST):
        field = "kilometres_per_hour"
        yield Violation("figure_out_of_range", field=f"travel.{field}", field_name=field, least=1, most=FAST)
    yield from _matrix(problem)
    known = {place.id for place in problem.places}
    for number, road in enumerate(travel.closed):
        yield from _known(f"travel.closed[{number}].from_place_id", road.from_place_id, known)
        yield from _known(f"travel.closed[{number}].to_place_id", road.to_place_id, known)


def _place(field: str, place: Place, *, needed: bool) -> Iterator[Violation]:
    if place.longitude is None or place.latitude is None:
        if needed:
            yield Violation("place_without_point", field=field, place=place.name or place.id)
        return
    for name, value, most in (("longitude", place.longitude, 180), ("latitude", place.latitude, 90)):
        if not (isfinite(value) and abs(value) <= most):
            yield Violation("figure_out_of_range", field=f"{field}.{name}", field_name=name, least=-most, most=most)


def _matrix(problem: Problem) -> Iterator[Violation]:
    matrix, size = problem.travel.matrix, len(problem.places)
    if matrix is None:
        return
    if len(matrix) != size:
        yield Violation("matrix_wrong_size", field="travel.matrix", rows=len(matrix), columns=len(matrix), places=size)
        return
    for number, row in enumerate(matrix):
        field = f"travel.matrix[{number}]"
        if len(row) != size:
            yield Violation("matrix_wrong_size", field=field, rows=size, columns=len(row), places=size)
        elif any(not isfinite(entry) or not 0 <= entry <= LONGEST_TRAVEL for entry in row):
            yield Violation("matrix_entry_impossible", field=field, most=LONGEST_TRAVEL)


def _day(problem: Problem) -> Iterator[Violation]:
    day, lunch = problem.day, problem.day.lunch
    if not 0 <= day.begin < day.end <= MIDNIGHT:
        yield Violation("hours_reversed", field="day")
        return
    yield from _range("day.review_minutes", day.review_minutes, 0, day.end - day.begin)
    if lunch is None:
        return
    if not day.begin <= lunch.earliest < lunch.latest <= day.end:
        yield Violation("lunch_outside_day", field="day.lunch")
    elif not 0 <= lunch.minutes <= lunch.latest - lunch.earliest:
        yield Violation("lunch_too_long", field="day.lunch.minutes", minutes=lunch.minutes)
    if lunch.place_id is not None:
        yield from _known("day.lunch.place_id", lunch.place_id, {place.id for place in problem.places})


def _hosts(problem: Problem) -> Iterator[Violation]:
    places = {place.id for place in problem.places}
    for number, host in enumerate(problem.hosts):
        field = f"hosts[{number}]"
        yield from _known(f"{field}.place_id", host.place_id, places)
        yield from _range(f"{field}.visit_minutes", host.visit_minutes, 1, MIDNIGHT)
        yield from _range(f"{field}.together", host.together, 1, MOST_PLACES)
        yield from _range(f"{field}.worth", host.worth, 0, MOST_WEIGHT)
        yield from _range(f"{field}.received", host.received, 0, MOST_PLACES)
        for name in ("most_people", "most_visits"):
            yield from _range(f"{field}.{name}", getattr(host, name) or 0, 0, MOST_PEOPLE)
        for quarter, most in host.may_receive.items():
            yield from _range(f"{field}.may_receive.{quarter}", most, 0, MOST_PLACES)
        yield from _member(field, host, problem)
        if not host.windows:
            yield Violation("host_never_open", field=f"{field}.windows", host=host.name or host.id)
        yield from _windows(f"{field}.windows", host.windows, problem)
        yield from _taken(f"{field}.taken", host.taken)


def _delegations(problem: Problem) -> Iterator[Violation]:
    places = {place.id for place in problem.places}
    for number, delegation in enumerate(problem.delegations):
        field = f"delegations[{number}]"
        yield from _known(f"{field}.start_place_id", delegation.start_place_id, places)
        yield from _known(f"{field}.end_place_id", delegation.end_place_id, places)
        yield from _range(f"{field}.people", delegation.people, 1, MOST_PEOPLE)
        yield from _range(f"{field}.visits", delegation.visits, 1, MOST_PLACES)
        if delegation.visits > len(problem.hosts):
            figures = {"visits": delegation.visits, "hosts": len(problem.hosts)}
            named = delegation.name or delegation.id
            yield Violation("more_visits_than_hosts", field=f"{field}.visits", delegation=named, **figures)
        yield from _member(field, delegation, problem)
        yield from _windows(f"{field}.windows", delegation.windows, problem)
        yield from _taken(f"{field}.taken", delegation.taken)
        yield from _seats(field, delegation)


def _seats(field: str, delegation: Delegation) -> Iterator[Violation]:
    vehicles = delegation.vehicles
    yield from _once(f"{field}.vehicles", [vehicle.id for vehicle in vehicles])
    wrong = [
        refusal
        for number, vehicle in enumerate(vehicles)
        for refusal in _range(f"{field}.vehicles[{number}].seats", vehicle.seats, 1, MOST_PEOPLE)
    ]
    yield from wrong
    seats = sum(vehicle.seats for vehicle in vehicles)
    if vehicles and not wrong and delegation.people > seats:
        yield Violation(
            "delegation_larger_than_vehicles", field=f"{field}.people", people=delegation.people, seats=seats
        )
    if delegation.splits and not vehicles:
        yield Violation("groups_without_vehicles", field=f"{field}.splits")


def _member(field: str, member: Host | Delegation, problem: Problem) -> Iterator[Violation]:
    if member.tier is not None:
        yield from _choice(f"{field}.tier", member.tier, TIERS)
    if problem.rules.between != ANY_STREET and member.street_id is None:
        yield Violation("street_not_named", field=f"{field}.street_id", name=member.name or member.id)


def _windows(field: str, windows: Iterable[Window], problem: Problem) -> Iterator[Violation]:
    days = set(problem.days)
    for number, window in enumerate(windows):
        if window.day not in days:
            yield Violation("window_outside_days", field=f"{field}[{number}].day", day=window.day)
        if not 0 <= window.begin < window.end <= MIDNIGHT:
            yield Violation("hours_reversed", field=f"{field}[{number}]")


def _taken(field: str, taken: Iterable[BusyInterval]) -> Iterator[Violation]:
    for number, each in enumerate(taken):
        if not 0 <= each.begin < each.end <= MIDNIGHT:
            yield Violation("hours_reversed", field=f"{field}[{number}]")


def _shared_vehicles(problem: Problem) -> Iterator[Violation]:
    """On a tour a vehicle is out all day: two delegations may share one only on different days."""
    if problem.kind != TOUR:
        return
    users: dict[tuple[str, date], Delegation] = {}
    for number, delegation in enumerate(problem.delegations):
        days = {window.day for window in delegation.windows} or set(problem.days)
        for at, vehicle in enumerate(delegation.vehicles):
            named = [users.setdefault((vehicle.known_as, day), delegation) for day in sorted(days)]
            other = next((each for each in named if each.id != delegation.id), None)
            if vehicle.known_as and other is not None:
                field = f"delegations[{number}].vehicles[{at}]"
                names = {"delegation": delegation.name or delegation.id, "other": other.name or other.id}
                yield Violation("vehicle_in_two_delegations", field=field, **names)


def _pairs(problem: Problem) -> Iterator[Violation]:
    hosts = {host.id for host in problem.hosts}
    delegations = {delegation.id for delegation in problem.delegations}
    named: dict[str, Sequence[Pair | Pin]] = {"declined": problem.declined, "pins": problem.pins}
    for field, pairs in named.items():
        for number, pair in enumerate(pairs):
            yield from _known(f"{field}[{number}].delegation_id", pair.delegation_id, delegations)
            yield from _known(f"{field}[{number}].host_id", pair.host_id, hosts)


def _numbers(problem: Problem) -> Iterator[Violation]:
    weights = problem.weights
    for name in weights.__struct_fields__:
        yield from _range(f"wishes.{name}", getattr(weights, name), 0, MOST_WEIGHT)
    yield from _range("rules.begin_every", problem.rules.begin_every, 1, MIDNIGHT)
    yield from _range("seed", problem.seed, 0, 2**31 - 1)
    if problem.effort is not None:
        yield from _range("effort", problem.effort, 1, MOST_EFFORT)
    if not (isfinite(problem.seconds) and 1 <= problem.seconds <= MOST_SECONDS):
        yield Violation("figure_out_of_range", field="seconds", field_name="seconds", least=1, most=MOST_SECONDS)


def _choice(field: str, given: str, possible: tuple[str, ...]) -> Iterator[Violation]:
    if given not in possible:
        yield Violation("choice_unknown", field=field, given=given, known=possible)


def _range(field: str, value: int, least: int, most: int) -> Iterator[Violation]:
    if not least <= value <= most:
        yield Violation("figure_out_of_range", field=field, field_name=field.rpartition(".")[2], least=least, most=most)


def _known(field: str, given: str, known: set[str]) -> Iterator[Violation]:
    if given not in known:
        yield Violation("named_unknown", field=field, given=given)


def _once(field: str, values: Iterable[Any]) -> Iterator[Violation]:
    seen = set()
    for number, value in enumerate(values):
        if value in seen:
            yield Violation("named_twice", field=f"{field}[{number}]", given=value)
        seen.add(value)
