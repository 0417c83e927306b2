"""Stops that organizations name, change and retire themselves."""

from datetime import date
from typing import Any

from sqlalchemy import select

from services.observation_visits.commands.calendar_sequences import follow_stop
from services.observation_visits.commands.loading import HOST, load_place, load_stop_as_host
from services.observation_visits.model import Stop, validation
from services.observation_visits.model.duplicates import SAME_STOP
from services.observation_visits.model.stops import ACTIVE, INACTIVE
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.org_paths import OrgPath
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def name_stop(
    work: UnitOfWork,
    *,
    organization_id: str,
    name: str,
    visit_minutes: int | None = None,
    group_capacity: int | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    bookable: list[str] | None = None,
    blackouts: list[dict[str, Any]] | None = None,
) -> Answer[Stop]:
    """Name an organization as a stop, with what it takes to receive there.

    Without coordinates it stands where its organization does. Refuses an organization that is not open, half-days that
    are none, and figures out of range.
    """
    place = load_place(work, organization_id)
    work.actor.require(HOST, place.path)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("unit_not_open_for_visits", organization=place.name, day=work.today)
    stop = Stop(
        district_id=place.district_id,
        id=work.new_id(),
        version=1,
        organization_id=organization_id,
        name=validation.name(name),
        source=validation.NAMED,
        source_revision=0,
        blackouts=[],
        status=ACTIVE,
    )
    facts = {"visit_minutes": visit_minutes, "group_capacity": group_capacity, "bookable": bookable}
    _set_facts(stop, facts | {"longitude": longitude, "latitude": latitude, "blackouts": blackouts})
    work.session.add(stop)
    return Answer(stop, {"warnings": duplicates_of(work, SAME_STOP, stop)})


@command
def amend_stop(
    work: UnitOfWork, *, stop_id: str, expected_version: int | None = None, name: str | None = None, **facts: Any
) -> Stop:
    """Change a stop's name and host facts; None leaves a field, an empty list of half-days opens all.

    Refuses as Conflict a stop that follows a demonstration point, whose facts are changed there.
    """
    stop = load_stop_as_host(work, stop_id, expected_version)
    stop.must_be_own()
    if name is None and all(given is None for given in facts.values()):
        raise Invalid("nothing_to_change")
    if name is not None:
        stop.name = validation.name(name)
    _set_facts(stop, facts)
    stop.version += 1
    follow_stop(work, stop)
    return stop


@command
def retire_stop(work: UnitOfWork, *, stop_id: str, reason: str, expected_version: int | None = None) -> Stop:
    """Retire a stop, with a reason; published visits stay."""
    stop = load_stop_as_host(work, stop_id, expected_version)
    stop.must_be_own()
    validation.reason(reason)
    if stop.status != ACTIVE:
        raise Conflict("stop_retired_already", name=stop.name)
    stop.status, stop.version = INACTIVE, stop.version + 1
    return stop


def _set_facts(stop: Stop, facts: dict[str, Any]) -> None:
    minutes, capacity = facts.get("visit_minutes"), facts.get("group_capacity")
    if minutes is not None:
        stop.visit_minutes = validation.figure(minutes, "visit_minutes", 10, validation.MOST_MINUTES)
    if capacity is not None:
        stop.group_capacity = validation.figure(capacity, "group_capacity", 1, validation.MOST_PEOPLE)
    if facts.get("longitude") is not None or facts.get("latitude") is not None:
        stop.longitude, stop.latitude = validation.coordinates(facts.get("longitude"), facts.get("latitude"))
    if facts.get("bookable") is not None:
        stop.bookable = validation.half_days(facts["bookable"], "bookable") or None
    if facts.get("blackouts") is not None:
        stop.blackouts = validation.blackouts(facts["blackouts"])


def stop_to_visit(work: UnitOfWork, place: OrgPath, stop_id: str | None, day: date, *, field: str = "hosts") -> Stop:
    """Load the stop of an organization that a round is to visit.

    Without an id it is the only one that receives on that day, project sites apart where there is another; Invalid
    where there is none, or a choice to be made.
    """
    query = select(Stop).where(Stop.district_id == place.district_id, Stop.organization_id == place.path[0])
    if stop_id is not None:
        query = query.where(Stop.id == stop_id)
    receiving = [stop for stop in work.session.scalars(query.order_by(Stop.id)) if stop.receives_on(day)]
    receiving = [stop for stop in receiving if stop.source != validation.PROJECT] or receiving
    if not receiving:
        raise Invalid("stop_missing", field=field, organization=place.name)
    if len(receiving) > 1:
        raise Invalid("stop_ambiguous", field=field, organization=place.name, count=len(receiving))
    return receiving[0]
