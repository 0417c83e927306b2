"""The quarterly meeting (季度党建例会), and what each unit that is asked reports to it."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.model import lifecycle, validation
from services.meetings.model.tables import Base, MeetingsRecord
from shared.enumerations import REPORT_BACK_FORMS
from shared.errors import Invalid
from shared.events.meetings import MeetingState, ReportBackState
from shared.periods import Period
from shared.records import ID
from shared.schedule_status import report_back_schedule

SPOKEN, WRITTEN = REPORT_BACK_FORMS
MOST_UNITS = 500
"""More units at one meeting is a slip of the keyboard."""
_ONE = text("status IN ('prepared', 'held', 'followed_up')")


class Meeting(MeetingsRecord, Base):
    """The meeting of an organization for a quarter."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index(
            "meeting_of_quarter",
            "district_id",
            "organization_id",
            "quarter",
            unique=True,
            postgresql_where=_ONE,
            sqlite_where=_ONE,
        ),
        Index("meeting_of_organization", "organization_id", "held_on"),
    )
    event_name, unknown, lifecycle, state_type = "meeting", "quarterly_meeting_unknown", lifecycle.MEETING, MeetingState

    year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[str] = mapped_column(String(6))
    meet_on: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(validation.TITLE))
    convener: Mapped[str] = mapped_column(String(validation.TITLE))
    units: Mapped[int] = mapped_column(Integer)
    decisions: Mapped[int] = mapped_column(Integer, default=0)
    held_on: Mapped[date | None] = mapped_column(Date)
    followed_up_on: Mapped[date | None] = mapped_column(Date)


class ReportBack(MeetingsRecord, Base):
    """What a unit reports to a meeting: the prefilled text as it was given, and its own words beside it."""

    __tablename__ = "report_back"
    __table_args__ = (
        Index("report_back_of_unit", "district_id", "meeting_id", "organization_id", unique=True),
        Index("report_back_of_organization", "organization_id", "status"),
    )
    event_name, unknown, lifecycle, state_type = (
        "report_back",
        "report_back_unknown",
        lifecycle.REPORT_BACK,
        ReportBackState,
    )

    meeting_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[str] = mapped_column(String(6))
    due_on: Mapped[date] = mapped_column(Date)
    prefilled: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    handed_in_on: Mapped[date | None] = mapped_column(Date)
    handed_in_by: Mapped[str | None] = mapped_column(String(100))
    held_on: Mapped[date | None] = mapped_column(Date)
    form: Mapped[str | None] = mapped_column(String(10))

    def schedule_status(self, day: date) -> str:
        """Derive a report's status on a day: one that is not handed in is asked, then overdue."""
        return str(report_back_schedule(self.status, self.due_on).on(day))


def require_meeting_day(day: date, quarter: Period, field: str) -> date:
    """Return a meeting's day back, or refuse as Invalid one before its quarter or more than a year after it."""
    last = quarter.last.replace(year=quarter.last.year + 1)
    if not quarter.first <= day <= last:
        raise Invalid("meeting_day_outside", field=field, on=day, first=quarter.first, last=last)
    return day
