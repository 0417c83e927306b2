"""The chain: a street vets what is declared below it, the district confirms within a quota; nobody decides twice."""

from datetime import date

from services.demonstration_points.commands import loading
from services.demonstration_points.model import Point, Scheme, repository, validation
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import PointBuildingStarted, PointConfirmed, PointReturned, PointVetted
from shared.plans import OPEN
from shared.records import authorize, authors_of, emit, load, take_step
from shared.reviews import PASS, is_passed, require_other_person, return_record
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def vet_point(
    work: UnitOfWork,
    *,
    point_id: str,
    decision: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Point:
    """Pass a declared point on to be confirmed, or return it with an opinion (把关).

    The street above vets; a street's own point, and one right below the district, is vetted by the district. Refuses
    whoever declared or amended it.
    """
    point, place = loading.load_point(work, point_id)
    path = loading.reviewing_path(place)
    authorize(work, (point, place), loading.VET, expected_version, path=path)
    require_other_person(work, authors_of(work.session, point), "own_point")
    if not is_passed(decision):
        return _returned(work, point, path[0], opinion, on)
    day = take_step(work, point, "vet", on, organization_id=path[0], opinion=validation.opinion(opinion))
    point.vetted_by = work.actor.account_id
    emit(work, point, PointVetted, vetted_on=day, vetted_by=path[0])
    return point


@command
def confirm_point(
    work: UnitOfWork,
    *,
    point_id: str,
    decision: str = PASS,
    scheme_id: str | None = None,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Point:
    """Confirm a vetted point under a scheme of its year, or return it with an opinion (确认).

    Refuses as Conflict what the scheme's quota has no room for, and as Forbidden whoever declared, amended or vetted
    the point.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    require_other_person(work, authors_of(work.session, point), "own_point")
    require_other_person(work, {point.vetted_by}, "own_vetting")
    if not is_passed(decision):
        return _returned(work, point, place.district_id, opinion, on)
    day = take_step(work, point, "confirm", on, organization_id=place.district_id, opinion=validation.opinion(opinion))
    _stand_under(work, point, scheme_id, day)
    point.confirmed_on = day
    repository.refresh_schedule(work, point)
    emit(work, point, PointConfirmed, confirmed_on=day)
    return point


@command
def start_building(
    work: UnitOfWork, *, point_id: str, on: date | None = None, expected_version: int | None = None
) -> Point:
    """Record that building of a confirmed point began; its plan must have a node by then."""
    point, _ = loading.load_as_declarer(work, point_id, expected_version)
    plan = repository.nodes_of(work.session, point)
    day = take_step(work, point, "start", on)
    if not any(node.status == OPEN for node in plan):
        raise Conflict("building_plan_missing", name=point.name)
    point.started_on = day
    repository.refresh_schedule(work, point, plan)
    emit(work, point, PointBuildingStarted, started_on=day)
    return point


def _stand_under(work: UnitOfWork, point: Point, scheme_id: str | None, day: date) -> None:
    if scheme_id is None:
        raise Invalid("demonstration_scheme_missing", field="scheme_id")
    scheme = load(work.session, Scheme, scheme_id, lock=True, field="scheme_id")
    if scheme.district_id != point.district_id or scheme.year != point.year:
        raise Invalid("scheme_not_for_point", field="scheme_id", scheme=scheme.title, year=point.year)
    if day < scheme.issued_on:
        raise Invalid("confirmed_before_approval", field="on", on=day, issued_on=scheme.issued_on)
    scheme.must_have_room(repository.used_by(work.session, scheme))
    point.scheme_id, point.scope = scheme.id, scheme.scope


def _returned(work: UnitOfWork, point: Point, unit_id: str, opinion: str | None, on: date | None) -> Point:
    point.vetted_by = None
    reason = validation.reason(opinion or "", "opinion")
    return_record(work, point, PointReturned, unit_id, opinion=reason, on=on)
    return point
