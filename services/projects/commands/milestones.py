"""The plan of a project (责任分解): milestones set, amended and dropped by those who lead it."""

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from services.projects.commands import loading
from services.projects.model import Assignment, Milestone, Project, lifecycle, repository, validation
from services.projects.model.duplicates import SAME_MILESTONE
from services.projects.model.schedule_status import milestone_rules
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.projects import MilestoneAmended, MilestoneDropped, MilestoneEvent, MilestoneSet
from shared.lifecycles import require_version, step_day
from shared.org_paths import OrgPath
from shared.plans import DROPPED, OPEN, Renewed, emit_item, record_item_step, renew
from shared.records import load_part
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

MOST = 100
"""Milestones of one project, dropped ones included: a plan that nobody can read is none."""
SETTLED = (lifecycle.APPROVED, lifecycle.IN_PROGRESS)
"""From the approval on, a change of the plan needs a reason."""


@command
def set_milestone(
    work: UnitOfWork,
    *,
    project_id: str,
    title: str,
    deadline: date,
    organization_id: str,
    post: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[Milestone]:
    """Add a milestone with its deadline, its responsible organization and post, from today or an earlier day on.

    The organization must be the leading one or below it; in a practical matter it must be assigned to it.
    """
    project, place = loading.load_as_lead(work, project_id, expected_version)
    project.lifecycle.after("plan", project.status)
    _require_own_plan(project)
    if len(repository.milestones_of(work.session, project)) >= MOST:
        raise Conflict("too_many_milestones", most=MOST)
    milestone = Milestone(
        district_id=project.district_id,
        id=work.new_id(),
        project_id=project.id,
        version=0,
        title=validation.title(title),
        organization_id=_responsible(work, project, place, organization_id),
        post=validation.post(post, "post"),
        status=OPEN,
    )
    _schedule(work, project, milestone, deadline)
    work.session.add(milestone)
    _emit(work, project, milestone, MilestoneSet, effective_on=step_day(work, on, last=project.last_step_on))
    return Answer(milestone, {"warnings": duplicates_of(work, SAME_MILESTONE, milestone)})


@command
def amend_milestone(
    work: UnitOfWork,
    *,
    project_id: str,
    milestone_id: str,
    expected_version: int | None = None,
    title: str | None = None,
    deadline: date | None = None,
    organization_id: str | None = None,
    post: str | None = None,
    reason: str | None = None,
) -> Milestone:
    """Change an open milestone; None leaves a field as it is. Once approved, a reason is needed."""
    project, place, milestone = _open(work, project_id, milestone_id, expected_version)
    if all(given is None for given in (title, deadline, organization_id, post)):
        raise Invalid("nothing_to_change")
    _reason_on_record(work, project, milestone, reason)
    before = milestone.deadline
    if title is not None:
        milestone.title = validation.title(title)
    if organization_id is not None:
        milestone.organization_id = _responsible(work, project, place, organization_id)
    if post is not None:
        milestone.post = validation.post(post, "post")
    if deadline is not None:
        _schedule(work, project, milestone, deadline)
    return _emit(work, project, milestone, MilestoneAmended, previous_deadline=before)


@command
def drop_milestone(
    work: UnitOfWork, *, project_id: str, milestone_id: str, reason: str, expected_version: int | None = None
) -> Milestone:
    """Drop an open milestone from the plan, with a reason; the record remains."""
    project, _, milestone = _open(work, project_id, milestone_id, expected_version)
    _require_own_plan(project)
    _reason_on_record(work, project, milestone, reason)
    milestone.close(DROPPED, validation.reason(reason))
    return _emit(work, project, milestone, MilestoneDropped)


@command
def renew_days(work: UnitOfWork, *, organization_id: str) -> Renewed:
    """Recompute the days of a district's open milestones after a holiday notice or a change of the rules.

    It gives how many were looked at and how many of them have other days now; done twice it changes nothing.
    """
    path = org_paths.load_org_path(work.session, organization_id, work.today).path
    work.actor.require_below("projects.approve", path)
    query = (
        select(Milestone, Project)
        .join(Project, (Project.district_id == Milestone.district_id) & (Project.id == Milestone.project_id))
        .where(Milestone.district_id == path[-1], Milestone.status == OPEN, Project.status.in_(lifecycle.PLANNED))
        .order_by(Project.id, Milestone.id)
        .with_for_update()
    )
    return renew(
        work.session.execute(query).all(),
        lambda milestone, project: _schedule(work, project, milestone, milestone.deadline),
        lambda milestone, project: _emit(
            work, project, milestone, MilestoneAmended, previous_deadline=milestone.deadline
        ),
    )


def _require_own_plan(project: Project) -> None:
    if project.kind == validation.MEETING_DECISION:
        raise Conflict("decision_has_one_milestone")


def _schedule(work: UnitOfWork, project: Project, milestone: Milestone, deadline: date) -> None:
    milestone.schedule(deadline, milestone_rules(work.today), project.year)


def _open(
    work: UnitOfWork, project_id: str, milestone_id: str, expected_version: int | None
) -> tuple[Project, OrgPath, Milestone]:
    project, place = loading.load_as_lead(work, project_id, None)
    project.lifecycle.after("plan", project.status)
    milestone = load_part(work.session, Milestone, project, milestone_id)
    require_version(milestone.version, expected_version)
    milestone.must_be_open()
    return project, place, milestone


def _responsible(work: UnitOfWork, project: Project, place: OrgPath, organization_id: str) -> str:
    path = org_paths.load_org_path(work.session, organization_id, work.today).path
    if project.organization_id not in path:
        raise Invalid("responsible_outside", field="organization_id", organization=place.name)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Invalid("responsible_not_open", field="organization_id", day=work.today)
    assigned = (project.district_id, project.id, organization_id)
    needs_part = project.kind == validation.PRACTICAL_MATTER and organization_id != project.organization_id
    if needs_part and work.session.get(Assignment, assigned) is None:
        raise Invalid("responsible_not_assigned", field="organization_id")
    return organization_id


def _reason_on_record(work: UnitOfWork, project: Project, milestone: Milestone, reason: str | None) -> None:
    if project.status in SETTLED or reason:
        record_item_step(work, project, milestone, "plan", validation.reason(reason or ""))


def _emit(
    work: UnitOfWork, project: Project, milestone: Milestone, event: type[MilestoneEvent], **fields: Any
) -> Milestone:
    return emit_item(work, project, milestone, event, partial(repository.refresh_schedule, work, project), **fields)
