"""Read access to a project: whole for who reads its leader, reduced for carriers and who sees it counted."""

from typing import Any

from sqlalchemy import select, union

from services.projects.model import Assignment, Milestone, ProgressReport, Project, validation, views
from services.projects.model.lifecycle import DRAFTED
from shared import org_paths
from shared.plans import DROPPED
from shared.reading import View, view_of
from shared.records import load
from shared.unit_of_work import UnitOfWork

READ = "projects.read"
PARTS: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (Assignment, ()),
    (Milestone, (Milestone.status != DROPPED,)),
    (ProgressReport, ()),
)
"""What carries a project: being assigned a part, answering for a milestone, having reported."""


def read_project(work: UnitOfWork, project_id: str) -> tuple[Project, View]:
    """Load a project and how much of it the caller may read, or refuse as NotFound or Forbidden.

    A practical matter is everyone's in the district from the day on which the year's list is published.
    """
    project = load(work.session, Project, project_id)
    carriers = (
        select(part.organization_id).where(
            part.district_id == project.district_id, part.project_id == project.id, *terms
        )
        for part, terms in PARTS
    )
    published = project.kind == validation.PRACTICAL_MATTER and project.status != DRAFTED
    view = view_of(
        work,
        READ,
        [project.organization_id],
        carried_by=union(*carriers),
        public_below=project.district_id if published else "",
    )
    return project, view


def reports_view(work: UnitOfWork, view: View, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return progress reports as they are read: one's own whole, whatever is read of the project."""
    return [_of_reporter(work, view, report).of(report, views.PUBLIC_REPORT) for report in reports]


def _of_reporter(work: UnitOfWork, view: View, report: dict[str, Any]) -> View:
    if view.whole:
        return view
    path = org_paths.load_org_path(work.session, report["organization_id"], work.today).path
    return View(whole=work.actor.reaches(READ, path))
