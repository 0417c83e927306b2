"""Brands (党建品牌): discovered by their organization, consolidated, promoted, with a growing reach."""

from datetime import date

from services.demonstration_points.commands import loading
from services.demonstration_points.model import Brand, lifecycle, validation
from services.demonstration_points.model.brands import reach_of_level
from services.demonstration_points.model.duplicates import SAME_BRAND
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points_brands import (
    REACHES,
    BrandAmended,
    BrandConsolidated,
    BrandDiscovered,
    BrandDismissed,
    BrandPromoted,
    BrandReachWidened,
)
from shared.lifecycles import record_step, step_day
from shared.records import add_record, authorize, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

STREETS_OWN = REACHES.index("street")


@command
def discover_brand(
    work: UnitOfWork, *, organization_id: str, name: str, description: str | None = None, on: date | None = None
) -> Answer[Brand]:
    """Register a brand of an organization (挖掘); at first its reach is its own level."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(loading.DECLARE, place.path)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("unit_cannot_declare_point", organization=place.name, day=work.today)
    day = step_day(work, on)
    brand = Brand(district_id=place.district_id, id=work.new_id(), version=0, steps=0, organization_id=organization_id)
    brand.name, brand.description = validation.name(name), validation.described(description)
    brand.reach = reach_of_level(place.level)
    brand.status, brand.discovered_on, brand.last_step_on = lifecycle.DISCOVERED, day, day
    add_record(work, brand, "discover")
    emit(work, brand, BrandDiscovered)
    return Answer(brand, {"warnings": duplicates_of(work, SAME_BRAND, brand)})


@command
def adopt_brand(
    work: UnitOfWork,
    *,
    brand_id: str,
    name: str | None = None,
    description: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[Brand]:
    """Adopt a brand that a visit proposed, under a name of its own if one is given."""
    brand, _ = loading.load_as_manager(work, brand_id, expected_version)
    brand.discovered_on = take_step(work, brand, "discover", on)
    _rewrite(brand, name, description)
    emit(work, brand, BrandDiscovered)
    return Answer(brand, {"warnings": duplicates_of(work, SAME_BRAND, brand)})


@command
def amend_brand(
    work: UnitOfWork,
    *,
    brand_id: str,
    name: str | None = None,
    description: str | None = None,
    expected_version: int | None = None,
) -> Brand:
    """Change a brand's texts; None leaves a field, a blank description clears it."""
    brand, _ = loading.load_as_manager(work, brand_id, expected_version)
    brand.lifecycle.after("amend", brand.status)
    if name is None and description is None:
        raise Invalid("nothing_to_change")
    _rewrite(brand, name, description)
    record_step(work, brand, "amend", brand.status, on=work.today)
    emit(work, brand, BrandAmended)
    return brand


@command
def dismiss_brand(
    work: UnitOfWork, *, brand_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> Brand:
    """Decide, with a reason, that something proposed or discovered is no brand."""
    brand, _ = loading.load_as_manager(work, brand_id, expected_version)
    take_step(work, brand, "dismiss", on, opinion=validation.reason(reason))
    emit(work, brand, BrandDismissed)
    return brand


@command
def consolidate_brand(
    work: UnitOfWork, *, brand_id: str, opinion: str, on: date | None = None, expected_version: int | None = None
) -> Brand:
    """Mark a brand as consolidated (巩固), on behalf of its street, or else its district."""
    brand, place = loading.load_brand(work, brand_id)
    path = loading.reviewing_path(place)
    authorize(work, (brand, place), loading.VET, expected_version, path=path)
    reason = validation.reason(opinion, "opinion")
    brand.consolidated_on = take_step(work, brand, "consolidate", on, organization_id=path[0], opinion=reason)
    emit(work, brand, BrandConsolidated)
    return brand


@command
def promote_brand(
    work: UnitOfWork, *, brand_id: str, basis: str, on: date | None = None, expected_version: int | None = None
) -> Brand:
    """Promote a consolidated brand to others (推广), by a decision of the district."""
    brand, place = loading.load_brand(work, brand_id)
    authorize(work, (brand, place), loading.DECIDE, expected_version, path=place.path[-1:])
    basis = validation.basis(basis)
    brand.promoted_on = take_step(work, brand, "promote", on, organization_id=place.district_id, opinion=basis)
    emit(work, brand, BrandPromoted)
    return brand


@command
def widen_reach(
    work: UnitOfWork,
    *,
    brand_id: str,
    reach: str,
    basis: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> Brand:
    """Widen a brand's reach, on a basis; it never shrinks.

    As far as the street its street says so, further on the district does. Refuses as Conflict what is no further.
    """
    brand, place = loading.load_brand(work, brand_id)
    if reach in REACHES[STREETS_OWN + 1 :] or not place.street_path:
        right, path = loading.DECIDE, place.path[-1:]
    else:
        right, path = loading.VET, place.street_path
    authorize(work, (brand, place), right, expected_version, path=path)
    before = brand.reach
    take_step(work, brand, "widen", on, organization_id=path[0], opinion=validation.basis(basis))
    brand.widen(reach)
    emit(work, brand, BrandReachWidened, previous_reach=before)
    return brand


def _rewrite(brand: Brand, name: str | None, description: str | None) -> None:
    if name is not None:
        brand.name = validation.name(name)
    if description is not None:
        brand.description = validation.described(description)
