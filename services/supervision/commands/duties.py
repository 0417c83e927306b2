"""Replicas of the duties that other services assign to units; nobody types a duty in."""

from typing import Any

import msgspec

from services.supervision.model import Duty, KnownProject
from services.supervision.model.duties import MATTER_PART, MILESTONE, OBLIGATION
from shared.events.activities import ObligationEvent, ObligationsSet, ObligationState
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


def keep_project(work: UnitOfWork, event: ProjectEvent) -> None:
    """Replicate a project, and the milestone or the part that the event is about."""
    project = event.project
    known = work.session.get(KnownProject, (event.district_id, project.project_id))
    if known is None or known.revision < project.revision:
        told = msgspec.to_builtins(project)
        work.session.merge(
            KnownProject(district_id=event.district_id, id=project.project_id, revision=project.revision, told=told)
        )
    if isinstance(event, MilestoneEvent):
        one = event.milestone
        _keep(
            work, event.district_id, MILESTONE, one.milestone_id, one, organization_id=one.organization_id,
            year=project.year, title=f"{project.title}：{one.title}", due_on=one.due_on, whole_id=project.project_id,
        )  # fmt: skip
    if isinstance(event, MatterAssigned | MatterReleased):
        _keep_part(work, event)


def keep_obligations(work: UnitOfWork, event: ObligationsSet | ObligationEvent) -> None:
    """Replicate the obligations that the rule pack sets an organization."""
    told = event.obligations if isinstance(event, ObligationsSet) else (event.obligation,)
    for one in told:
        _keep_obligation(work, event.district_id, one)
    work.session.flush()


def _keep_obligation(work: UnitOfWork, district_id: str, one: ObligationState) -> None:
    _keep(
        work, district_id, OBLIGATION, one.obligation_id, one, organization_id=one.organization_id, year=one.year,
        title=f"{OBLIGATIONS.get(one.kind, one.kind)}（{one.period}）", due_on=one.due_on,
    )  # fmt: skip


def _keep_part(work: UnitOfWork, event: MatterAssigned | MatterReleased) -> None:
    assigned = isinstance(event, MatterAssigned)
    unit = event.assigned_organization_id if isinstance(event, MatterAssigned) else event.released_organization_id
    project = event.project if assigned else msgspec.structs.replace(event.project, status="released")
    _keep(
        work, event.district_id, MATTER_PART, f"{project.project_id}:{unit}", project, organization_id=unit,
        year=project.year, title=project.title, due_on=None, whole_id=project.project_id if assigned else None,
    )  # fmt: skip


def _keep(work: UnitOfWork, district_id: str, kind: str, own_id: str, told: Any, **fields: Any) -> None:
    duty_id = f"{kind}:{own_id}"
    known = work.session.get(Duty, (district_id, duty_id))
    if known is not None and known.revision >= told.revision:
        return
    fields.setdefault("whole_id", None)
    work.session.merge(
        Duty(
            district_id=district_id,
            id=duty_id,
            kind=kind,
            status=told.status,
            revision=told.revision,
            told=msgspec.to_builtins(told),
            **fields,
        )
    )
