"""One project, and what hangs on it."""

from typing import Any

from sqlalchemy import select

from services.projects.model import Milestone, ProgressReport, Project, repository, views
from services.projects.model.warnings import count_of, count_warnings, period_before, practice_warnings, report_days
from services.projects.queries.access import read_project, reports_view
from shared import org_paths
from shared.errors import NotFound
from shared.lifecycles import step_view
from shared.pages import Page, paginate_list
from shared.reading import STEP, View
from shared.records import load_part, steps_of
from shared.service import query
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def project(work: UnitOfWork, *, project_id: str) -> dict[str, Any]:
    """Return a project with its plan, its history and its warnings."""
    project, view = read_project(work, project_id)
    hanging = {
        "plan": _plan(work, project, view),
        "way": _history(work, project, view),
        "warnings": _warnings(work, project),
    }
    return view.of(to_view(project, work) | hanging, views.PUBLIC_PROJECT)


@query
def steps(work: UnitOfWork, *, project_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a project's steps, the first one first."""
    return paginate_list(
        _history(work, *read_project(work, project_id)), lambda step: str(step["number"]), after, limit
    )


@query
def plan(work: UnitOfWork, *, project_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a project's milestones, the nearest deadline first."""
    milestones = _plan(work, *read_project(work, project_id))
    return paginate_list(milestones, lambda milestone: str(milestone["id"]), after, limit)


@query
def milestone(work: UnitOfWork, *, project_id: str, milestone_id: str) -> dict[str, Any]:
    project, view = read_project(work, project_id)
    return view.of(to_view(load_part(work.session, Milestone, project, milestone_id), work), views.PUBLIC_MILESTONE)


@query
def assignments(work: UnitOfWork, *, project_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the units' parts of a practical matter."""
    project, view = read_project(work, project_id)
    parts = [to_view(part, work) for part in repository.assignments_of(work.session, project)]
    return paginate_list(view.each(parts, views.PUBLIC_PART), lambda part: str(part["organization_id"]), after, limit)


@query
def assignment(work: UnitOfWork, *, project_id: str, organization_id: str) -> dict[str, Any]:
    """Return one unit's part of a practical matter."""
    project, view = read_project(work, project_id)
    part = repository.assignment_of(work.session, project, org_paths.require_valid_id(organization_id))
    if part is None:
        raise NotFound("assignment_unknown", organization_id=organization_id)
    return view.of(to_view(part, work), views.PUBLIC_PART)


@query
def report(work: UnitOfWork, *, project_id: str, report_id: str) -> dict[str, Any]:
    """Return one progress report, and the one that took its place, if any."""
    project, view = read_project(work, project_id)
    report = work.session.get(ProgressReport, (project.district_id, report_id)) if org_paths.is_id(report_id) else None
    if report is None or report.project_id != project.id:
        raise NotFound("progress_report_unknown", report_id=printable(report_id, limit=64))
    newer = select(ProgressReport.id).where(
        ProgressReport.district_id == project.district_id, ProgressReport.corrects == report.id
    )
    return reports_view(work, view, [views.report_view(report, work, work.session.scalar(newer))])[0]


def _plan(work: UnitOfWork, project: Project, view: View) -> list[dict[str, Any]]:
    plan = repository.milestones_of(work.session, project)
    return view.each((to_view(milestone, work) for milestone in plan), views.PUBLIC_MILESTONE)


def _history(work: UnitOfWork, project: Project, view: View) -> list[dict[str, Any]]:
    return view.each(map(step_view, steps_of(work.session, project)), STEP)


def _warnings(work: UnitOfWork, project: Project) -> list[dict[str, Any]]:
    place = org_paths.load_org_path(work.session, project.organization_id, work.today)
    count = count_of(work.session, project.organization_id, project.year)
    counted = count_warnings(project.organization_id, place.name, project.year, count, work.today)
    days = report_days(work.session, [project.id], period_before(work.today, 3)[0]).get(project.id, {})
    return counted + practice_warnings(project, days, work.today)
