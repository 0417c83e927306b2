"""The itinerary of a published round: whole for who plans it and who goes, for a host the stops that it receives."""

from datetime import date
from typing import Any

import msgspec

from services.observation_visits.model import Delegation, ItineraryDay, Stop, Visit, repository, validation
from services.observation_visits.model.itineraries import Plan, Route, route_of
from services.observation_visits.model.lifecycle import RECEIVED
from services.observation_visits.queries.access import can_read, read_whole_round
from shared.enumerations import ITINERARY_PARTS, ITINERARY_STATES
from shared.pages import Page, paginate_list
from shared.service import query
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of
from visit_solver.schedule import Break

WHOLE, OWN_STOPS = PARTS = ITINERARY_PARTS
PLANNED, GIVEN_UP = STATES = ITINERARY_STATES


@query
def itinerary(
    work: UnitOfWork,
    *,
    round_id: str,
    day: date | None = None,
    delegation_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """Return the days of a round's itinerary by the present state of its visits, in order of departure."""
    round_ = read_whole_round(work, round_id)
    owner_reads = can_read(work, round_.organization_id)
    days = [
        view
        for row in repository.itinerary_of(work.session, round_)
        if day in {None, row.day} and delegation_id in {None, row.delegation_id}
        if (view := _day_view(work, row, whole=owner_reads)) is not None
    ]
    return paginate_list(days, lambda item: str(item["id"]), after, limit)


def _day_view(work: UnitOfWork, row: ItineraryDay, *, whole: bool) -> dict[str, Any] | None:
    delegation = work.session.get_one(Delegation, (row.district_id, row.delegation_id))
    whole = whole or can_read(work, delegation.organization_id)
    visits = [visit for visit in repository.visits_of_day(work.session, row) if row.includes(visit)]
    route = route_of(row, visits)
    readable = visits if whole else [visit for visit in visits if can_read(work, visit.organization_id)]
    if not whole and not readable:
        return None
    vehicles = {vehicle["id"]: vehicle["name"] for vehicle in delegation.vehicles}
    used = vehicles.values() if row.vehicle_id is None else [vehicles.get(row.vehicle_id, row.vehicle_id)]
    day = {
        **fields_of(row, ("id", "round_id", "schedule_revision", "delegation_id", "vehicle_id", "day")),
        "state": GIVEN_UP if route is None else PLANNED,
        "delegation": delegation.name,
        "vehicles": list(used),
        "part": WHOLE if whole else OWN_STOPS,
        "stops": [_stop(work, route, visit) for visit in readable if route is not None and visit.status in RECEIVED],
        "given_up": [_visit(work, visit) for visit in readable if route is None or visit.status not in RECEIVED],
    }
    return day | _route(work, row, route) if whole and route is not None else day


def _route(work: UnitOfWork, row: ItineraryDay, route: Route) -> dict[str, Any]:
    plan = msgspec.convert(row.plan, prepared(Plan))
    stops = (work.session.get(Stop, (row.district_id, place)) for place in plan.names)
    names = plan.names | {stop.id: stop.name for stop in stops if stop is not None}
    legs = [
        {
            "from_place": names[leg.from_place],
            "to_place": names[leg.to_place],
            "departs": validation.clock_time(leg.departs),
            "arrives": validation.clock_time(leg.arrives),
            "minutes": leg.arrives - leg.departs,
        }
        for leg in route.legs
    ]
    return {
        "leaves": validation.clock_time(route.leaves),
        "leaves_from": names[plan.start],
        "legs": legs,
        "lunch": _pause(route.lunch, names),
        "returns": validation.clock_time(route.back),
        "returns_to": names[plan.end],
        "review": _pause(route.review, names),
        "travel_minutes": sum(leg.arrives - leg.departs for leg in route.legs),
    }


def _pause(pause: Break | None, names: dict[str, str]) -> dict[str, str] | None:
    if pause is None:
        return None
    times = {"begins": validation.clock_time(pause.begin), "ends": validation.clock_time(pause.end)}
    return times | {"place": names.get(pause.place_id, pause.place_id)}


def _stop(work: UnitOfWork, route: Route, visit: Visit) -> dict[str, str | int]:
    return _visit(work, visit) | {
        "arrives": validation.clock_time(route.arrives[visit.id]),
        "departs": validation.clock_time(visit.ends),
        "people": visit.head_count,
    }


def _visit(work: UnitOfWork, visit: Visit) -> dict[str, str | int]:
    return {
        "visit_id": visit.id,
        "stop_id": visit.stop_id,
        "stop": work.session.get_one(Stop, (visit.district_id, visit.stop_id)).name,
        "organization_id": visit.organization_id,
        "begins": validation.clock_time(visit.begins),
        "status": visit.status,
    }
