"""Schemes as they were published, and the templates they may begin from."""

from sqlalchemy import select

from services.member_points.model import rules, validation
from services.member_points.model.schemes import Scheme, versions_of
from services.member_points.queries.access import READ, read_scheme
from shared import org_paths
from shared.pages import Page, page, page_response, paginate_list
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import Answer, to_view


@query
def schemes(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, member_class: str | None = None,
    status: str | None = None, after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the schemes of an organization's district, in the order of their ids."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(READ, place.path)
    equal = {"year": year and validation.listed_year(year), "member_class": member_class, "status": status}
    terms = [getattr(Scheme, name) == value for name, value in equal.items() if value is not None]
    query = select(Scheme).where(Scheme.district_id == place.district_id, *terms).order_by(Scheme.id)
    rows = work.session.scalars(page(query, Scheme.id, after, limit)).all()
    return page_response([to_view(row, work) for row in rows], limit)


@query
def scheme(work: UnitOfWork, *, scheme_id: str) -> Answer[Scheme]:
    """Return one version of a scheme, whole."""
    record = read_scheme(work, scheme_id)
    return Answer(record, {"warnings": rules.window_warnings(record.objection_days, work.today)})


@query
def versions(work: UnitOfWork, *, scheme_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return all versions of the scheme that one belongs to, the first one first."""
    scheme = read_scheme(work, scheme_id)
    rows = versions_of(work.session, scheme.district_id, scheme.year, scheme.member_class)
    return paginate_list([to_view(row, work) for row in rows], lambda item: str(item["number"]), after, limit)


@query
def templates(work: UnitOfWork, *, after: str | None = None, limit: int = 50) -> Page:
    """Return the schemes seen in the field that a district may begin from."""
    return paginate_list(rules.templates(work.today), lambda template: str(template["id"]), after, limit)
