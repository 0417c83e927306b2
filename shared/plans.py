"""Plans: deadlines of a project or a building, each at risk and overdue from days that the rule pack derives."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, TypedDict, TypeVar

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.deadlines import days_before
from shared.enumerations import MILESTONE_STATUSES
from shared.errors import Conflict, Invalid
from shared.lifecycles import record_step
from shared.messaging.events import Event
from shared.records import RecordWithSteps, Versioned, emit_part
from shared.rule_packs import RulePack
from shared.text_validation import POST_MAX, REMARK_MAX, TITLE_MAX
from shared.unit_of_work import UnitOfWork

OPEN, REACHED, WAIVED, DROPPED = MILESTONE_STATUSES
NAMED = 5
"""Titles that a refusal names, of however many are open."""


class PlanItem(Versioned):
    """The columns of one deadline of a plan; its status towards the deadline is derived from its days."""

    outside_years: ClassVar[str]
    not_open: ClassVar[str]

    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    post: Mapped[str] = mapped_column(String(POST_MAX))
    reason: Mapped[str | None] = mapped_column(String(REMARK_MAX))
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    deadline: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    at_risk_from: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    calendar_published: Mapped[bool]
    rule_version: Mapped[str] = mapped_column(String(20))
    reached_on: Mapped[date | None] = mapped_column(Date)

    def schedule(self, deadline: date, rules: RulePack, year: int, years_ahead: int = 1) -> None:
        """Set the deadline and what follows from it by the rules.

        Refuses as Invalid a deadline before the plan's year or more than so many years after it.
        """
        first, last = date(year, 1, 1), date(year + years_ahead, 12, 31)
        if not first <= deadline <= last:
            raise Invalid(self.outside_years, field="deadline", deadline=deadline, first=first, last=last)
        days = days_before(deadline, rules["at_risk"]["working_days"], rules.version)
        self.deadline = deadline
        self.due_on, self.at_risk_from, self.overdue_from = days.due_on, days.at_risk_from, days.overdue_from
        self.calendar_published, self.rule_version = days.calendar_published, days.rule_version

    def must_be_open(self) -> None:
        """Refuse as Conflict a change of what was completed, waived or dropped."""
        if self.status != OPEN:
            raise Conflict(self.not_open, title=self.title, status=self.status)

    def close(self, status: str, reason: str) -> None:
        """Waive or drop it, with a reason."""
        self.must_be_open()
        self.status, self.reason = status, reason


AnyItem = TypeVar("AnyItem", bound=PlanItem)
AnyOwner = TypeVar("AnyOwner", bound=RecordWithSteps)


class Renewed(TypedDict):
    """How many deadlines were looked at, and how many of them have other days now."""

    looked_at: int
    changed: int


def open_items(plan: Iterable[AnyItem]) -> list[AnyItem]:
    """Return what is neither completed, waived nor dropped."""
    return [item for item in plan if item.status == OPEN]


def must_be_complete(plan: Sequence[PlanItem], refusal: str) -> None:
    """Refuse as Conflict what needs every item completed or waived, naming the first that are not."""
    missing = [item.title for item in open_items(plan)]
    if missing:
        raise Conflict(refusal, count=len(missing), titles="；".join(missing[:NAMED]))


def record_item_step(
    work: UnitOfWork, owner: RecordWithSteps, item: PlanItem, step: str, reason: str, *, on: date | None = None
) -> None:
    """Append a step about one item to the history of its record; the opinion names the item."""
    record_step(work, owner, step, owner.status, on=on, opinion=f"{item.title}：{reason}")


def emit_item(
    work: UnitOfWork,
    owner: RecordWithSteps,
    item: AnyItem,
    event: type[Event],
    derive: Callable[[], None],
    **fields: Any,
) -> AnyItem:
    """Emit an event about an item and its record, whose counts and days `derive` brings up to date; return the item."""
    work.session.flush()
    derive()
    emit_part(work, owner, item, event, **fields)
    return item


def renew(
    rows: Sequence[tuple[AnyItem, AnyOwner]],
    reschedule: Callable[[AnyItem, AnyOwner], None],
    emit_change: Callable[[AnyItem, AnyOwner], object],
) -> Renewed:
    """Schedule deadlines anew, as after a holiday notice, and emit those that have other days now."""
    changed = 0
    for item, owner in rows:
        before = item.state()
        reschedule(item, owner)
        if item.state() != before:
            emit_change(item, owner)
            changed += 1
    return {"looked_at": len(rows), "changed": changed}
