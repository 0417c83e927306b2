"""What every command does before its own rule: find and lock the record, check right, version and step."""

from datetime import date

from services.demonstration_points.commands.successions import settle_successions
from services.demonstration_points.model import Brand, Point, lifecycle, repository
from shared import org_paths
from shared.lifecycles import record_step, require_version, step_day
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork

RIGHT = "demonstration_points"


def load_for_update(work: UnitOfWork, point_id: str) -> tuple[Point, OrgPath]:
    """Load and lock a point and its place in today's tree; NotFound when it is unknown."""
    settle_successions(work)
    point = repository.point_of(work.session, point_id, lock=True)
    return point, org_paths.load_org_path(work.session, point.organization_id, work.today)


def load_as_declarer(work: UnitOfWork, point_id: str, expected_version: int | None) -> tuple[Point, OrgPath]:
    """Load a point for a caller who may declare for its organization."""
    point, place = load_for_update(work, point_id)
    work.actor.require(f"{RIGHT}.declare", place.path)
    require_version(point.version, expected_version)
    return point, place


def load_as_district(work: UnitOfWork, point_id: str, expected_version: int | None) -> tuple[Point, OrgPath]:
    """Load a point for a caller who may decide for its district."""
    point, place = load_for_update(work, point_id)
    work.actor.require(f"{RIGHT}.decide", place.path[-1:])
    require_version(point.version, expected_version)
    return point, place


def take_step(
    work: UnitOfWork,
    point: Point,
    step: str,
    on: date | None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step to a point, record it, and return its day: today unless an earlier one is named."""
    before, status = point.status, lifecycle.POINT.after(step, point.status)
    day = step_day(work, on, last=point.last_step_on)
    point.status, point.last_step_on = status, day
    record_step(work, point, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def load_brand_for_update(work: UnitOfWork, brand_id: str) -> tuple[Brand, OrgPath]:
    """Load and lock a brand and its place in today's tree; NotFound when it is unknown."""
    settle_successions(work)
    brand = repository.brand_of(work.session, brand_id, lock=True)
    return brand, org_paths.load_org_path(work.session, brand.organization_id, work.today)


def load_as_manager(work: UnitOfWork, brand_id: str, expected_version: int | None) -> tuple[Brand, OrgPath]:
    """Load a brand for a caller who may declare for its organization."""
    brand, place = load_brand_for_update(work, brand_id)
    work.actor.require(f"{RIGHT}.declare", place.path)
    require_version(brand.version, expected_version)
    return brand, place


def take_brand_step(
    work: UnitOfWork,
    brand: Brand,
    step: str,
    on: date | None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step to a brand, record it, and return its day: today unless an earlier one is named."""
    before, status = brand.status, lifecycle.BRAND.after(step, brand.status)
    day = step_day(work, on, last=brand.last_step_on)
    brand.status, brand.last_step_on = status, day
    record_step(work, brand, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def reviewing_path(place: OrgPath) -> list[str]:
    """Return whose right vets: the street's above, or where there is none the district's."""
    return place.street_path or place.path[-1:]
