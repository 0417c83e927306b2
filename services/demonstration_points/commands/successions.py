"""When an organization ends, its points and brands pass to its heir or end with it, on the day that counts.

A merger may be told long before the day it takes effect. What is to happen is kept until then, and carried out by the
first thing that happens in this service on or after that day; nothing waits for a timer.
"""

from functools import partial
from typing import Any

from services.demonstration_points.model import Brand, Point, lifecycle, repository
from shared import org_paths, reorganizations, trees
from shared.events.demonstration_points import PointCarried, PointEnded
from shared.events.demonstration_points_brands import BrandCarried, BrandEnded
from shared.events.organizations import TreeChanged
from shared.org_paths import OrgPath
from shared.records import emit, hand_over_records
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
    hand_over_records(work, succession, Point, lifecycle.OPEN, partial(_emit_point, work, succession))
    hand_over_records(work, succession, Brand, lifecycle.BRAND_OPEN, partial(_emit_brand, work, succession))


def vetting_level(place: OrgPath) -> str:
    """Return who vets points of a place: its street, or where there is none the district."""
    return trees.STREET if place.street_id else trees.DISTRICT


def _emit_point(work: UnitOfWork, succession: Succession, point: Point, handed_over: dict[str, Any] | None) -> None:
    repository.refresh_schedule(work, point)
    if handed_over:
        point.vetting_level = vetting_level(org_paths.load_org_path(work.session, point.organization_id, work.today))
        emit(work, point, PointCarried, **handed_over)
    else:
        emit(work, point, PointEnded, ended_on=succession.effective_on)


def _emit_brand(work: UnitOfWork, succession: Succession, brand: Brand, handed_over: dict[str, Any] | None) -> None:
    if handed_over:
        emit(work, brand, BrandCarried, **handed_over)
    else:
        emit(work, brand, BrandEnded, ended_on=succession.effective_on)
