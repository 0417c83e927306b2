"""Life cycles of records: which step may follow which state, and the history of who took each step."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.databases import UtcDateTime
from shared.errors import Conflict, Invalid
from shared.unit_of_work import UnitOfWork

Steps = Mapping[str, tuple[Iterable[str], str | None]]
"""A step's name: the states it may be taken in, and the state it leads to (None leaves it as it is)."""


class Lifecycle:
    """The states of one kind of record and the steps between them, each with its Chinese name."""

    def __init__(
        self, record_zh: str, statuses: Mapping[str, str], steps: Steps, step_labels: Mapping[str, str]
    ) -> None:
        self.record_zh = record_zh
        self.statuses = statuses
        self.steps = {step: (frozenset(allowed), to) for step, (allowed, to) in steps.items()}
        self.step_labels = step_labels

    def after(self, step: str, status: str) -> str:
        """Return the state after a step, or refuse as Conflict a step this state does not allow."""
        allowed, to = self.steps[step]
        if status not in allowed:
            raise Conflict(
                "step_not_possible",
                record_zh=self.record_zh,
                step=step,
                step_zh=self.step_labels[step],
                status=status,
                status_zh=self.statuses[status],
                possible=", ".join(sorted(allowed)),
                possible_zh="、".join(self.statuses[name] for name in sorted(allowed)),
            )
        return to or status


class RecordedStep:
    """The columns of one recorded step: who took it, on whose behalf, on which day, with which opinion.

    A table of steps inherits from this and from its service's base, and adds the id of the record it belongs to, in the
    column `owner`; the record's class names it as its `step_table`.
    """

    owner: ClassVar[str] = "record_id"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(String(30))
    from_status: Mapped[str | None] = mapped_column(String(30))
    to_status: Mapped[str] = mapped_column(String(30))
    organization_id: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(String(64))
    account_name: Mapped[str] = mapped_column(String(100))
    taken_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())
    opinion: Mapped[str | None] = mapped_column(Text)


SHOWN = (
    "number", "step", "from_status", "to_status", "organization_id", "account_id", "account_name", "taken_on",
    "opinion", "recorded_at",
)  # fmt: skip


def step_view(step: RecordedStep) -> dict[str, Any]:
    """Serialise one step: who, when, on whose behalf, with which opinion."""
    return {name: getattr(step, name) for name in SHOWN}


def record_step(
    work: UnitOfWork,
    record: Any,
    step: str,
    before: str | None,
    *,
    on: date | None = None,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> None:
    """Append a step to a record's history: who took it, on whose behalf, on which day (today by default), and why.

    `before` is the status before the step; the record is in the status after it. It counts its own `steps`.
    """
    record.steps += 1
    table = record.step_table
    work.step_days[record.id] = on or work.today
    taken = {"step": step, "from_status": before, "to_status": record.status, "taken_on": on or work.today}
    taken |= {"organization_id": organization_id or record.organization_id, "opinion": opinion} | audit_columns(work)
    owner = {"district_id": record.district_id, table.owner: record.id}
    work.session.add(table(**owner, number=record.steps, **taken))


def audit_columns(work: UnitOfWork) -> dict[str, Any]:
    """Return the audit columns: the account, on whose behalf it acts, and the time."""
    return {"account_id": work.actor.account_id, "account_name": work.actor.name, "recorded_at": work.now}


def step_day(work: UnitOfWork, on: date | None, *, last: date | None = None, field: str = "on") -> date:
    """Return the day of a step, today by default; refuse as Invalid a day after today or before the last step.

    Refuses as Invalid a day after today, or before the `last` step.
    """
    day = on or work.today
    if day > work.today:
        raise Invalid("day_in_the_future", field=field, on=day, today=work.today)
    if last is not None and day < last:
        raise Invalid("day_before_last_step", field=field, on=day, last=last)
    return day


def require_version(version: int, expected_version: int | None) -> None:
    """Refuse as Conflict a change based on an outdated version (optimistic locking)."""
    if expected_version is not None and expected_version != version:
        raise Conflict("changed_meanwhile", version=version)
