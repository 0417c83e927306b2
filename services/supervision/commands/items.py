"""Rectification items: opened, emitted with their notice, counted in it, and replicated as duties of their unit."""

from datetime import date
from typing import Any

from services.supervision.commands.duties import replicate_duty
from services.supervision.model import Notice, RectificationItem, lifecycle, repository
from services.supervision.model.duties import RECTIFICATION
from shared.events.supervision import RectificationOpened
from shared.messaging.events import Event
from shared.records import add_record, emit
from shared.unit_of_work import UnitOfWork


def open_item(work: UnitOfWork, on: date, **columns: Any) -> RectificationItem:
    """Store a new item that is open from a day on, and emit it; `columns` are its other columns."""
    item = RectificationItem(
        id=work.new_id(), version=0, status=lifecycle.OPEN, steps=0, last_step_on=on, year=on.year, **columns
    )
    add_record(work, item, "open")
    work.session.flush()
    emit_item(work, item, None, RectificationOpened)
    return item


def emit_item(
    work: UnitOfWork, item: RectificationItem, notice: Notice | None, event: type[Event], **fields: Any
) -> None:
    """Emit an event about a rectification item and its notice."""
    if notice is not None:
        notice.version += 1
    emit(work, item, event, notice=None if notice is None else notice.state(), **fields)
    replicate_duty(
        work, item.district_id, RECTIFICATION, item.id, item.state(), organization_id=item.organization_id,
        year=item.year, title=item.title, due_on=item.due_on,
    )  # fmt: skip


def recount(work: UnitOfWork, notice: Notice) -> None:
    """Recompute a notice's counts from its items."""
    work.session.flush()
    statuses = [item.status for item in repository.items_of(work.session, notice)]
    notice.items = len(statuses)
    notice.items_open, notice.items_answered = statuses.count(lifecycle.OPEN), statuses.count(lifecycle.ANSWERED)
    notice.items_closed = statuses.count(lifecycle.CLOSED)
