"""Replicas of the duties that other services assign to units; nobody types a duty in."""

from datetime import date
from typing import Any

import msgspec

from services.supervision.model import Duty, ProjectReplica
from services.supervision.model.duties import MATTER_PART, MILESTONE, OBLIGATION
from shared.events.activities import ObligationEvent, ObligationsSet
from shared.events.projects import MatterAssigned, MatterReleased, MilestoneEvent, ProjectEvent
from shared.unit_of_work import UnitOfWork

OBLIGATIONS = {
    "members_meeting": "支部党员大会",
    "committee_meeting": "支部委员会",
    "group_meeting": "党小组会",
    "theme_day": "主题党日",
    "life_meeting": "组织生活会",
    "democratic_appraisal": "民主评议党员",
}


def replicate_project(work: UnitOfWork, event: ProjectEvent) -> None:
    """Replicate a project, and the milestone or the part that the event is about."""
    project = event.project
    replica = work.session.get(ProjectReplica, (event.district_id, project.project_id))
    if replica is None or replica.revision < project.revision:
        key = {"district_id": event.district_id, "id": project.project_id}
        work.session.merge(ProjectReplica(**key, revision=project.revision, told=msgspec.to_builtins(project)))
    if isinstance(event, MilestoneEvent):
        milestone = event.milestone
        replicate_duty(
            work, event.district_id, MILESTONE, milestone.milestone_id, milestone,
            organization_id=milestone.organization_id, year=project.year, title=f"{project.title}：{milestone.title}",
            due_on=milestone.due_on, whole_id=project.project_id,
        )  # fmt: skip
    if isinstance(event, MatterAssigned | MatterReleased):
        _replicate_part(work, event)


def replicate_obligations(work: UnitOfWork, event: ObligationsSet | ObligationEvent) -> None:
    """Replicate the obligations that the rule pack sets an organization."""
    for obligation in event.obligations if isinstance(event, ObligationsSet) else (event.obligation,):
        replicate_duty(
            work, event.district_id, OBLIGATION, obligation.obligation_id, obligation,
            organization_id=obligation.organization_id, year=obligation.year, due_on=obligation.due_on,
            title=f"{OBLIGATIONS.get(obligation.kind, obligation.kind)}（{obligation.period}）",
        )  # fmt: skip
    work.session.flush()


def _replicate_part(work: UnitOfWork, event: MatterAssigned | MatterReleased) -> None:
    assigned = isinstance(event, MatterAssigned)
    unit = event.assigned_organization_id if isinstance(event, MatterAssigned) else event.released_organization_id
    project = event.project if assigned else msgspec.structs.replace(event.project, status="released")
    replicate_duty(
        work, event.district_id, MATTER_PART, f"{project.project_id}:{unit}", project, organization_id=unit,
        year=project.year, title=project.title, due_on=None, whole_id=project.project_id if assigned else None,
    )  # fmt: skip


def replicate_duty(
    work: UnitOfWork,
    district_id: str,
    kind: str,
    own_id: str,
    state: Any,
    *,
    organization_id: str,
    year: int,
    title: str,
    due_on: date | None,
    whole_id: str | None = None,
) -> None:
    """Replicate the newest state of a duty that a responsibility letter may name."""
    duty_id = f"{kind}:{own_id}"
    replica = work.session.get(Duty, (district_id, duty_id))
    if replica is not None and replica.revision >= state.revision:
        return
    duty = Duty(
        district_id=district_id,
        id=duty_id,
        organization_id=organization_id,
        kind=kind,
        year=year,
        title=title,
        due_on=due_on,
        status=state.status,
        revision=state.revision,
        whole_id=whole_id,
        told=msgspec.to_builtins(state),
    )
    if replica is None:
        work.session.add(duty)
    else:
        work.session.merge(duty)
