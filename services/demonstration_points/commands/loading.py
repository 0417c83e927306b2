"""What every command does before its own rule: find and lock the record, check right and version."""

from services.demonstration_points.commands.successions import settle_successions
from services.demonstration_points.model import Brand, Point
from shared import records
from shared.org_paths import OrgPath
from shared.records import authorize
from shared.unit_of_work import UnitOfWork

DECLARE, VET, DECIDE = "demonstration_points.declare", "demonstration_points.vet", "demonstration_points.decide"


def load_point(work: UnitOfWork, point_id: str) -> tuple[Point, OrgPath]:
    """Load and lock a point and its place in today's tree; NotFound when it is unknown."""
    return records.load_for_update(work, Point, point_id, settle_successions)


def load_as_declarer(work: UnitOfWork, point_id: str, expected_version: int | None) -> tuple[Point, OrgPath]:
    """Load a point for a caller who may declare for its organization."""
    return authorize(work, load_point(work, point_id), DECLARE, expected_version)


def load_as_district(work: UnitOfWork, point_id: str, expected_version: int | None) -> tuple[Point, OrgPath]:
    """Load a point for a caller who may decide for its district."""
    point, place = load_point(work, point_id)
    return authorize(work, (point, place), DECIDE, expected_version, path=place.path[-1:])


def load_brand(work: UnitOfWork, brand_id: str) -> tuple[Brand, OrgPath]:
    """Load and lock a brand and its place in today's tree; NotFound when it is unknown."""
    return records.load_for_update(work, Brand, brand_id, settle_successions)


def load_as_manager(work: UnitOfWork, brand_id: str, expected_version: int | None) -> tuple[Brand, OrgPath]:
    """Load a brand for a caller who may declare for its organization."""
    return authorize(work, load_brand(work, brand_id), DECLARE, expected_version)


def reviewing_path(place: OrgPath) -> list[str]:
    """Return whose right vets: the street's above, or where there is none the district's."""
    return place.street_path or place.path[-1:]
