"""Mentor units (帮联单位): who helps which organization from when until when, and what was done."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, synonym

from services.organizations.model.tables import Base
from shared.events.organizations_mentors import MentorshipState
from shared.records import Versioned
from shared.schedule_status import mentorship_schedule


class Mentorship(Versioned, Base):
    """One organization's help for another; `until_on` is the last day."""

    event_name = "mentorship"
    state_type = MentorshipState
    unknown = "mentorship_unknown"

    __tablename__ = "mentorship"

    id = synonym("mentorship_id")
    district_id: Mapped[str] = mapped_column(primary_key=True)
    mentorship_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    organization_id: Mapped[str] = mapped_column(index=True)
    mentor_id: Mapped[str] = mapped_column(index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(200))
    plan: Mapped[str | None] = mapped_column(String(1000))
    outcome: Mapped[str | None] = mapped_column(String(1000))
    helped: Mapped[int]

    def standing_on(self, day: date) -> str:
        """Return whether it runs on a day or has ended."""
        return str(mentorship_schedule(self.until_on).on(day))


class MentorHelp(Base):
    """What a mentor unit did on a day."""

    __tablename__ = "mentor_help"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    help_id: Mapped[str] = mapped_column(primary_key=True)
    mentorship_id: Mapped[str] = mapped_column(index=True)
    done_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(1000))
    account_name: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
