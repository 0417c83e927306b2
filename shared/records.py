"""Versioned records, the same in every service: loaded with their rights, moved by steps, emitted with their state.

A record's class says how its events call it, which state they carry and what its absence is called; a record with a
life cycle says which one it has and where its steps are kept.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar, NoReturn, TypeVar, cast

import msgspec
from sqlalchemy import ColumnElement, Date, Integer, Select, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared import org_paths, reorganizations
from shared.errors import NotFound
from shared.lifecycles import Lifecycle, RecordedStep, record_step, require_version, step_day
from shared.messaging.events import DatedEvent, Event
from shared.org_paths import OrgPath
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork

ID = String(64)


class Identified:
    """The columns of what is loaded by its id, such as a record, a job or an entry that never changes.

    A table of them inherits from this and from its service's base.
    """

    event_name: ClassVar[str]
    """What its events call it: their field `<event_name>_id`."""
    unknown: ClassVar[str]
    """The refusal of an id that names none."""
    unknown_field: ClassVar[str] = ""
    """The value of that refusal in which the id stands, `<event_name>_id` unless named."""

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)


class Versioned(Identified):
    """The columns that records and their parts have; `version` increases with every event about one."""

    state_type: ClassVar[type[msgspec.Struct]]
    """What its events say of it."""
    state_field: ClassVar[str] = ""
    """Their field of that, `<event_name>` unless named."""

    version: Mapped[int] = mapped_column(Integer, default=0)

    def state(self) -> Any:
        """Return the record as its events carry it."""
        return self.state_with()

    def state_with(self, **computed: Any) -> Any:
        """Return the record as its events carry it, with the fields that are no columns."""
        own = {f"{self.event_name}_id": self.id, "revision": self.version} | computed
        return self.state_type(
            **own, **{name: getattr(self, name) for name in self.state_type.__struct_fields__ if name not in own}
        )


class Record(Versioned):
    """The columns of a record that an organization keeps."""

    organization_id: Mapped[str] = mapped_column(ID)


class RecordWithHistory(Record):
    """The columns of a record whose steps are recorded, whatever days they are of."""

    lifecycle: ClassVar[Lifecycle]
    step_table: ClassVar[type[RecordedStep]]

    status: Mapped[str] = mapped_column(String(30))
    steps: Mapped[int] = mapped_column(Integer, default=0)


class RecordWithSteps(RecordWithHistory):
    """The columns of a record that moves through a life cycle, each step on the day of the last one or later."""

    last_step_on: Mapped[date] = mapped_column(Date)


AnyPart = TypeVar("AnyPart", bound=Identified)
AnyRecord = TypeVar("AnyRecord", bound=Record)
AnyRecordWithSteps = TypeVar("AnyRecordWithSteps", bound=RecordWithSteps)


@cache
def _by_id(kind: Hashable, *, lock: bool, unless_due: bool = False) -> Select[Any]:
    # Made once: to make such a statement anew costs nearly as much as to run it.
    table: Any = kind
    query = select(table).where(table.id == bindparam("record_id"))
    if unless_due:
        query = query.where(~reorganizations.any_due(bindparam("day")))
    # A record that was read before it is locked may have been changed in between.
    return query.with_for_update().execution_options(populate_existing=True) if lock else query


def load(
    session: Session, kind: type[AnyPart], record_id: str, *, lock: bool = False, field: str | None = None
) -> AnyPart:
    """Load a record, locked until the transaction ends where it is to be changed; NotFound when it is unknown."""
    record: AnyPart | None = None
    if org_paths.is_id(record_id):
        record = session.scalars(_by_id(cast("Hashable", kind), lock=lock), {"record_id": record_id}).one_or_none()
    return record or refuse_unknown(kind, record_id, field)


def load_part(session: Session, kind: type[AnyPart], owner: Versioned, record_id: str) -> AnyPart:
    """Load a record that belongs to another, such as a milestone of a project; NotFound when it does not."""
    part = session.get(kind, (owner.district_id, record_id)) if org_paths.is_id(record_id) else None
    is_own = part is not None and getattr(part, f"{owner.event_name}_id") == owner.id
    return part if part is not None and is_own else refuse_unknown(kind, record_id)


def load_for_update(
    work: UnitOfWork,
    kind: type[AnyRecord],
    record_id: str,
    settle: Callable[[UnitOfWork], Any],
    *,
    side: str = "organization_id",
) -> tuple[AnyRecord, OrgPath]:
    """Load and lock a record and its organization's place in today's tree, after the successions that are due.

    `side` names the column of another organization whose place is wanted. NotFound when the record is unknown.
    """
    record: AnyRecord | None = None
    if org_paths.is_id(record_id):
        due = {"record_id": record_id, "day": work.today}
        record = work.session.scalars(_by_id(cast("Hashable", kind), lock=True, unless_due=True), due).one_or_none()
    if record is None:
        # Whoever carries out what is due locks many records, and must not hold one of them while others do the same.
        settle(work)
        record = load(work.session, kind, record_id, lock=True)
    return record, org_paths.load_org_path(work.session, getattr(record, side), work.today)


def authorize(
    work: UnitOfWork,
    loaded: tuple[AnyRecord, OrgPath],
    right: str,
    expected_version: int | None,
    *,
    path: Sequence[str] | None = None,
) -> tuple[AnyRecord, OrgPath]:
    """Return a loaded record for a caller who holds a right on the loaded place, or on another `path`.

    Forbidden without the right, and where that place is above the record's organization for a grant on it alone;
    Conflict where the record is no longer the expected version.
    """
    record, place = loaded
    work.actor.require_over(right, place.path if path is None else path, record.organization_id)
    require_version(record.version, expected_version)
    return loaded


def emit(
    work: UnitOfWork,
    record: Record,
    event: type[Event],
    *,
    computed: Mapping[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Emit an event about a record, with the record after it; this counts its version.

    It takes effect on the day of the step that was recorded for it, unless `effective_on` is among the fields.
    `computed` are the fields of its state that are no columns.
    """
    record.version += 1
    if issubclass(event, DatedEvent):
        fields.setdefault("effective_on", work.step_days.get(record.id))
    name = record.event_name
    state = record.state() if computed is None else record.state_with(**computed)
    fields = {f"{name}_id": record.id, record.state_field or name: state} | fields
    work.emit(event(district_id=record.district_id, organization_id=record.organization_id, **fields))


def emit_part(work: UnitOfWork, owner: Record, part: Versioned, event: type[Event], **fields: Any) -> None:
    """Emit an event about a part of a record, with both after it; this counts the versions of both."""
    part.version += 1
    emit(work, owner, event, **{f"{part.event_name}_id": part.id, part.event_name: part.state()}, **fields)


def take_step(
    work: UnitOfWork,
    record: RecordWithSteps,
    step: str,
    on: date | None = None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step, record it, and return its day: today unless an earlier one is named.

    Refuses as Conflict a step the state does not allow, as Invalid a day after today or before the last step.
    """
    before, after = record.status, record.lifecycle.after(step, record.status)
    day = step_day(work, on, last=record.last_step_on)
    record.status, record.last_step_on = after, day
    record_step(work, record, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def add_record(work: UnitOfWork, record: RecordWithSteps, step: str, opinion: str | None = None) -> None:
    """Store a new record with its first step."""
    work.session.add(record)
    record_step(work, record, step, None, on=record.last_step_on, opinion=opinion)


def steps_of(session: Session, record: RecordWithHistory) -> Sequence[RecordedStep]:
    """Return a record's steps, the first one first."""
    table: Any = record.step_table
    steps: Sequence[RecordedStep] = session.scalars(
        select(table).where(*_of(table, record)).order_by(table.number)
    ).all()
    return steps


def authors_of(session: Session, record: RecordWithHistory, steps: Sequence[str] = ("declare", "amend")) -> set[str]:
    """Return the accounts that ever took one of some steps, by default those that declared or amended a record."""
    table: Any = record.step_table
    return set(session.scalars(select(table.account_id).where(*_of(table, record), table.step.in_(steps))))


def hand_over_records(
    work: UnitOfWork,
    succession: reorganizations.Succession,
    kind: type[AnyRecordWithSteps],
    open_statuses: Sequence[str] | frozenset[str],
    emit_change: Callable[[AnyRecordWithSteps, dict[str, Any] | None], None],
) -> None:
    """Carry the open records of an organization that ended over to its heir, or end them with it.

    `emit_change` emits either: what was handed over from whom to whom, or None where the record ended.
    """
    owned = select(kind).where(kind.organization_id == succession.organization_id, kind.status.in_(open_statuses))
    for record in work.session.scalars(owned.order_by(kind.id).with_for_update()).all():
        before, step = record.status, "carry" if succession.carries else "end"
        record.status = record.lifecycle.after(step, before)
        record_step(work, record, step, before, on=succession.effective_on)
        emit_change(record, hand_over_record(record, succession) if succession.carries else None)


def hand_over_record(record: Record, succession: reorganizations.Succession) -> dict[str, Any]:
    """Give a record to the heir, and return what its event says: from whom, to whom and from which day."""
    before, record.organization_id = record.organization_id, str(succession.heir_id)
    return {
        "from_organization_id": before,
        "to_organization_id": succession.heir_id,
        "effective_on": succession.effective_on,
    }


def refuse_unknown(kind: type[Identified], record_id: str, field: str | None = None) -> NoReturn:
    """Refuse as NotFound an id that names no record of a kind."""
    name = kind.unknown_field or f"{kind.event_name}_id"
    raise NotFound(kind.unknown, field=field, **{name: printable(record_id, limit=64)})


def _of(table: Any, record: RecordWithHistory) -> tuple[ColumnElement[bool], ...]:
    return table.district_id == record.district_id, getattr(table, table.owner) == record.id
