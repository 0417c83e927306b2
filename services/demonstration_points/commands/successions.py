"""When an organization ends, its points and brands pass to its heir or end with it, on the day that counts.

A merger may be told long before the day it takes effect. What is to happen is kept until then, and carried out by the
first thing that happens in this service on or after that day; nothing waits for a timer.
"""

from typing import Any

from sqlalchemy import select

from services.demonstration_points.commands.recording import emit_brand, emit_point, refresh_schedule
from services.demonstration_points.model import Brand, Point, lifecycle
from shared import org_paths, reorganizations, trees
from shared.events.demonstration_points import PointCarried, PointEnded
from shared.events.demonstration_points_brands import BrandCarried, BrandEnded
from shared.events.organizations import TreeChanged
from shared.lifecycles import record_step
from shared.org_paths import OrgPath
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork

KIND = "points"
"""Under this name a fact about the tree decides on points, and on the brands beside them."""


def hand_on_points(work: UnitOfWork, event: TreeChanged) -> None:
    """Pass on, from a day on, the points and brands of an ended organization; none is removed."""
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, KIND))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "demonstration_points", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    _settle_points(work, succession)
    _settle_brands(work, succession)


def vetting_level(place: OrgPath) -> str:
    """Return who vets points of a place: its street, or where there is none the district."""
    return trees.STREET if place.street_id else trees.DISTRICT


def _settle_points(work: UnitOfWork, succession: Succession) -> None:
    theirs = select(Point).where(Point.organization_id == succession.organization_id, Point.status.in_(lifecycle.OPEN))
    for point in work.session.scalars(theirs.order_by(Point.id).with_for_update()).all():
        before, step = point.status, "carry" if succession.carries else "end"
        point.status = lifecycle.POINT.after(step, before)
        record_step(work, point, step, before, on=succession.effective_on)
        refresh_schedule(work, point)
        if step == "end":
            emit_point(work, point, PointEnded, ended_on=succession.effective_on)
        else:
            handed_on = _handed_on(point, succession)
            point.vetting_level = vetting_level(
                org_paths.load_org_path(work.session, point.organization_id, work.today)
            )
            emit_point(work, point, PointCarried, **handed_on)


def _settle_brands(work: UnitOfWork, succession: Succession) -> None:
    theirs = select(Brand).where(
        Brand.organization_id == succession.organization_id, Brand.status.in_(lifecycle.BRAND_OPEN)
    )
    for brand in work.session.scalars(theirs.order_by(Brand.id).with_for_update()).all():
        before, step = brand.status, "carry" if succession.carries else "end"
        brand.status = lifecycle.BRAND.after(step, before)
        record_step(work, brand, step, before, on=succession.effective_on)
        if step == "end":
            emit_brand(work, brand, BrandEnded, ended_on=succession.effective_on)
        else:
            emit_brand(work, brand, BrandCarried, **_handed_on(brand, succession))


def _handed_on(record: Point | Brand, succession: Succession) -> dict[str, Any]:
    heir = str(succession.heir_id)
    before, record.organization_id = record.organization_id, heir
    return {"from_organization_id": before, "to_organization_id": heir, "effective_on": succession.effective_on}
