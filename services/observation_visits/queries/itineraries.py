"""The itinerary of a published round: whole for who plans it and who goes, for a host the stops that it receives."""

from datetime import date
from typing import Any

import msgspec

from services.observation_visits.model import repository, validation
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.itineraries import Driven, ItineraryDay, Plan, driven
from services.observation_visits.model.lifecycle import RECEIVED
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from services.observation_visits.queries.access import reads, round_whole
from shared.enumerations import ITINERARY_PARTS, ITINERARY_STATES
from shared.pages import Page, paginate_list
from shared.service import query
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork
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
    one = round_whole(work, round_id)
    wanted = [
        row
        for row in repository.itinerary_of(work.session, one)
        if day in {None, row.day} and delegation_id in {None, row.delegation_id}
    ]
    whole = reads(work, one.organization_id)
    days = [shown for row in wanted if (shown := _shown(work, one, row, whole=whole)) is not None]
    return paginate_list(days, lambda each: str(each["id"]), after, limit)


def _shown(work: UnitOfWork, one: Round, row: ItineraryDay, *, whole: bool) -> dict[str, Any] | None:
    delegation = work.session.get_one(Delegation, (row.district_id, row.delegation_id))
    whole = whole or reads(work, delegation.organization_id)
    visits = [each for each in repository.visits_of_day(work.session, row) if row.holds(each)]
    way = driven(row, visits)
    seen = visits if whole else [each for each in visits if reads(work, each.organization_id)]
    if not whole and not seen:
        return None
    shown = _named(one, row, delegation, way) | {
        "part": WHOLE if whole else OWN_STOPS,
        "stops": [_stop(work, way, each) for each in seen if way is not None and each.status in RECEIVED],
        "given_up": [_gone(work, each) for each in seen if way is None or each.status not in RECEIVED],
    }
    return shown | _way(work, row, way) if whole and way is not None else shown


def _named(one: Round, row: ItineraryDay, delegation: Delegation, way: Driven | None) -> dict[str, Any]:
    vehicles = {vehicle["id"]: vehicle["name"] for vehicle in delegation.vehicles}
    used = vehicles.values() if row.vehicle_id is None else [vehicles.get(row.vehicle_id, row.vehicle_id)]
    return {
        "id": row.id,
        "round_id": one.id,
        "schedule_revision": row.schedule_revision,
        "state": GIVEN_UP if way is None else PLANNED,
        "delegation_id": delegation.id,
        "delegation": delegation.name,
        "vehicle_id": row.vehicle_id,
        "vehicles": list(used),
        "day": row.day,
    }


def _way(work: UnitOfWork, row: ItineraryDay, way: Driven) -> dict[str, Any]:
    plan = msgspec.convert(row.plan, prepared(Plan))
    names = plan.names | {stop_id: stop.name for stop_id in plan.names if (stop := _found(work, row, stop_id))}
    legs = [
        {
            "from_place": names[leg.from_place],
            "to_place": names[leg.to_place],
            "departs": validation.clock_time(leg.departs),
            "arrives": validation.clock_time(leg.arrives),
            "minutes": leg.arrives - leg.departs,
        }
        for leg in way.legs
    ]
    return {
        "leaves": validation.clock_time(way.leaves),
        "leaves_from": names[plan.start],
        "legs": legs,
        "lunch": _pause(way.lunch, names),
        "returns": validation.clock_time(way.back),
        "returns_to": names[plan.end],
        "review": _pause(way.review, names),
        "travel_minutes": sum(leg["minutes"] for leg in legs),
    }


def _found(work: UnitOfWork, row: ItineraryDay, stop_id: str) -> Stop | None:
    return work.session.get(Stop, (row.district_id, stop_id))


def _pause(pause: Break | None, names: dict[str, str]) -> dict[str, Any] | None:
    if pause is None:
        return None
    times = {"begins": validation.clock_time(pause.begin), "ends": validation.clock_time(pause.end)}
    return times | {"place": names.get(pause.place_id, pause.place_id)}


def _stop(work: UnitOfWork, way: Driven, visit: Visit) -> dict[str, Any]:
    return _gone(work, visit) | {
        "arrives": validation.clock_time(way.arrives[visit.id]),
        "departs": validation.clock_time(visit.ends),
        "people": visit.head_count,
    }


def _gone(work: UnitOfWork, visit: Visit) -> dict[str, Any]:
    return {
        "visit_id": visit.id,
        "stop_id": visit.stop_id,
        "stop": work.session.get_one(Stop, (visit.district_id, visit.stop_id)).name,
        "organization_id": visit.organization_id,
        "begins": validation.clock_time(visit.begins),
        "status": visit.status,
    }
