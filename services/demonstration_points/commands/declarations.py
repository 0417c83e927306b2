"""A point is declared by its unit (上报), amended while nobody has vetted it, declared again, or given up."""

from datetime import date
from typing import Any

from services.demonstration_points.commands import loading
from services.demonstration_points.commands.schemes import check_year
from services.demonstration_points.commands.successions import vetting_level
from services.demonstration_points.model import Point, lifecycle, repository, validation, views
from services.demonstration_points.model.duplicates import SAME_POINT
from services.demonstration_points.model.hosting import HostFacts, facts_with
from services.demonstration_points.model.rules import hosting_rules
from shared import org_paths, trees
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import (
    HostFactsAmended,
    PointAmended,
    PointDeclared,
    PointWithdrawn,
)
from shared.lifecycles import record_step, step_day
from shared.records import add_record, authorize, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def declare_point(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int,
    name: str,
    hardware: str | None = None,
    foundation: str | None = None,
    features: str | None = None,
    host_facts: dict[str, Any] | None = None,
    on: date | None = None,
) -> Answer[Point]:
    """Declare a point of an organization; without coordinates it is located at its organization.

    Refuses an organization that is unknown or not open, a year that is not at hand, and host facts that cannot be.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require("demonstration_points.declare", place.path)
    check_year(work, year)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("unit_cannot_declare_point", organization=place.name, day=work.today)
    day = step_day(work, on)
    point = Point(district_id=place.district_id, id=work.new_id(), organization_id=organization_id, year=year)
    point.version = point.steps = point.nodes = point.nodes_reached = 0
    point.status, point.declared_on, point.last_step_on = lifecycle.DECLARED, day, day
    point.vetting_level = vetting_level(place)
    point.name = validation.name(name)
    point.hardware, point.foundation, point.features = (
        validation.declared(text, area)
        for area, text in zip(validation.AREAS, (hardware, foundation, features), strict=True)
    )
    point.bookable, point.blackouts = [], []
    _host(work, point, host_facts or {})
    add_record(work, point, "declare")
    emit(work, point, PointDeclared)
    return Answer(point, {"warnings": duplicates_of(work, SAME_POINT, point)})


@command
def declare_again(
    work: UnitOfWork,
    *,
    point_id: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Point:
    """Declare a returned point again, amended or not; the vetting starts over."""
    point, place = loading.load_as_declarer(work, point_id, expected_version)
    point.vetting_level = vetting_level(place)
    point.declared_on = take_step(work, point, "declare", on, opinion=validation.opinion(opinion))
    emit(work, point, PointDeclared, again=True)
    return point


@command
def amend_point(
    work: UnitOfWork,
    *,
    point_id: str,
    expected_version: int | None = None,
    name: str | None = None,
    hardware: str | None = None,
    foundation: str | None = None,
    features: str | None = None,
) -> Point:
    """Change the texts of a declared or returned point; None leaves a field, blanks clear it."""
    point, _ = loading.load_as_declarer(work, point_id, expected_version)
    point.lifecycle.after("amend", point.status)
    given = {"hardware": hardware, "foundation": foundation, "features": features}
    if name is None and all(text is None for text in given.values()):
        raise Invalid("nothing_to_change")
    if name is not None:
        point.name = validation.name(name)
    for area, text in given.items():
        if text is not None:
            setattr(point, area, validation.declared(text, area))
    record_step(work, point, "amend", point.status, on=work.today)
    emit(work, point, PointAmended)
    return point


@command
def withdraw_point(
    work: UnitOfWork, *, point_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> Point:
    """Withdraw a title (摘牌), or a declaration that is not confirmed yet; both need a reason.

    From the confirmation on the district decides, before it whoever may declare for the organization. The place in
    the quota is free again.
    """
    point, place = loading.load_point(work, point_id)
    right, path = (loading.DECIDE, place.path[-1:]) if point.is_confirmed else (loading.DECLARE, place.path)
    authorize(work, (point, place), right, expected_version, path=path)
    unit = place.district_id if point.is_confirmed else point.organization_id
    day = take_step(work, point, "withdraw", on, organization_id=unit, opinion=validation.reason(reason))
    repository.refresh_schedule(work, point)
    emit(work, point, PointWithdrawn, withdrawn_on=day)
    return point


@command
def amend_host_facts(
    work: UnitOfWork, *, point_id: str, facts: dict[str, Any], expected_version: int | None = None
) -> dict[str, Any]:
    """Change a point's host facts; a field not named stays, None clears it.

    Coordinates that are cleared become those of the organization. Refuses a point that has ended.
    """
    point, _ = loading.load_as_declarer(work, point_id, expected_version)
    point.lifecycle.after("host", point.status)
    if not facts:
        raise Invalid("nothing_to_change")
    _host(work, point, facts)
    record_step(work, point, "host", point.status, on=work.today)
    emit(work, point, HostFactsAmended)
    return views.host_facts_view(point)


def _host(work: UnitOfWork, point: Point, given: dict[str, Any]) -> None:
    facts = facts_with(given, point.host_facts(), hosting_rules(work.today))
    if facts.lon_gcj02 is None:
        facts = _placed(work, point, facts)
    point.host(facts)


def _placed(work: UnitOfWork, point: Point, facts: HostFacts) -> HostFacts:
    organization = trees.timeline(work.session, point.organization_id).on(work.today)
    given = {"lon_gcj02": organization and organization.longitude, "lat_gcj02": organization and organization.latitude}
    return facts_with(given, facts, hosting_rules(work.today))
