"""Schemes of appraisal as they were drafted and published."""

from sqlalchemy import select

from services.appraisals.model import AppraisalScheme, validation
from services.appraisals.model.schemes import versions_of
from services.appraisals.queries.access import READ, equal_terms, read_scheme
from shared import org_paths
from shared.pages import Page, paginate_list, record_page
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def appraisal_schemes(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, level: str | None = None,
    status: str | None = None, after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the schemes of an organization and of those above and below it, in the order of their ids."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    column = AppraisalScheme.organization_id
    here = AppraisalScheme.district_id == place.district_id, column.in_(units) | column.in_(place.path)
    equal = equal_terms(AppraisalScheme, year=year and validation.listed_year(year), level=level, status=status)
    return record_page(work, select(AppraisalScheme).where(*here, *equal), AppraisalScheme.id, after, limit)


@query
def appraisal_scheme(work: UnitOfWork, *, appraisal_scheme_id: str) -> AppraisalScheme:
    """Return one version of a scheme, whole."""
    return read_scheme(work, appraisal_scheme_id)


@query
def appraisal_scheme_versions(
    work: UnitOfWork, *, appraisal_scheme_id: str, after: str | None = None, limit: int = 50
) -> Page:
    """Return all versions of the scheme that one belongs to, the first one first."""
    scheme = read_scheme(work, appraisal_scheme_id)
    key = scheme.district_id, scheme.organization_id, scheme.year, scheme.level
    rows = [to_view(row, work) for row in versions_of(work.session, *key)]
    return paginate_list(rows, lambda item: str(item["number"]), after, limit)
