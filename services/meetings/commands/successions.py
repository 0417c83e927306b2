"""When an organization ends, its decisions pass to its heir or end with it; what it had still to report is not asked.

What was held, reported, honoured and frozen stays where it was. A merger may be told long before the day it takes
effect. What is to happen is kept until then, and carried out by the first thing that happens in this service on or
after that day; nothing waits for a timer.
"""

from functools import partial
from typing import Any

from sqlalchemy import select

from services.meetings.commands.report_back_steps import STANDING, end_report_backs
from services.meetings.model import Decision, Meeting, ReportBack, lifecycle, repository
from shared import reorganizations
from shared.events.meetings import DecisionCarried, DecisionEnded, MeetingEnded
from shared.events.organizations import TreeChanged
from shared.lifecycles import record_step
from shared.records import emit, hand_over_records
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork

KIND = "projects"
"""Under this name a fact about the tree decides on decisions too: each is carried out as a project."""


def hand_on_decisions(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer, from a day on, what an ended organization decided and is responsible for; nothing is removed."""
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, KIND))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "meetings", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    hand_over_records(work, succession, Decision, (lifecycle.IN_PROGRESS,), partial(_emit_decision, work, succession))
    responsible = select(Decision).where(
        Decision.responsible_organization_id == succession.organization_id, Decision.status == lifecycle.IN_PROGRESS
    )
    for decision in work.session.scalars(responsible.order_by(Decision.id).with_for_update()).all():
        decision.responsible_organization_id = succession.heir_id or decision.organization_id
        record_step(work, decision, "carry", decision.status, on=succession.effective_on)
        emit(work, decision, DecisionCarried)
    _end_meetings(work, succession)


def _emit_decision(
    work: UnitOfWork, succession: Succession, decision: Decision, handed_over: dict[str, Any] | None
) -> None:
    if handed_over is None:
        decision.settled_on = succession.effective_on
        emit(work, decision, DecisionEnded)
    else:
        emit(work, decision, DecisionCarried, from_organization_id=handed_over["from_organization_id"])


def _end_meetings(work: UnitOfWork, succession: Succession) -> None:
    ended = succession.organization_id
    prepared = select(Meeting).where(Meeting.organization_id == ended, Meeting.status == lifecycle.PREPARED)
    for meeting in work.session.scalars(prepared.order_by(Meeting.id).with_for_update()).all():
        before, meeting.status = meeting.status, meeting.lifecycle.after("end", meeting.status)
        record_step(work, meeting, "end", before, on=succession.effective_on)
        emit(work, meeting, MeetingEnded)
        end_report_backs(work, repository.report_backs_of(work.session, meeting), succession.effective_on)
    asked = select(ReportBack).where(ReportBack.organization_id == ended, ReportBack.status.in_(STANDING))
    waiting = work.session.scalars(asked.order_by(ReportBack.id).with_for_update()).all()
    end_report_backs(work, [each for each in waiting if each.status == lifecycle.ASKED], succession.effective_on)
