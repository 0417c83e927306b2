"""Lists of projects, milestones, reports and practical matters, by keyset: a page costs the same wherever it begins."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union
from sqlalchemy.orm import aliased

from services.projects.model import MatterList, Milestone, ProgressReport, Project, validation, views
from services.projects.model.schedule_status import project_rules
from services.projects.queries.access import PARTS, READ, read_project, reports_view
from shared import org_paths
from shared.enumerations import DEADLINE_STANDINGS
from shared.errors import Invalid
from shared.events.projects import RUNNING
from shared.page_totals import note_query
from shared.pages import Page, number, page, page_response, require_page_size
from shared.plans import OPEN
from shared.reading import views_of
from shared.schedule_status import deadline_conditions, milestone_at_risk_from_column
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def projects(
    work: UnitOfWork,
    *,
    organization_id: str,
    as_carrier: bool = False,
    year: int | None = None,
    kind: str | None = None,
    category: str | None = None,
    status: str | None = None,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List projects in the order of their ids: those led by an organization or anyone below it, or carried by them.

    Carried is a project in which one of them has a part, a milestone or a report; what whoever asks does not read whole
    of it is left out.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    filters = {"year": year and validation.listed_year(year), "kind": kind, "category": category, "status": status}
    terms = [getattr(Project, name) == value for name, value in filters.items() if value is not None]
    terms += _standing(Project.at_risk_from, Project.overdue_from, standing, work.today)
    terms += [Project.district_id == place.district_id]
    terms += [_carried_by(units) if as_carrier else Project.organization_id.in_(units)]
    rows = work.session.scalars(
        page(select(Project).where(*terms).order_by(Project.id), Project.id, after, limit)
    ).all()
    readable = views_of(work, READ, (row.organization_id for row in rows))
    items = [readable[row.organization_id].of(to_view(row, work), views.PUBLIC_PROJECT) for row in rows]
    return page_response(items, limit)


@query
def milestones(
    work: UnitOfWork,
    *,
    organization_id: str,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the open milestones that an organization or anyone below it is responsible for.

    Only those of projects whose deadlines count: approved or in progress.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    query = (
        select(Milestone, Project)
        .join(Project, and_(Project.district_id == Milestone.district_id, Project.id == Milestone.project_id))
        .where(
            Milestone.district_id == place.district_id,
            Milestone.organization_id.in_(units),
            Milestone.status == OPEN,
            Project.status.in_(RUNNING),
            *_standing_of_milestone(standing, work.today),
        )
        .order_by(Milestone.id)
    )
    rows = work.session.execute(page(query, Milestone.id, after, limit)).all()
    return page_response([to_view(milestone, work) for milestone, _ in rows], limit)


@query
def progress(work: UnitOfWork, *, project_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List a project's progress reports, the newest first, corrected ones with their correction."""
    project, view = read_project(work, project_id)
    newer = aliased(ProgressReport)
    query = (
        select(ProgressReport, newer.id)
        .outerjoin(newer, and_(newer.district_id == ProgressReport.district_id, newer.corrects == ProgressReport.id))
        .where(ProgressReport.district_id == project.district_id, ProgressReport.project_id == project.id)
        .order_by(ProgressReport.number.desc())
    )
    note_query(query)
    if after is not None:
        query = query.where(ProgressReport.number < number(after))
    rows = work.session.execute(query.limit(require_page_size(limit) + 1)).all()
    items = reports_view(work, view, [views.report_view(report, work, corrected_by) for report, corrected_by in rows])
    return page_response(items, limit, key="number")


@query
def practical_matters(work: UnitOfWork, *, organization_id: str, year: int) -> dict[str, Any]:
    """Return a district's list of a year: published or still a draft, each matter in its order."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(READ, place.path)
    published = work.session.get(MatterList, (place.district_id, validation.listed_year(year)))
    query = select(Project).where(
        Project.district_id == place.district_id, Project.kind == validation.PRACTICAL_MATTER, Project.year == year
    )
    rows = work.session.scalars(query.order_by(Project.number, Project.id)).all()
    return {
        "organization_id": place.district_id,
        "year": year,
        "published_on": published.published_on if published else None,
        "wanted": project_rules(work.today)["practical_matters"]["count"],
        "items": [to_view(row, work) for row in rows],
    }


def _carried_by(units: Select[tuple[str]]) -> ColumnElement[bool]:
    carried = (select(part.project_id).where(part.organization_id.in_(units), *terms) for part, terms in PARTS)
    return Project.id.in_(union(*carried))


def _standing(at_risk_from: Any, overdue_from: Any, standing: str | None, day: date) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    terms = deadline_conditions(at_risk_from, overdue_from, day)
    if standing not in terms:
        raise Invalid("standing_unknown", field="standing", standing=standing, known=DEADLINE_STANDINGS)
    return [Project.status.in_(RUNNING), terms[standing]]


def _standing_of_milestone(standing: str | None, day: date) -> list[ColumnElement[bool]]:
    at_risk_from = milestone_at_risk_from_column(Milestone.at_risk_from, Project.silent_from)
    return _standing(at_risk_from, Milestone.overdue_from, standing, day)
