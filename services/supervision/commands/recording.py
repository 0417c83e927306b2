"""Recording of changes: a step in the history, and an event with the record's whole state."""

from typing import Any

import msgspec

from services.supervision.model import Duty, Notice, Record, RectificationItem
from services.supervision.model.duties import RECTIFICATION
from shared.events.supervision import ItemEvent
from shared.messaging.events import Event
from shared.unit_of_work import UnitOfWork


def emit_record(work: UnitOfWork, record: Record, fact: type[Event], **fields: Any) -> None:
    """Emit an event about a record, with the record after it."""
    record.version += 1
    kind = record.record_kind
    own: dict[str, Any] = {f"{kind}_id": record.id, kind: record.state()}
    work.emit(fact(district_id=record.district_id, organization_id=record.organization_id, **own, **fields))


def emit_item(work: UnitOfWork, item: RectificationItem, notice: Notice | None, fact: type[ItemEvent]) -> None:
    """Emit an event about a rectification item and its notice."""
    if notice is not None:
        notice.version += 1
    emit_record(work, item, fact, notice=None if notice is None else notice.state())
    keep_item_as_duty(work, item)


def keep_item_as_duty(work: UnitOfWork, item: RectificationItem) -> None:
    """Upsert an item among the duties that a responsibility letter may name."""
    work.session.merge(
        Duty(
            district_id=item.district_id,
            id=f"{RECTIFICATION}:{item.id}",
            organization_id=item.organization_id,
            kind=RECTIFICATION,
            year=item.year,
            title=item.title,
            due_on=item.due_on,
            status=item.status,
            revision=item.version,
            whole_id=None,
            told=msgspec.to_builtins(item.state()),
        )
    )
