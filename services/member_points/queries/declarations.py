"""Declarations of an organization's members with their history, and objections to published results."""

from typing import Any

from sqlalchemy import select

from services.member_points.model import declarations as model
from services.member_points.model import public, validation
from services.member_points.model.declarations import Declaration
from services.member_points.model.objections import objections_to
from services.member_points.model.years import year_of
from services.member_points.queries.access import READ_MEMBERS, read_declaration, read_objection
from shared import org_paths
from shared.lifecycles import step_view
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import STEP, View, view_of
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def declarations(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, status: str | None = None,
    member_id: str | None = None, after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the declarations of an organization and everyone below it, in the order of their ids."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ_MEMBERS, place, work.today)
    wanted = {"year": year and validation.listed_year(year), "status": status, "member_id": member_id}
    terms = [getattr(Declaration, name) == value for name, value in wanted.items() if value is not None]
    here = Declaration.district_id == place.district_id, Declaration.organization_id.in_(units)
    query = select(Declaration).where(*here, *terms).order_by(Declaration.id)
    rows = work.session.scalars(page(query, Declaration.id, after, limit)).all()
    return page_response([row.shown() for row in rows], limit)


@query
def declaration(work: UnitOfWork, *, declaration_id: str) -> dict[str, Any]:
    found, view = read_declaration(work, declaration_id)
    return view.of(found.shown() | {"way": _way(work, found, view)}, public.DECLARATION)


@query
def steps(work: UnitOfWork, *, declaration_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a declaration's steps, the first one first."""
    way = _way(work, *read_declaration(work, declaration_id))
    return paginate_list(way, lambda step: str(step["number"]), after, limit)


@query
def objections(work: UnitOfWork, *, about_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the objections to a declaration or an annual result, in the order of their ids."""
    found = model.find(work.session, about_id) or year_of(work.session, about_id)
    view = view_of(work, READ_MEMBERS, [found.organization_id])
    listed = view.each((one.shown() for one in objections_to(work.session, about_id)), public.OBJECTION)
    return paginate_list(listed, lambda one: str(one["id"]), after, limit)


@query
def objection(work: UnitOfWork, *, objection_id: str) -> dict[str, Any]:
    found, view = read_objection(work, objection_id)
    return view.of(found.shown(), public.OBJECTION)


def _way(work: UnitOfWork, found: Declaration, view: View) -> list[dict[str, Any]]:
    return view.each(map(step_view, model.steps_of(work.session, found)), STEP)
