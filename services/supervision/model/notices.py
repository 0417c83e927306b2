"""The three notices (三单): chosen by the findings, numbered without gaps, delivered, answered, closed."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.supervision.model import lifecycle
from services.supervision.model.rules import Deadline
from services.supervision.model.tables import Base, SupervisionRecord
from shared.databases import UtcDateTime
from shared.enumerations import NOTICE_KINDS
from shared.errors import Conflict, Invalid
from shared.events.supervision import NoticeState
from shared.records import ID
from shared.rule_packs import Rule, RulePack
from shared.schedule_status import notice_schedule

RECTIFICATION, CIRCULAR, INTERVIEW = KINDS = NOTICE_KINDS
NAMES = {RECTIFICATION: "整改意见单", CIRCULAR: "通报批评单", INTERVIEW: "主要领导约谈单"}


class Notice(SupervisionRecord, Base):
    """A notice to a unit; its pending items are counted, so that its status follows from its days."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_of_organization", "organization_id", "year"),
        Index("notice_in_register", "district_id", "numbered_by", "year", "kind", "number", unique=True),
        Index("notice_of_issuer", "issuer_id", "year"),
    )
    event_name, unknown, lifecycle, state_type = "notice", "notice_unknown", lifecycle.NOTICE, NoticeState

    issuer_id: Mapped[str] = mapped_column(ID)
    # Whose register the number stands in; it stays when another organization takes the issuer's place.
    numbered_by: Mapped[str] = mapped_column(ID)
    inspection_id: Mapped[str | None] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(30))
    proposed: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    issued_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    late_from: Mapped[date] = mapped_column(Date)
    calendar_published: Mapped[bool] = mapped_column(Boolean)
    rule_version: Mapped[str] = mapped_column(String(20))
    items: Mapped[int] = mapped_column(Integer, default=0)
    items_open: Mapped[int] = mapped_column(Integer, default=0)
    items_answered: Mapped[int] = mapped_column(Integer, default=0)
    items_closed: Mapped[int] = mapped_column(Integer, default=0)
    acknowledged_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    climbed_from: Mapped[str | None] = mapped_column(ID)
    climbed_into: Mapped[str | None] = mapped_column(ID)

    @property
    def title(self) -> str:
        """The notice's name and number, as its letterhead has them."""
        return f"{NAMES[self.kind]}〔{self.year}〕{self.number}号"

    @property
    def overdue_from(self) -> date | None:
        """The day from which it counts as overdue, or None while nothing of it waits for the unit."""
        return self.late_from if self.status == lifecycle.ISSUED and self.items_open else None

    def schedule(self, days: Deadline) -> None:
        """Set by when the notice is to be answered."""
        self.due_on, self.late_from = days.due_on, days.overdue_from
        self.calendar_published, self.rule_version = days.calendar_published, days.rule_version

    def must_be_overdue(self, today: date) -> None:
        """Refuse as Conflict to climb before the deadline, or from the highest notice."""
        must_be_late(self.overdue_from, self.due_on, today)
        if self.kind == KINDS[-1]:
            raise Conflict("nothing_above", kind=self.kind)

    def schedule_status(self, day: date) -> str:
        """Derive the notice's status on a day."""
        return str(notice_schedule(self.status, self.overdue_from).on(day))


class NumberRegister(Base):
    """The last number given to a kind of record in an organization's register of a year; locked for the next one."""

    __tablename__ = "number_register"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Delivery(Base):
    """The delivery of a notice to a unit and its acknowledgement, by the unit, not by a person."""

    __tablename__ = "delivery"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    notice_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime())
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


def proposal(general: int, serious: int, pack: RulePack) -> Rule | None:
    """Return the rule of the highest notice whose threshold is met; None where nothing was found."""
    counts = {RECTIFICATION: general, CIRCULAR: general, INTERVIEW: serious}
    met = [kind for kind in KINDS if counts[kind] >= pack[kind]["least"]]
    return pack[met[-1]] if met else None


def next_kind(kind: str | None) -> str:
    """Return the notice one step higher; the lowest one for what has none yet."""
    return KINDS[0] if kind is None else KINDS[KINDS.index(kind) + 1]


def require_kind(kind: str | None, proposed: str, reason: str | None) -> str:
    """Return the kind a person issues: the proposed one, or another with a reason."""
    given = kind or proposed
    if given not in KINDS:
        raise Invalid("notice_kind_unknown", field="kind", kind=given, known=NAMES)
    if given != proposed and not (reason or "").strip():
        raise Invalid("kind_needs_reason", field="reason", kind=given, proposed=proposed)
    return given


def must_be_late(overdue_from: date | None, due_on: date, today: date) -> None:
    """Refuse as Conflict to climb before something is overdue."""
    if overdue_from is None or today < overdue_from:
        raise Conflict("notice_not_overdue", due_on=due_on)
