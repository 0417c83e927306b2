"""An honour (表彰、试点): who gave it, on which day, with its document; it stands in reports and never in a score."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.model import lifecycle, validation
from services.meetings.model.tables import Base, MeetingsRecord
from shared.enumerations import HONOUR_KINDS, HONOUR_LEVELS
from shared.errors import Invalid
from shared.events.meetings import HonourState


class Honour(MeetingsRecord, Base):
    """A commendation of an organization, or a pilot that it was chosen for."""

    __tablename__ = "honour"
    __table_args__ = (Index("honour_of_organization", "organization_id", "year"),)
    event_name, unknown, lifecycle, state_type = "honour", "honour_unknown", lifecycle.HONOUR, HonourState

    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    giver: Mapped[str] = mapped_column(String(validation.TITLE))
    giver_level: Mapped[str] = mapped_column(String(12))
    document_number: Mapped[str] = mapped_column(String(validation.DOCUMENT_NUMBER))
    given_on: Mapped[date] = mapped_column(Date)


def require_honour_kind(kind: str) -> str:
    """Return a kind of honour that there is, or refuse it as Invalid."""
    if kind not in HONOUR_KINDS:
        raise Invalid("honour_kind_unknown", field="kind", kind=kind, known=tuple(HONOUR_KINDS))
    return kind


def require_giver_level(level: str) -> str:
    """Return a giver's level that there is, or refuse it as Invalid."""
    if level not in HONOUR_LEVELS:
        raise Invalid("honour_level_unknown", field="giver_level", level=level, known=HONOUR_LEVELS)
    return level
