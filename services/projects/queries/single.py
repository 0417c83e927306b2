"""One project, and what hangs on it."""

from typing import Any

from sqlalchemy import select

from services.projects.model import Milestone, Project, ProjectStep, records
from services.projects.model.warnings import count_of, count_warnings, period_before, practice_warnings, report_days
from shared import places
from shared.errors import NotFound
from shared.lifecycles import shown_step
from shared.pages import slice_of
from shared.texts import printable
from shared.work import Work


def read_project(work: Work, project_id: str) -> Project:
    """This function will find a project for whoever may read it, or refuse as NotFound or Forbidden."""
    found = records.project_of(work.session, project_id)
    work.acting.require("projects.read", places.place(work.session, found.organization_id, work.today).path)
    return found


def project(work: Work, *, project_id: str) -> dict[str, Any]:
    """This function will tell a project as it stands, with its plan, its way and what should be known about it."""
    found = read_project(work, project_id)
    shown = records.shown_project(found, work.today)
    return shown | {"plan": _plan(work, found), "way": _way(work, found), "warnings": _warnings(work, found)}


def steps(work: Work, *, project_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell a project's steps, the first one first."""
    return slice_of(_way(work, read_project(work, project_id)), lambda step: str(step["number"]), after, limit)


def plan(work: Work, *, project_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell a project's milestones, the nearest deadline first."""
    found = _plan(work, read_project(work, project_id))
    return slice_of(found, lambda milestone: str(milestone["id"]), after, limit)


def milestone(work: Work, *, project_id: str, milestone_id: str) -> dict[str, Any]:
    """This function will tell one milestone."""
    found = read_project(work, project_id)
    one = work.session.get(Milestone, (found.district_id, milestone_id)) if places.is_id(milestone_id) else None
    if one is None or one.project_id != found.id:
        raise NotFound("milestone_unknown", milestone_id=printable(milestone_id, limit=64))
    return records.shown_milestone(one, found, work.today)


def assignments(work: Work, *, project_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell the units' parts of a practical matter."""
    found = read_project(work, project_id)
    parts = [records.shown_assignment(part) for part in records.assignments_of(work.session, found)]
    return slice_of(parts, lambda part: str(part["organization_id"]), after, limit)


def _plan(work: Work, found: Project) -> list[dict[str, Any]]:
    return [records.shown_milestone(item, found, work.today) for item in records.milestones_of(work.session, found)]


def _way(work: Work, found: Project) -> list[dict[str, Any]]:
    query = select(ProjectStep).where(ProjectStep.district_id == found.district_id, ProjectStep.project_id == found.id)
    return [shown_step(step) for step in work.session.scalars(query.order_by(ProjectStep.number))]


def _warnings(work: Work, found: Project) -> list[dict[str, Any]]:
    place = places.place(work.session, found.organization_id, work.today)
    count = count_of(work.session, found.organization_id, found.year)
    counted = count_warnings(found.organization_id, place.name, found.year, count, work.today)
    days = report_days(work.session, [found.id], period_before(work.today, 3)[0]).get(found.id, {})
    return counted + practice_warnings(found, days, work.today)
