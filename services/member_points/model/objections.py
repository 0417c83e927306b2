"""An objection (异议) to points or results that were published: open until it is answered, or what it is about ends."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.member_points.model import validation
from services.member_points.model.tables import Base
from shared.enumerations import OBJECTION_STATUSES, OBJECTION_SUBJECTS
from shared.errors import Conflict
from shared.events.member_points import ObjectionState
from shared.records import ID, Record

OPEN, UPHELD, DISMISSED, ENDED = STATUSES = OBJECTION_STATUSES
DECLARATION, YEAR = ABOUT = OBJECTION_SUBJECTS


class Objection(Record, Base):
    """One objection with its reason and its answer; it may be anonymous."""

    event_name = "objection"
    state_type = ObjectionState
    unknown = "objection_unknown"

    __tablename__ = "point_objection"
    __table_args__ = (
        Index("point_objection_by_id", "id"),
        Index("point_objection_about", "about_id", "status"),
    )

    about: Mapped[str] = mapped_column(String(12))
    about_id: Mapped[str] = mapped_column(ID)
    above_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    reason: Mapped[str] = mapped_column(String(validation.REASON))
    raised_on: Mapped[date] = mapped_column(Date)
    raised_by: Mapped[str] = mapped_column(ID)
    due_on: Mapped[date] = mapped_column(Date)
    answer: Mapped[str | None] = mapped_column(String(validation.OPINION))
    answered_on: Mapped[date | None] = mapped_column(Date)
    answered_by: Mapped[str | None] = mapped_column(ID)

    def must_be_open(self) -> None:
        """Refuse as Conflict a second answer, and one to what has fallen away."""
        if self.status == ENDED:
            raise Conflict("objection_ended")
        if self.status != OPEN:
            raise Conflict("objection_answered", answered_on=self.answered_on)


def objections_to(session: Session, about_id: str) -> list[Objection]:
    """Return the objections to a declaration or a result, in the order of their ids."""
    return list(session.scalars(select(Objection).where(Objection.about_id == about_id).order_by(Objection.id)))


def open_objections_to(session: Session, about_id: str) -> list[Objection]:
    """Return those of them that nobody has answered, locked until the transaction ends."""
    query = select(Objection).where(Objection.about_id == about_id, Objection.status == OPEN)
    return list(session.scalars(query.order_by(Objection.id).with_for_update()))


def must_be_answered(session: Session, about_id: str) -> None:
    """Refuse as Conflict to go on while an objection is open."""
    query = select(func.count()).where(Objection.about_id == about_id, Objection.status == OPEN)
    count = session.scalar(query) or 0
    if count:
        raise Conflict("objections_open", count=count)


def must_be_over(until: date | None, today: date) -> None:
    """Refuse as Conflict to go on while objections may still be raised."""
    if until is not None and today <= until:
        raise Conflict("window_is_open", until=until)
