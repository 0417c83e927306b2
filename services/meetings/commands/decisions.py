"""Decisions of a meeting (会议决定): made with a deadline and who is responsible, withdrawn, followed to their end."""

from datetime import date

from services.meetings.commands import loading
from services.meetings.model import Decision, Meeting, lifecycle, validation
from services.meetings.model.duplicates import SAME_DECISION
from shared.duplicates import duplicates_of
from shared.enumerations import PROJECT_KINDS
from shared.events.meetings import DecisionMade, DecisionStateChanged, DecisionWithdrawn
from shared.events.projects import MilestoneEvent, ProjectEvent
from shared.lifecycles import record_step, step_day
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

MEETING_DECISION = PROJECT_KINDS[-1]


@command
def make_decision(
    work: UnitOfWork,
    *,
    meeting_id: str,
    text: str,
    responsible_organization_id: str,
    post: str,
    deadline: date,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[Decision]:
    """Record what a meeting that was held decided, with a deadline and the responsible organization and post.

    Refuses a deadline until the meeting's day, and an organization that is neither the meeting's nor below it.
    """
    meeting, holder = loading.load_for_update(work, Meeting, meeting_id, loading.HOLD, expected_version)
    lifecycle.MEETING.after("decide", meeting.status)
    loading.require_unit_below(work, holder, responsible_organization_id, "responsible_organization_id", strictly=False)
    held_on = meeting.held_on or meeting.meet_on
    day = step_day(work, on or held_on, last=held_on)
    meeting.decisions += 1
    decision = Decision(
        district_id=meeting.district_id, id=work.new_id(), version=0, organization_id=meeting.organization_id,
        status=lifecycle.IN_PROGRESS, steps=0, last_step_on=day, meeting_id=meeting.id, year=held_on.year,
        quarter=meeting.quarter, number=meeting.decisions, text=validation.line(text, "decision", "text"),
        responsible_organization_id=responsible_organization_id, post=validation.line(post, "post"), made_on=day,
        project_revision=0, milestone_revision=0,
    )  # fmt: skip
    decision.schedule(deadline, held_on)
    add_record(work, decision, "decide")
    emit(work, decision, DecisionMade)
    return Answer(decision, {"warnings": duplicates_of(work, SAME_DECISION, decision)})


@command
def withdraw_decision(
    work: UnitOfWork, *, decision_id: str, reason: str, expected_version: int | None = None
) -> Decision:
    """Withdraw a decision that is in progress, with a reason; its project is withdrawn too."""
    decision, _ = loading.load_for_update(work, Decision, decision_id, loading.HOLD, expected_version)
    decision.settled_on = take_step(work, decision, "withdraw", opinion=validation.lines(reason, "reason"))
    emit(work, decision, DecisionWithdrawn)
    return decision


def follow_project(work: UnitOfWork, event: ProjectEvent) -> None:
    """Take over how far the project of a decision has come: its state, its deadline and who is responsible."""
    if event.project.kind != MEETING_DECISION:
        return
    decision = work.session.get(Decision, (event.district_id, event.project_id), with_for_update=True)
    if decision is None:
        return
    before, told = decision.status, decision.state()
    if isinstance(event, MilestoneEvent):
        decision.follow_milestone(event.milestone)
    decision.follow_project(event.project)
    decision.status = decision.derived_status() if before != lifecycle.WITHDRAWN else before
    if decision.status != before:
        decision.settled_on = None if decision.status == lifecycle.IN_PROGRESS else _settled_on(event)
        record_step(work, decision, "follow", before, on=decision.settled_on)
    if decision.state() != told:
        day = work.step_days.get(decision.id, event.effective_on)
        emit(work, decision, DecisionStateChanged, effective_on=day)


def _settled_on(event: ProjectEvent) -> date | None:
    days = (getattr(event, name, None) for name in ("reached_on", "withdrawn_on", "ended_on"))
    return next(filter(None, days), event.project.accepted_on)
