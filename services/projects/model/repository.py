"""Loading and serialisation of projects, for commands and queries alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.projects.model import validation
from services.projects.model.milestones import Milestone
from services.projects.model.projects import Project, ProjectStep
from services.projects.model.reports import Assignment, ProgressReport
from shared import reorganizations
from shared.errors import NotFound
from shared.org_paths import is_id
from shared.schedule_status import milestone_schedule, project_schedule
from shared.text_validation import printable

# Made once: to make such a statement anew costs nearly as much as to run it.
_PROJECT = select(Project).where(Project.id == bindparam("project_id"))
_LOCKED = _PROJECT.with_for_update()
_UNLESS_DUE = _LOCKED.where(~reorganizations.any_due(bindparam("day")))
_PLAN = (
    select(Milestone)
    .where(Milestone.district_id == bindparam("district_id"), Milestone.project_id == bindparam("project_id"))
    .order_by(Milestone.deadline, Milestone.id)
)


def project_of(session: Session, project_id: str, *, lock: bool = False) -> Project:
    """Load a project, locked until the transaction ends where it is to be changed."""
    query = _LOCKED if lock else _PROJECT
    found = session.scalars(query, {"project_id": project_id}).one_or_none() if is_id(project_id) else None
    if found is None:
        raise NotFound("project_unknown", project_id=printable(project_id, limit=64))
    return found


def locked_unless_due(session: Session, project_id: str, day: date) -> Project | None:
    """Load and lock a project, unless a succession that is due must be applied first."""
    asked = {"project_id": project_id, "day": day}
    return session.scalars(_UNLESS_DUE, asked).one_or_none() if is_id(project_id) else None


def milestones_of(session: Session, project: Project) -> Sequence[Milestone]:
    """Return a project's milestones, the nearest deadline first."""
    return session.scalars(_PLAN, {"district_id": project.district_id, "project_id": project.id}).all()


def assignments_of(session: Session, project: Project) -> Sequence[Assignment]:
    """Return the units' parts of a practical matter; none for a secretary project, without asking."""
    if project.kind != validation.PRACTICAL_MATTER:
        return []
    query = select(Assignment).where(Assignment.district_id == project.district_id, Assignment.project_id == project.id)
    return session.scalars(query.order_by(Assignment.assigned_on, Assignment.organization_id)).all()


def assignment_of(session: Session, project: Project, organization_id: str) -> Assignment | None:
    """Return one unit's part of a practical matter, if it has one."""
    if project.kind != validation.PRACTICAL_MATTER:
        return None
    return session.get(Assignment, (project.district_id, project.id, organization_id))


def authors_of(session: Session, project: Project) -> set[str]:
    """Return the accounts that ever declared a project or changed its words."""
    query = select(ProjectStep.account_id).where(
        ProjectStep.district_id == project.district_id,
        ProjectStep.project_id == project.id,
        ProjectStep.step.in_(("declare", "amend")),
    )
    return set(session.scalars(query))


def project_view(project: Project, day: date) -> dict[str, Any]:
    """Return a project with its schedule status on a day."""
    names = (
        "id", "version", "kind", "year", "number", "category", "title", "content", "organization_id", "lead_post",
        "status", "percent", "people_served", "difficulties_solved", "milestones", "milestones_reached",
        "declared_on", "approved_on", "started_on", "accepted_on", "proposed_rating", "rating", "last_report_on",
        "silent_from", "at_risk_from", "overdue_from", "district_id",
    )  # fmt: skip
    return {name: getattr(project, name) for name in names} | {"standing": project_schedule(project.state()).on(day)}


def milestone_view(milestone: Milestone, project: Project, day: date) -> dict[str, Any]:
    """Return a milestone with its schedule status on a day."""
    names = (
        "id", "version", "project_id", "title", "organization_id", "post", "status", "deadline", "due_on",
        "at_risk_from", "overdue_from", "calendar_published", "rule_version", "reached_on", "reason",
    )  # fmt: skip
    standing = milestone_schedule(milestone.state(), project.state()).on(day)
    return {name: getattr(milestone, name) for name in names} | {"standing": standing}


def report_view(report: ProgressReport, corrected_by: str | None = None) -> dict[str, Any]:
    """Return a progress report, and the one that took its place, if any."""
    names = (
        "id", "project_id", "number", "organization_id", "kind", "reported_on", "percent", "text", "people_served",
        "difficulties_solved", "evidence", "reason", "milestones_reached", "corrects", "account_id", "account_name",
        "recorded_at",
    )  # fmt: skip
    return {name: getattr(report, name) for name in names} | {"corrected_by": corrected_by}


def assignment_view(part: Assignment) -> dict[str, Any]:
    """Return a unit's part of a practical matter."""
    names = ("project_id", "organization_id", "post", "duty", "percent", "assigned_on")
    return {name: getattr(part, name) for name in names}
