"""The quarterly meeting (季度党建例会) is opened for a quarter, amended or cancelled, held and followed up."""

from datetime import date

from services.meetings.commands import loading
from services.meetings.commands.report_back_steps import (
    ask_units,
    close_report_backs,
    end_report_backs,
    move_report_backs,
)
from services.meetings.model import Meeting, lifecycle, repository, validation
from services.meetings.model.meetings import MOST_UNITS, require_meeting_day
from shared.errors import Conflict, Invalid
from shared.events.meetings import MeetingAmended, MeetingCancelled, MeetingFollowedUp, MeetingHeld, MeetingOpened
from shared.lifecycles import record_step, step_day
from shared.periods import period_named
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def open_meeting(
    work: UnitOfWork,
    *,
    organization_id: str,
    quarter: str,
    meet_on: date,
    place: str,
    convener: str,
    units: list[str] | None = None,
) -> Meeting:
    """Open the meeting of an organization for a quarter, and ask units below it to report.

    Refuses a quarter that has not begun, an organization that did not exist in it, and a second meeting for it.
    """
    holder, period = loading.load_in_quarter(work, organization_id, quarter)
    asked = _units_asked(units)
    for unit in asked:
        loading.require_unit_below(work, holder, unit, "units", strictly=True)
    if repository.meeting_in(work.session, organization_id, period.name) is not None:
        raise Conflict("meeting_exists", quarter=period.name)
    meeting = Meeting(
        district_id=holder.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.PREPARED, steps=0, last_step_on=min(work.today, meet_on), year=period.first.year,
        quarter=period.name, meet_on=require_meeting_day(meet_on, period, "meet_on"),
        place=validation.line(place, "place"), convener=validation.line(convener, "convener"), units=len(asked),
        decisions=0,
    )  # fmt: skip
    add_record(work, meeting, "open")
    work.session.flush()
    emit(work, meeting, MeetingOpened)
    ask_units(work, meeting, asked)
    return meeting


@command
def amend_meeting(
    work: UnitOfWork,
    *,
    meeting_id: str,
    meet_on: date | None = None,
    place: str | None = None,
    convener: str | None = None,
    expected_version: int | None = None,
) -> Meeting:
    """Change the day, the place or the convener of a meeting that was not held yet; None leaves a field."""
    meeting, _ = loading.load_for_update(work, Meeting, meeting_id, loading.HOLD, expected_version)
    lifecycle.MEETING.after("amend", meeting.status)
    if meet_on is None and place is None and convener is None:
        raise Invalid("nothing_to_change")
    if place is not None:
        meeting.place = validation.line(place, "place")
    if convener is not None:
        meeting.convener = validation.line(convener, "convener")
    if meet_on is not None:
        meeting.meet_on = require_meeting_day(meet_on, period_named(meeting.quarter), "meet_on")
    record_step(work, meeting, "amend", meeting.status)
    emit(work, meeting, MeetingAmended)
    move_report_backs(work, meeting)
    return meeting


@command
def hold_meeting(
    work: UnitOfWork,
    *,
    meeting_id: str,
    spoke: list[str] | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Meeting:
    """Record that a meeting took place and which of the units asked spoke (汇报发言); the others wrote, or did not.

    Refuses a unit that was not asked, and a day outside what a meeting of the quarter may be held on.
    """
    meeting, _ = loading.load_for_update(work, Meeting, meeting_id, loading.HOLD, expected_version)
    day = require_meeting_day(step_day(work, on), period_named(meeting.quarter), "on")
    meeting.held_on = take_step(work, meeting, "hold", day)
    emit(work, meeting, MeetingHeld)
    close_report_backs(work, meeting, frozenset(spoke or ()))
    return meeting


@command
def follow_up_meeting(
    work: UnitOfWork, *, meeting_id: str, on: date | None = None, expected_version: int | None = None
) -> Meeting:
    """Record that a meeting is followed up; refuses as Conflict while a decision of it is in progress."""
    meeting, _ = loading.load_for_update(work, Meeting, meeting_id, loading.HOLD, expected_version)
    made = repository.decisions_made_at(work.session, meeting)
    waiting = sum(decision.status == lifecycle.IN_PROGRESS for decision in made)
    if waiting:
        raise Conflict("meeting_decisions_open", count=waiting)
    meeting.followed_up_on = take_step(work, meeting, "follow_up", on)
    emit(work, meeting, MeetingFollowedUp)
    return meeting


@command
def cancel_meeting(work: UnitOfWork, *, meeting_id: str, reason: str, expected_version: int | None = None) -> Meeting:
    """Cancel a meeting that was not held, with a reason; nobody need report to it any more."""
    meeting, _ = loading.load_for_update(work, Meeting, meeting_id, loading.HOLD, expected_version)
    take_step(work, meeting, "cancel", opinion=validation.lines(reason, "reason"))
    emit(work, meeting, MeetingCancelled)
    end_report_backs(work, repository.report_backs_of(work.session, meeting), work.today)
    return meeting


def _units_asked(units: list[str] | None) -> list[str]:
    asked = list(dict.fromkeys(units or []))
    if len(asked) > MOST_UNITS:
        raise Invalid("too_many_units", field="units", most=MOST_UNITS)
    return asked
