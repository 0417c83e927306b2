"""What every command does before its own rule: find and lock the record, check right, version and step."""

from datetime import date

from services.demonstration_points.commands.successions import settle_successions
from services.demonstration_points.commands.telling import record_step
from services.demonstration_points.model import Brand, Point, records, states
from shared import places
from shared.lifecycles import day_taken, must_be
from shared.places import Place
from shared.work import Work

RIGHT = "demonstration_points"


def find(work: Work, point_id: str) -> tuple[Point, Place]:
    """Load and lock a point and its place in today's tree; NotFound when it is unknown."""
    settle_successions(work)
    point = records.point_of(work.session, point_id, lock=True)
    return point, places.place(work.session, point.organization_id, work.today)


def declared_by(work: Work, point_id: str, expected_version: int | None) -> tuple[Point, Place]:
    """Load a point for a caller who may declare for its organization."""
    point, place = find(work, point_id)
    work.acting.require(f"{RIGHT}.declare", place.path)
    must_be(point.version, expected_version)
    return point, place


def decided_by_district(work: Work, point_id: str, expected_version: int | None) -> tuple[Point, Place]:
    """Load a point for a caller who may decide for its district."""
    point, place = find(work, point_id)
    work.acting.require(f"{RIGHT}.decide", place.path[-1:])
    must_be(point.version, expected_version)
    return point, place


def take(
    work: Work,
    point: Point,
    step: str,
    on: date | None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step to a point, record it, and return its day: today unless an earlier one is named."""
    before, status = point.status, states.POINT.after(step, point.status)
    day = day_taken(work, on, last=point.last_step_on)
    point.status, point.last_step_on = status, day
    record_step(work, point, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def find_brand(work: Work, brand_id: str) -> tuple[Brand, Place]:
    """Load and lock a brand and its place in today's tree; NotFound when it is unknown."""
    settle_successions(work)
    brand = records.brand_of(work.session, brand_id, lock=True)
    return brand, places.place(work.session, brand.organization_id, work.today)


def kept_by(work: Work, brand_id: str, expected_version: int | None) -> tuple[Brand, Place]:
    """Load a brand for a caller who may declare for its organization."""
    brand, place = find_brand(work, brand_id)
    work.acting.require(f"{RIGHT}.declare", place.path)
    must_be(brand.version, expected_version)
    return brand, place


def take_brand(
    work: Work,
    brand: Brand,
    step: str,
    on: date | None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step to a brand, record it, and return its day: today unless an earlier one is named."""
    before, status = brand.status, states.BRAND.after(step, brand.status)
    day = day_taken(work, on, last=brand.last_step_on)
    brand.status, brand.last_step_on = status, day
    record_step(work, brand, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def judging_path(place: Place) -> list[str]:
    """Return whose right vets: the street's above, or where there is none the district's."""
    return place.street_path or place.path[-1:]
