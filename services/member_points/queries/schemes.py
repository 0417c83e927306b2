"""Schemes as they were published, and the templates they may begin from."""

from typing import Any

from sqlalchemy import select

from services.member_points.model import rules, validation
from services.member_points.model.schemes import Scheme, versions_of
from services.member_points.queries.access import READ, read_scheme
from shared import org_paths
from shared.pages import Page, page, page_response, paginate_list
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def schemes(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, member_class: str | None = None,
    status: str | None = None, after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the schemes of an organization's district, in the order of their ids."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(READ, place.path)
    wanted = {"year": year and validation.listed_year(year), "member_class": member_class, "status": status}
    terms = [getattr(Scheme, name) == value for name, value in wanted.items() if value is not None]
    query = select(Scheme).where(Scheme.district_id == place.district_id, *terms).order_by(Scheme.id)
    rows = work.session.scalars(page(query, Scheme.id, after, limit)).all()
    return page_response([row.shown() for row in rows], limit)


@query
def scheme(work: UnitOfWork, *, scheme_id: str) -> dict[str, Any]:
    """Return one version of a scheme, whole."""
    found = read_scheme(work, scheme_id)
    return found.shown() | {"warnings": rules.window_warnings(found.objection_days, work.today)}


@query
def versions(work: UnitOfWork, *, scheme_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return all versions of the scheme that one belongs to, the first one first."""
    found = read_scheme(work, scheme_id)
    listed = versions_of(work.session, found.district_id, found.year, found.member_class)
    return paginate_list([one.shown() for one in listed], lambda one: str(one["number"]), after, limit)


@query
def templates(work: UnitOfWork, *, after: str | None = None, limit: int = 50) -> Page:
    """Return the schemes seen in the field that a district may begin from."""
    return paginate_list(rules.templates(work.today), lambda one: str(one["id"]), after, limit)
