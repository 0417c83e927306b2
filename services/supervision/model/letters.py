"""Responsibility letters (责任书): assigned duties, signed by both sides, never a new burden."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.supervision.model import lifecycle, validation
from services.supervision.model.tables import Base, SupervisionRecord
from shared.enumerations import LETTER_SIDES
from shared.errors import Conflict, Invalid
from shared.events.supervision import LetterState
from shared.records import ID

ISSUER, UNIT = SIDES = LETTER_SIDES


class ResponsibilityLetter(SupervisionRecord, Base):
    """What a unit answers for in a year towards the organization directly above it; posts sign, not names."""

    __tablename__ = "responsibility_letter"
    __table_args__ = (
        Index("letter_of_organization", "organization_id", "year"),
        Index("letter_of_issuer", "issuer_id", "year"),
    )
    event_name, unknown, lifecycle, state_type = (
        "letter",
        "responsibility_letter_unknown",
        lifecycle.LETTER,
        LetterState,
    )

    issuer_id: Mapped[str] = mapped_column(ID)
    parent_letter_id: Mapped[str | None] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String(validation.BASIS))
    issuer_post: Mapped[str] = mapped_column(String(validation.POST))
    unit_post: Mapped[str] = mapped_column(String(validation.POST))
    duties: Mapped[int] = mapped_column(Integer)
    issuer_signed_on: Mapped[date | None] = mapped_column(Date)
    unit_signed_on: Mapped[date | None] = mapped_column(Date)
    superseded_by: Mapped[str | None] = mapped_column(ID)

    def sign(self, side: str, on: date) -> bool:
        """Sign for one side, once, and return whether both have signed."""
        if side not in SIDES:
            raise Invalid("letter_side_unknown", field="side", side=side, known=SIDES)
        if getattr(self, f"{side}_signed_on") is not None:
            raise Conflict("letter_already_signed", side=side)
        setattr(self, f"{side}_signed_on", on)
        return self.issuer_signed_on is not None and self.unit_signed_on is not None


class LetterDuty(Base):
    """One duty that a letter names."""

    __tablename__ = "letter_duty"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    letter_id: Mapped[str] = mapped_column(ID, primary_key=True)
    duty_id: Mapped[str] = mapped_column(String(150), primary_key=True)
