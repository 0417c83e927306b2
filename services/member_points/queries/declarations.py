"""Declarations of an organization's members with their history, and objections to published results."""

from typing import Any

from sqlalchemy import select

from services.member_points.model import validation, views
from services.member_points.model.declarations import Declaration
from services.member_points.model.objections import Objection
from services.member_points.model.years import PointYear
from services.member_points.queries.access import READ_MEMBERS, read
from shared import org_paths
from shared.errors import NotFound
from shared.lifecycles import step_view
from shared.objections import objections_to
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import STEP, View
from shared.records import steps_of
from shared.service import personal_query, query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@personal_query
def declarations(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, status: str | None = None,
    member_id: str | None = None, after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the declarations of an organization and everyone below it, in the order of their ids."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ_MEMBERS, place, work.today)
    equal = {"year": year and validation.listed_year(year), "status": status, "member_id": member_id}
    terms = [getattr(Declaration, name) == value for name, value in equal.items() if value is not None]
    here = Declaration.district_id == place.district_id, Declaration.organization_id.in_(units)
    query = select(Declaration).where(*here, *terms).order_by(Declaration.id)
    rows = work.session.scalars(page(query, Declaration.id, after, limit)).all()
    return page_response([to_view(row, work) for row in rows], limit)


@personal_query
def declaration(work: UnitOfWork, *, declaration_id: str) -> dict[str, Any]:
    record, view = read(work, Declaration, declaration_id)
    return view.of(to_view(record, work) | {"way": _history(work, record, view)}, views.PUBLIC_DECLARATION)


@query
def steps(work: UnitOfWork, *, declaration_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a declaration's steps, the first one first."""
    history = _history(work, *read(work, Declaration, declaration_id))
    return paginate_list(history, lambda step: str(step["number"]), after, limit)


@query
def objections(work: UnitOfWork, *, about_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the objections to a declaration or an annual result, in the order of their ids."""
    try:
        _, view = read(work, Declaration, about_id)
    except NotFound:
        _, view = read(work, PointYear, about_id)
    items = [to_view(objection, work) for objection in objections_to(work.session, Objection, about_id)]
    return paginate_list(view.each(items, views.PUBLIC_OBJECTION), lambda item: str(item["id"]), after, limit)


@query
def objection(work: UnitOfWork, *, objection_id: str) -> dict[str, Any]:
    record, view = read(work, Objection, objection_id)
    return view.of(to_view(record, work), views.PUBLIC_OBJECTION)


def _history(work: UnitOfWork, declaration: Declaration, view: View) -> list[dict[str, Any]]:
    return view.each(map(step_view, steps_of(work.session, declaration)), STEP)
