"""Complaints and suggestions (意见建议): about burden or anything else, answered within a stated time."""

from datetime import date

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.supervision.model import lifecycle, validation
from services.supervision.model.tables import Base, SupervisionRecord
from shared.enumerations import SUGGESTION_SUBJECTS
from shared.errors import Invalid
from shared.events.supervision import SuggestionState
from shared.records import ID
from shared.schedule_status import reply_schedule

ABOUT = SUGGESTION_SUBJECTS


class Suggestion(SupervisionRecord, Base):
    """One suggestion; of who sent it without a name, only a pseudonym is stored, and nothing of from where."""

    __tablename__ = "suggestion"
    __table_args__ = (
        Index("suggestion_of_organization", "organization_id", "status"),
        Index("suggestion_of_sender", "sender_id"),
    )
    event_name, unknown, lifecycle, state_type = (
        "suggestion",
        "suggestion_unknown",
        lifecycle.SUGGESTION,
        SuggestionState,
    )

    year: Mapped[int] = mapped_column(Integer)
    about: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    text: Mapped[str] = mapped_column(Text)
    named: Mapped[bool] = mapped_column(Boolean)
    from_organization_id: Mapped[str | None] = mapped_column(ID)
    sender_id: Mapped[str] = mapped_column(ID)
    sender_name: Mapped[str | None] = mapped_column(String(100))
    handed_in_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    calendar_published: Mapped[bool] = mapped_column(Boolean)
    rule_version: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_on: Mapped[date | None] = mapped_column(Date)

    def schedule_status(self, day: date) -> str:
        """Derive the suggestion's status on a day."""
        return str(reply_schedule(self).on(day))


def require_about(text: str) -> str:
    """Return the subject of a suggestion, or refuse it as Invalid."""
    if text not in ABOUT:
        raise Invalid("suggestion_about_unknown", field="about", about=text, known=ABOUT)
    return text
