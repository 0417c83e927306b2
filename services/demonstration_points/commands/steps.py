"""What every command does before its own rule: find and lock the record, check right, version and step."""

from datetime import date

from services.demonstration_points.commands.successions import settle_successions
from services.demonstration_points.commands.telling import record_step
from services.demonstration_points.model import Brand, Point, records, states
from shared import org_paths
from shared.lifecycles import require_version, step_day
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork

RIGHT = "demonstration_points"


def find(work: UnitOfWork, point_id: str) -> tuple[Point, OrgPath]:
    """Load and lock a point and its place in today's tree; NotFound when it is unknown."""
    settle_successions(work)
    point = records.point_of(work.session, point_id, lock=True)
    return point, org_paths.load_org_path(work.session, point.organization_id, work.today)


def declared_by(work: UnitOfWork, point_id: str, expected_version: int | None) -> tuple[Point, OrgPath]:
    """Load a point for a caller who may declare for its organization."""
    point, place = find(work, point_id)
    work.actor.require(f"{RIGHT}.declare", place.path)
    require_version(point.version, expected_version)
    return point, place


def decided_by_district(work: UnitOfWork, point_id: str, expected_version: int | None) -> tuple[Point, OrgPath]:
    """Load a point for a caller who may decide for its district."""
    point, place = find(work, point_id)
    work.actor.require(f"{RIGHT}.decide", place.path[-1:])
    require_version(point.version, expected_version)
    return point, place


def take(
    work: UnitOfWork,
    point: Point,
    step: str,
    on: date | None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step to a point, record it, and return its day: today unless an earlier one is named."""
    before, status = point.status, states.POINT.after(step, point.status)
    day = step_day(work, on, last=point.last_step_on)
    point.status, point.last_step_on = status, day
    record_step(work, point, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def find_brand(work: UnitOfWork, brand_id: str) -> tuple[Brand, OrgPath]:
    """Load and lock a brand and its place in today's tree; NotFound when it is unknown."""
    settle_successions(work)
    brand = records.brand_of(work.session, brand_id, lock=True)
    return brand, org_paths.load_org_path(work.session, brand.organization_id, work.today)


def kept_by(work: UnitOfWork, brand_id: str, expected_version: int | None) -> tuple[Brand, OrgPath]:
    """Load a brand for a caller who may declare for its organization."""
    brand, place = find_brand(work, brand_id)
    work.actor.require(f"{RIGHT}.declare", place.path)
    require_version(brand.version, expected_version)
    return brand, place


def take_brand(
    work: UnitOfWork,
    brand: Brand,
    step: str,
    on: date | None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step to a brand, record it, and return its day: today unless an earlier one is named."""
    before, status = brand.status, states.BRAND.after(step, brand.status)
    day = step_day(work, on, last=brand.last_step_on)
    brand.status, brand.last_step_on = status, day
    record_step(work, brand, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def judging_path(place: OrgPath) -> list[str]:
    """Return whose right vets: the street's above, or where there is none the district's."""
    return place.street_path or place.path[-1:]
