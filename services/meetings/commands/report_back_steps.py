"""The steps of units' reports that a meeting takes: asked, moved to another day, given or missed, and ended."""

from collections.abc import Collection, Iterable
from datetime import date

from services.meetings.model import Meeting, ReportBack, lifecycle, repository
from services.meetings.model.meetings import SPOKEN, WRITTEN
from shared.errors import Invalid
from shared.events.meetings import ReportBackAsked, ReportBackEnded, ReportBackGiven, ReportBackMissed
from shared.lifecycles import record_step
from shared.records import add_record, emit
from shared.unit_of_work import UnitOfWork

STANDING = (lifecycle.ASKED, lifecycle.HANDED_IN)


def ask_units(work: UnitOfWork, meeting: Meeting, units: Iterable[str]) -> None:
    """Ask units to report to a meeting, until its day."""
    for unit in units:
        report_back = ReportBack(
            district_id=meeting.district_id, id=work.new_id(), version=0, organization_id=unit,
            status=lifecycle.ASKED, steps=0, last_step_on=meeting.last_step_on, meeting_id=meeting.id,
            year=meeting.year, quarter=meeting.quarter, due_on=meeting.meet_on,
        )  # fmt: skip
        add_record(work, report_back, "ask")
        emit(work, report_back, ReportBackAsked)


def move_report_backs(work: UnitOfWork, meeting: Meeting) -> None:
    """Have units report until the meeting's new day."""
    for report_back in repository.report_backs_of(work.session, meeting):
        if report_back.status in STANDING and report_back.due_on != meeting.meet_on:
            report_back.due_on = meeting.meet_on
            emit(work, report_back, ReportBackAsked)


def close_report_backs(work: UnitOfWork, meeting: Meeting, spoke: Collection[str]) -> None:
    """Record of each unit that was asked whether it spoke, wrote or did neither; refuses units that were not asked."""
    standing = [each for each in repository.report_backs_of(work.session, meeting) if each.status in STANDING]
    if not set(spoke) <= {each.organization_id for each in standing}:
        raise Invalid("unit_not_asked", field="spoke")
    for report_back in standing:
        spoken = report_back.organization_id in spoke
        if not spoken and report_back.status == lifecycle.ASKED:
            _move(work, report_back, "miss", meeting.last_step_on)
            emit(work, report_back, ReportBackMissed)
            continue
        report_back.form, report_back.held_on = SPOKEN if spoken else WRITTEN, meeting.held_on
        _move(work, report_back, "give", meeting.last_step_on)
        emit(work, report_back, ReportBackGiven)


def end_report_backs(work: UnitOfWork, report_backs: Iterable[ReportBack], on: date) -> None:
    """End reports that nobody waits for any more."""
    for report_back in report_backs:
        if report_back.status in STANDING:
            _move(work, report_back, "end", on)
            emit(work, report_back, ReportBackEnded)


def _move(work: UnitOfWork, report_back: ReportBack, step: str, on: date) -> None:
    before, report_back.status = report_back.status, report_back.lifecycle.after(step, report_back.status)
    record_step(work, report_back, step, before, on=on)
