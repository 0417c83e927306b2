"""A quarterly meeting's decision is carried out as a project with one milestone, approved and in progress at once."""

from services.projects.commands.successions import settle_successions
from services.projects.model import Milestone, Project, lifecycle, repository, validation
from services.projects.model.schedule_status import milestone_rules
from shared.events.meetings import DecisionEvent, DecisionState
from shared.events.projects import MilestoneSet, ProjectApproved, ProjectStarted, ProjectWithdrawn
from shared.lifecycles import record_step
from shared.plans import OPEN
from shared.records import add_record, emit, emit_part
from shared.unit_of_work import UnitOfWork

CUT = "…"


def open_project(work: UnitOfWork, event: DecisionEvent) -> Project:
    """Open the project of a decision, under the decision's id, with its one milestone; repeated, return it."""
    settle_successions(work)
    project = work.session.get(Project, (event.district_id, event.decision_id), with_for_update=True)
    if project is not None:
        return project
    project = _project(event.district_id, event.decision)
    milestone = _milestone(work, project, event.decision)
    add_record(work, project, "decide")
    work.session.add(milestone)
    work.session.flush()
    repository.refresh_schedule(work, project)
    emit(work, project, ProjectApproved, approved_on=project.approved_on)
    emit(work, project, ProjectStarted, started_on=project.started_on)
    emit_part(work, project, milestone, MilestoneSet)
    return project


def withdraw_project_of_decision(work: UnitOfWork, event: DecisionEvent) -> None:
    """Withdraw the project of a decision that was withdrawn, whichever of the two facts is heard first."""
    project = open_project(work, event)
    if project.status not in lifecycle.OPEN:
        return
    day = event.decision.settled_on or work.today
    before, project.status = project.status, lifecycle.WITHDRAWN
    record_step(work, project, "withdraw", before, on=day)
    repository.refresh_schedule(work, project)
    emit(work, project, ProjectWithdrawn, withdrawn_on=day)


def _project(district_id: str, decision: DecisionState) -> Project:
    return Project(
        district_id=district_id,
        id=decision.decision_id,
        organization_id=decision.organization_id,
        kind=validation.MEETING_DECISION,
        year=decision.year,
        title=_title(decision.text),
        content=decision.text,
        lead_post=decision.post,
        status=lifecycle.IN_PROGRESS,
        version=0,
        percent=0,
        people_served=0,
        difficulties_solved=0,
        milestones=0,
        milestones_reached=0,
        steps=0,
        approved_on=decision.made_on,
        started_on=decision.made_on,
        last_step_on=decision.made_on,
    )


def _milestone(work: UnitOfWork, project: Project, decision: DecisionState) -> Milestone:
    milestone = Milestone(
        district_id=project.district_id,
        id=work.new_id(),
        project_id=project.id,
        version=0,
        title=project.title,
        organization_id=decision.responsible_organization_id,
        post=decision.post,
        status=OPEN,
    )
    milestone.schedule(decision.deadline, milestone_rules(work.today), project.year)
    return milestone


def _title(text: str) -> str:
    """Return a decision's text as a title; a longer one is cut, and stands whole in the project's content."""
    return text if len(text) <= validation.TITLE else text[: validation.TITLE - len(CUT)] + CUT
