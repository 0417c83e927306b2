"""Objections (异议) to what was published: open until answered from above, or until what they are about ends."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from sqlalchemy import Date, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.enumerations import OBJECTION_STATUSES
from shared.errors import Conflict, Invalid
from shared.records import ID, Record
from shared.reviews import require_other_person
from shared.text_validation import REMARK_MAX, SHORT_REASON_MAX
from shared.unit_of_work import UnitOfWork

OPEN, UPHELD, DISMISSED, ENDED = OBJECTION_STATUSES
ANSWERS = UPHELD, DISMISSED


class ObjectionRecord(Record):
    """The columns of an objection with its reason and its answer; `above_id` answers it."""

    about_id: Mapped[str] = mapped_column(ID)
    above_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    reason: Mapped[str] = mapped_column(String(SHORT_REASON_MAX))
    raised_on: Mapped[date] = mapped_column(Date)
    raised_by: Mapped[str] = mapped_column(ID)
    due_on: Mapped[date] = mapped_column(Date)
    answer: Mapped[str | None] = mapped_column(String(REMARK_MAX))
    answered_on: Mapped[date | None] = mapped_column(Date)
    answered_by: Mapped[str | None] = mapped_column(ID)

    def step_of(self, work: UnitOfWork, decision: str, decided_by: Collection[str] = ()) -> str:
        """Return the step that a decision is for what the objection is about: `uphold` or `dismiss`.

        Refuses as Forbidden whoever raised it or had `decided` what it is about, as Conflict a second answer and one
        to what has ended, as Invalid another decision.
        """
        require_other_person(work, {self.raised_by}, "own_objection")
        require_other_person(work, decided_by, "own_decision_objected")
        if self.status == ENDED:
            raise Conflict("objection_ended")
        if self.status != OPEN:
            raise Conflict("objection_answered", answered_on=self.answered_on)
        if decision not in ANSWERS:
            raise Invalid("answer_unknown", field="decision", known=ANSWERS)
        return "uphold" if decision == UPHELD else "dismiss"

    def settle(self, work: UnitOfWork, decision: str, answer: str, day: date) -> None:
        """Store the decision on it with its reason."""
        self.status, self.answer, self.answered_on = decision, answer, day
        self.answered_by = work.actor.account_id


AnyObjection = TypeVar("AnyObjection", bound=ObjectionRecord)


def objections_to(session: Session, kind: type[AnyObjection], about_id: str) -> list[AnyObjection]:
    """Return the objections to one record, in the order of their ids."""
    return list(session.scalars(select(kind).where(kind.about_id == about_id).order_by(kind.id)))


def open_objections_to(session: Session, kind: type[AnyObjection], about_id: str) -> list[AnyObjection]:
    """Return those of them that nobody has answered, locked until the transaction ends."""
    query = select(kind).where(kind.about_id == about_id, kind.status == OPEN)
    return list(session.scalars(query.order_by(kind.id).with_for_update()))


def must_be_answered(session: Session, kind: type[AnyObjection], about_id: str) -> None:
    """Refuse as Conflict to go on while an objection is open."""
    count = session.scalar(select(func.count()).where(kind.about_id == about_id, kind.status == OPEN)) or 0
    if count:
        raise Conflict("objections_open", count=count)


def must_be_within(until: date | None, today: date) -> None:
    """Refuse as Conflict an objection after the window has closed."""
    if until is not None and today > until:
        raise Conflict("objection_window_closed", object_by=until)


def must_be_over(until: date | None, today: date) -> None:
    """Refuse as Conflict to go on while objections may still be raised."""
    if until is not None and today <= until:
        raise Conflict("window_is_open", until=until)
