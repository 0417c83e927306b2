"""From the records of a round to the problem that the planner solves: pure, so that every term of it can be tested."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from services.observation_visits.model import validation
from services.observation_visits.model.calendars import Hours
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.organizations import Location
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import Settings
from services.observation_visits.model.stops import Stop
from shared.errors import Invalid, Refusal
from visit_solver.problem import (
    ANY_STREET,
    MIDNIGHT,
    OTHER_STREET,
    PAIRING,
    SAME_STREET,
    TOUR,
    BusyInterval,
    Host,
    Pair,
    Pin,
    Place,
    PreviousVisit,
    Problem,
    Road,
    Rules,
    Travel,
    Vehicle,
    Violation,
    VisitElsewhere,
    Window,
)
from visit_solver.problem import Delegation as Visitor

BETWEEN = {validation.INTERNAL: SAME_STREET, validation.CROSS: OTHER_STREET, validation.DISTRICT: ANY_STREET}
ABSENT = "absent"


class HostRecords(msgspec.Struct, frozen=True, kw_only=True):
    """A stop of the round with its records: `taken` by other rounds, `received` how many visits."""

    stop: Stop
    organization: str = ""
    hours: Hours
    location: Location
    street_id: str | None
    required: bool = True
    worth: int = 1
    taken: tuple[BusyInterval, ...] = ()
    received: int = 0
    tier: str | None = None


class VisitorRecords(msgspec.Struct, frozen=True, kw_only=True):
    """A delegation of the round with where it starts and ends; `identities` are by the vehicles' ids."""

    delegation: Delegation
    organization: str = ""
    street_id: str | None
    start: Location
    end: Location
    tier: str | None = None
    taken: tuple[BusyInterval, ...] = ()
    identities: Mapping[str, str] = {}


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """The past: fixed visits, refusals, last time's pairs, the present schedule; and other rounds."""

    pins: tuple[Pin, ...] = ()
    declined: tuple[Pair, ...] = ()
    previous: tuple[Pair, ...] = ()
    before: tuple[PreviousVisit, ...] | None = None
    met: tuple[VisitElsewhere, ...] = ()


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """How long to look, with which seed."""

    seconds: float
    seed: int = 1
    effort: int | None = None


def refusal_of(violations: Iterable[Violation], field_of: Callable[[str], str]) -> Refusal:
    """Return what is wrong with a problem as a refusal, each violation by the field of the request it comes from."""
    return Invalid.combine(
        Invalid(violation.code, field=field_of(violation.field), **violation.params) for violation in violations
    )


def problem_of(
    round_: Round,
    hosts: Sequence[HostRecords],
    visitors: Sequence[VisitorRecords],
    *,
    memory: Memory,
    search: Search,
    travel: Travel | None = None,
) -> Problem:
    """Return a round as the planner's problem: windows of days, minutes of travel, what stays.

    Refuses as Invalid an uploaded matrix that lacks a place of the round; `travel` stands in for the round's own ways.
    """
    settings = round_.settings_in_force
    places = [place for place, _ in places_of(hosts, visitors)]
    return Problem(
        kind=TOUR if round_.kind == validation.DISTRICT else PAIRING,
        days=tuple(round_.dates),
        places=tuple(places),
        hosts=tuple(_host(round_, settings, host) for host in hosts),
        delegations=tuple(_visitor(round_, settings, visitor) for visitor in visitors),
        day=settings.day,
        travel=_travel(round_, settings, [place.id for place in places]) if travel is None else travel,
        rules=Rules(between=BETWEEN[round_.kind], reciprocal_apart=settings.reciprocal_apart),
        previous=memory.previous,
        declined=memory.declined,
        pins=memory.pins,
        before=memory.before,
        weights=settings.weights,
        seconds=search.seconds,
        effort=search.effort,
        seed=search.seed,
        met=memory.met,
    )


def places_of(hosts: Iterable[HostRecords], visitors: Iterable[VisitorRecords]) -> list[tuple[Place, str]]:
    """Return the places of a round with their names, in the order that a travel matrix has."""
    places = [(_place(host.stop.id, host.location, host.stop.name), host.stop.name) for host in hosts]
    for visitor in visitors:
        name = visitor.delegation.name
        places.append((_place(start_of(visitor.delegation), visitor.start, name), f"{name} 出发 start"))
        places.append((_place(end_of(visitor.delegation), visitor.end, name), f"{name} 返回 end"))
    return places


def name_of(name: str, organization: str) -> str:
    """Return a name, preceded by its organization's where it does not contain it."""
    return name if organization in name else f"{organization} {name}"


def start_of(delegation: Delegation) -> str:
    """Return the place where a delegation starts."""
    return f"{delegation.id}-start"


def end_of(delegation: Delegation) -> str:
    """Return the place where a delegation ends."""
    return f"{delegation.id}-end"


def _place(place_id: str, location: Location, name: str) -> Place:
    return Place(id=place_id, name=name, longitude=location.longitude, latitude=location.latitude)


def _host(round_: Round, settings: Settings, host: HostRecords) -> Host:
    windows = [
        Window(day=day, begin=begin, end=end)
        for day in round_.dates
        for begin, end in host.hours.windows(day, settings.begin, settings.end)
    ]
    return Host(
        id=host.stop.id,
        organization_id=host.stop.organization_id,
        name=name_of(host.stop.name, host.organization),
        street_id=host.street_id,
        place_id=host.stop.id,
        visit_minutes=host.stop.visit_minutes or settings.visit_minutes,
        windows=tuple(windows),
        most_people=host.stop.group_capacity,
        required=host.required,
        worth=host.worth,
        may_receive={round_.period: max(0, settings.host_cap - host.received)},
        received=host.received,
        tier=host.tier,
        taken=host.taken,
    )


def _visitor(round_: Round, settings: Settings, visitor: VisitorRecords) -> Visitor:
    delegation = visitor.delegation
    free = [day for day in round_.dates if day.isoformat() not in delegation.absent]
    # No windows at all say that it is free on every day.
    never = () if free else tuple(BusyInterval(day=day, begin=0, end=MIDNIGHT, why=ABSENT) for day in round_.dates)
    return Visitor(
        id=delegation.id,
        organization_id=delegation.organization_id,
        name=name_of(delegation.name, visitor.organization),
        street_id=visitor.street_id,
        people=delegation.people,
        start_place_id=start_of(delegation),
        end_place_id=end_of(delegation),
        vehicles=tuple(
            Vehicle(id=vehicle["id"], seats=vehicle["seats"], known_as=visitor.identities.get(vehicle["id"], ""))
            for vehicle in delegation.vehicles
        ),
        splits=delegation.splits,
        windows=tuple(Window(day=day, begin=settings.begin, end=settings.end) for day in free)
        if delegation.absent
        else (),
        visits=delegation.visits,
        tier=visitor.tier,
        taken=visitor.taken + never,
    )


def _travel(round_: Round, settings: Settings, places: Sequence[str]) -> Travel:
    closed = tuple(Road(from_place_id=road["from"], to_place_id=road["to"]) for road in round_.closed_roads)
    return Travel(
        factor=settings.travel_factor,
        kilometres_per_hour=settings.kilometres_per_hour,
        matrix=None if round_.matrix is None else _in_order(round_.matrix, places),
        closed=tuple(road for road in closed if {road.from_place_id, road.to_place_id} <= set(places)),
    )


def _in_order(matrix: Mapping[str, Any], places: Sequence[str]) -> tuple[tuple[float, ...], ...]:
    column = {place: number for number, place in enumerate(matrix["places"])}
    lacking = [place for place in places if place not in column]
    if lacking:
        raise Invalid("matrix_lacks_place", field="matrix", count=len(lacking), place=lacking[0])
    minutes = matrix["minutes"]
    return tuple(tuple(minutes[column[start]][column[end]] for end in places) for start in places)
