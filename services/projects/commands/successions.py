"""When an organization ends, what it led and answered for passes to its heir or ends with it, on the day that counts.

A merger may be told long before the day it takes effect. What is to happen is kept until then, and carried out by the
first thing that happens in this service on or after that day; nothing waits for a timer.
"""

from functools import partial
from typing import Any

from sqlalchemy import select

from services.projects.model import Assignment, Milestone, Project, lifecycle, repository
from shared import reorganizations
from shared.events.organizations import TreeChanged
from shared.events.projects import MatterAssigned, MatterReleased, MilestoneHandedOn, ProjectCarried, ProjectEnded
from shared.plans import OPEN
from shared.records import emit, emit_part, hand_over_records
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork


def hand_on_projects(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer what an ended organization answers for, from a day on; nothing of it is removed.

    Its open projects go on under the heir or end with it, as the fact about the tree says. What it was responsible for
    in the projects of others passes to the heir, or where there is none to those who lead them.
    """
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, "projects"))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "projects", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    hand_over_records(work, succession, Project, lifecycle.OPEN, partial(_emit_handed_over, work, succession))
    _settle_milestones(work, succession)
    _settle_assignments(work, succession)


def _emit_handed_over(
    work: UnitOfWork, succession: Succession, project: Project, handed_over: dict[str, Any] | None
) -> None:
    if handed_over:
        emit(work, project, ProjectCarried, **handed_over)
    else:
        repository.refresh_schedule(work, project)
        emit(work, project, ProjectEnded, ended_on=succession.effective_on)


def _settle_milestones(work: UnitOfWork, succession: Succession) -> None:
    waiting = (
        select(Milestone, Project)
        .join(Project, (Project.district_id == Milestone.district_id) & (Project.id == Milestone.project_id))
        .where(
            Milestone.organization_id == succession.organization_id,
            Milestone.status == OPEN,
            Project.status.in_(lifecycle.OPEN),
        )
        .order_by(Project.id, Milestone.id)
        .with_for_update()
    )
    for milestone, project in work.session.execute(waiting).all():
        before, milestone.organization_id = milestone.organization_id, succession.heir_id or project.organization_id
        emit_part(
            work,
            project,
            milestone,
            MilestoneHandedOn,
            from_organization_id=before,
            to_organization_id=milestone.organization_id,
            effective_on=succession.effective_on,
        )


def _settle_assignments(work: UnitOfWork, succession: Succession) -> None:
    parts = (
        select(Assignment, Project)
        .join(Project, (Project.district_id == Assignment.district_id) & (Project.id == Assignment.project_id))
        .where(Assignment.organization_id == succession.organization_id, Project.status.in_(lifecycle.OPEN))
        .order_by(Project.id)
        .with_for_update()
    )
    for part, project in work.session.execute(parts).all():
        _pass_on(work, project, part, succession)


def _pass_on(work: UnitOfWork, project: Project, part: Assignment, succession: Succession) -> None:
    heir_id, day = succession.heir_id, succession.effective_on
    work.session.delete(part)
    work.session.flush()
    emit(work, project, MatterReleased, released_organization_id=part.organization_id, effective_on=day)
    taken = heir_id is None or work.session.get(Assignment, (project.district_id, project.id, heir_id)) is not None
    if heir_id is not None and not taken:
        names = ("district_id", "project_id", "part_id", "post", "duty", "percent", "assigned_on")
        work.session.add(Assignment(organization_id=heir_id, **{name: getattr(part, name) for name in names}))
        work.session.flush()
        emit(work, project, MatterAssigned, assigned_organization_id=heir_id, post=part.post, effective_on=day)
    percents = [assignment.percent for assignment in repository.assignments_of(work.session, project)]
    project.percent = sum(percents) // len(percents) if percents else project.percent
