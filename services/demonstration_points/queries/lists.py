"""Lists of points, open nodes, schemes and brands, by keyset: a page costs the same wherever it begins."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from services.demonstration_points.model import Brand, Node, Point, Scheme, lifecycle, validation, views
from services.demonstration_points.model.lifecycle import PROMOTED
from services.demonstration_points.queries.access import READ
from shared import org_paths
from shared.enumerations import DEADLINE_STANDINGS
from shared.errors import Invalid
from shared.events.demonstration_points import RUNNING
from shared.org_paths import OrgPath
from shared.pages import Page, page, page_response
from shared.plans import OPEN
from shared.reading import view_of, views_of
from shared.schedule_status import deadline_conditions
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def points(
    work: UnitOfWork,
    *,
    organization_id: str,
    status: str | None = None,
    year: int | None = None,
    scheme_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the points of an organization and of everyone below it, in the order of their ids.

    `status` is the one a point has today, so `active` leaves out what has lapsed and `lapsed` names it.
    """
    place, units = _reached(work, organization_id)
    filters = {"year": year and validation.listed_year(year), "scheme_id": scheme_id}
    terms = [getattr(Point, name) == value for name, value in filters.items() if value is not None]
    terms += _status(status, work.today)
    query = select(Point).where(Point.district_id == place.district_id, Point.organization_id.in_(units), *terms)
    rows = work.session.scalars(page(query.order_by(Point.id), Point.id, after, limit)).all()
    return page_response([to_view(row, work) for row in rows], limit)


@query
def nodes(
    work: UnitOfWork,
    *,
    organization_id: str,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the open nodes of an organization and everyone below it.

    Only those of points whose deadlines count: confirmed or being built.
    """
    place, units = _reached(work, organization_id)
    query = (
        select(Node, Point)
        .join(Point, and_(Point.district_id == Node.district_id, Point.id == Node.point_id))
        .where(
            Node.district_id == place.district_id,
            Point.organization_id.in_(units),
            Node.status == OPEN,
            Point.status.in_(RUNNING),
            *_standing(standing, work.today),
        )
        .order_by(Node.id)
    )
    rows = work.session.execute(page(query, Node.id, after, limit)).all()
    return page_response([to_view(node, work) for node, _ in rows], limit)


@query
def schemes(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the demonstration schemes of the district that an organization belongs to."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(READ, place.path)
    terms = [] if year is None else [Scheme.year == validation.listed_year(year)]
    query = select(Scheme).where(Scheme.district_id == place.district_id, *terms).order_by(Scheme.id)
    rows = work.session.scalars(page(query, Scheme.id, after, limit)).all()
    return page_response([to_view(row, work) for row in rows], limit)


@query
def brands(
    work: UnitOfWork,
    *,
    organization_id: str,
    status: str | None = None,
    reach: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the brands of an organization and of everyone below it, in the order of their ids.

    Promoted ones are for the whole district: `status` promoted lists them to everyone in it, reduced.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    if status == PROMOTED:
        view_of(work, READ, [], public_below=place.district_id)
        units = org_paths.subtree(place.path[0], work.today)
    else:
        units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    filters = {"status": status, "reach": reach}
    terms = [getattr(Brand, name) == value for name, value in filters.items() if value is not None]
    query = select(Brand).where(Brand.district_id == place.district_id, Brand.organization_id.in_(units), *terms)
    rows = work.session.scalars(page(query.order_by(Brand.id), Brand.id, after, limit)).all()
    readable = views_of(work, READ, (row.organization_id for row in rows))
    return page_response(
        [readable[row.organization_id].of(to_view(row, work), views.PUBLIC_BRAND) for row in rows], limit
    )


def _reached(work: UnitOfWork, organization_id: str) -> tuple[OrgPath, Any]:
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    return place, org_paths.scoped_subtree(work.actor, READ, place, work.today)


def _status(status: str | None, day: date) -> list[ColumnElement[bool]]:
    """Build the SQL conditions that select what `title_schedule` computes from the dates of a term."""
    active = Point.status == lifecycle.ACTIVE
    if status == lifecycle.LAPSED:
        return [active, Point.active_until < day]
    if status == lifecycle.ACTIVE:
        return [active, Point.active_from <= day, Point.active_until >= day]
    if status == lifecycle.ACCEPTED:
        return [or_(Point.status == lifecycle.ACCEPTED, and_(active, Point.active_from > day))]
    return [] if status is None else [Point.status == status]


def _standing(standing: str | None, day: date) -> list[ColumnElement[bool]]:
    terms: dict[str | None, list[ColumnElement[bool]]] = {
        None: [],
    } | {status: [term] for status, term in deadline_conditions(Node.at_risk_from, Node.overdue_from, day).items()}
    if standing not in terms:
        raise Invalid("standing_unknown", field="standing", standing=standing, known=DEADLINE_STANDINGS)
    return terms[standing]
