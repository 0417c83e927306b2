"""Recording of changes of a project: a step in the history, days derived from its plan, and an event."""

from collections.abc import Sequence
from typing import Any

from services.projects.model import Milestone, Project
from services.projects.model.repository import milestones_of
from services.projects.model.schedule_status import milestone_rules
from shared.events.projects import MilestoneEvent, ProjectEvent
from shared.unit_of_work import UnitOfWork


def refresh_schedule(work: UnitOfWork, project: Project, milestones: Sequence[Milestone] | None = None) -> None:
    """Recompute the project's counts and days from its milestones."""
    plan = milestones_of(work.session, project) if milestones is None else milestones
    project.derive(plan, milestone_rules(work.today))


def emit_project(work: UnitOfWork, project: Project, fact: type[ProjectEvent], **fields: Any) -> None:
    """Emit an event about a project, with the project after it."""
    project.version += 1
    work.emit(
        fact(
            district_id=project.district_id,
            organization_id=project.organization_id,
            project_id=project.id,
            project=project.state(),
            **fields,
        )
    )


def emit_milestone(
    work: UnitOfWork, project: Project, milestone: Milestone, fact: type[MilestoneEvent], **fields: Any
) -> None:
    """Emit an event about a milestone, with it and its project after it."""
    milestone.version += 1
    emit_project(work, project, fact, milestone_id=milestone.id, milestone=milestone.state(), **fields)
