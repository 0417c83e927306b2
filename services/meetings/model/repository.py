"""Loading of what belongs to reports and meetings, for commands and queries alike."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.meetings.model import lifecycle
from services.meetings.model.decisions import Decision
from services.meetings.model.meetings import Meeting, ReportBack
from services.meetings.model.reports import QuarterlyReport, ReportText
from shared.org_paths import is_id
from shared.records import refuse_unknown


def report_in(session: Session, organization_id: str, quarter: str, status: str) -> QuarterlyReport | None:
    """Load and lock the report of an organization and a quarter that is in a state, if there is one."""
    query = select(QuarterlyReport).where(
        QuarterlyReport.organization_id == organization_id,
        QuarterlyReport.quarter == quarter,
        QuarterlyReport.status == status,
    )
    return session.scalars(query.with_for_update()).one_or_none()


def texts_of(organization_id: str, quarter: str) -> Select[ReportText]:
    """Select the words of an organization's report for a quarter, in the order of the slots' codes."""
    query = select(ReportText).where(ReportText.organization_id == organization_id, ReportText.quarter == quarter)
    return query.order_by(ReportText.slot)


def meeting_in(session: Session, organization_id: str, quarter: str) -> Meeting | None:
    """Return the meeting of an organization for a quarter, but for cancelled ones, if there is one."""
    standing = (lifecycle.PREPARED, lifecycle.HELD, lifecycle.FOLLOWED_UP)
    query = select(Meeting).where(
        Meeting.organization_id == organization_id, Meeting.quarter == quarter, Meeting.status.in_(standing)
    )
    return session.scalars(query).one_or_none()


def report_backs_of(session: Session, meeting: Meeting) -> Sequence[ReportBack]:
    """Return what the units report to a meeting, in the order of their organizations' ids."""
    query = select(ReportBack).where(ReportBack.district_id == meeting.district_id, ReportBack.meeting_id == meeting.id)
    return session.scalars(query.order_by(ReportBack.organization_id)).all()


def load_report_back(session: Session, meeting: Meeting, organization_id: str) -> ReportBack:
    """Load and lock what a unit reports to a meeting, or refuse as NotFound a unit that is not asked."""
    query = select(ReportBack).where(ReportBack.meeting_id == meeting.id, ReportBack.organization_id == organization_id)
    found = session.scalars(query.with_for_update()).one_or_none() if is_id(organization_id) else None
    return found or refuse_unknown(ReportBack, organization_id, "organization_id")


def decisions_made_at(session: Session, meeting: Meeting) -> Sequence[Decision]:
    """Return what a meeting decided, in the order in which it was decided."""
    query = select(Decision).where(Decision.district_id == meeting.district_id, Decision.meeting_id == meeting.id)
    return session.scalars(query.order_by(Decision.number)).all()


def decisions_before(session: Session, meeting: Meeting) -> Sequence[Decision]:
    """Return what earlier meetings decided that was open or was settled since the last of them, by deadline."""
    day = meeting.held_on or meeting.meet_on
    since = _last_held_before(session, meeting, day)
    query = select(Decision).where(
        Decision.district_id == meeting.district_id,
        Decision.organization_id == meeting.organization_id,
        Decision.meeting_id != meeting.id,
        Decision.made_on <= day,
        or_(Decision.settled_on.is_(None), Decision.settled_on >= (since or date.min)),
    )
    return session.scalars(query.order_by(Decision.deadline, Decision.id)).all()


def _last_held_before(session: Session, meeting: Meeting, day: date) -> date | None:
    query = select(Meeting.held_on).where(
        Meeting.organization_id == meeting.organization_id,
        Meeting.id != meeting.id,
        Meeting.held_on.is_not(None),
        Meeting.held_on <= day,
    )
    return session.scalar(query.order_by(Meeting.held_on.desc()).limit(1))
