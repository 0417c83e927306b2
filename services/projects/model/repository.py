"""Loading and serialisation of projects, for commands and queries alike."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.projects.model import validation
from services.projects.model.milestones import Milestone
from services.projects.model.projects import Project
from services.projects.model.reports import Assignment
from services.projects.model.schedule_status import milestone_rules
from shared.unit_of_work import UnitOfWork

# Made once: to make such a statement anew costs nearly as much as to run it.
_PLAN = (
    select(Milestone)
    .where(Milestone.district_id == bindparam("district_id"), Milestone.project_id == bindparam("project_id"))
    .order_by(Milestone.deadline, Milestone.id)
)


def milestones_of(session: Session, project: Project) -> Sequence[Milestone]:
    """Return a project's milestones, the nearest deadline first."""
    return session.scalars(_PLAN, {"district_id": project.district_id, "project_id": project.id}).all()


def refresh_schedule(work: UnitOfWork, project: Project, milestones: Sequence[Milestone] | None = None) -> None:
    """Recompute the project's counts and days from its milestones."""
    plan = milestones_of(work.session, project) if milestones is None else milestones
    project.derive(plan, milestone_rules(work.today))


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
