"""Dead-letter handling: an operator retries an event that failed too often, or skips exactly this one.

Only the head of a stream is ever parked: whatever its organization said after it waits behind it. Both decisions are
kept with their reason and who took them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shared.errors import Conflict, NotFound
from shared.messaging.event_streams import advance, dequeue, is_cursor, is_queued
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox, inbox_cursor, parked_decision


class Decision(NamedTuple):
    """Who decides, why, and when."""

    by: str
    reason: str
    at: datetime
    new_id: Callable[[], str]


def parked(session: Session) -> Sequence[Any]:
    """Return the parked events, oldest first, each with how many wait `behind` it."""
    later = inbox.alias("later")
    behind = (
        select(func.count())
        .select_from(later)
        .where(*(later.c[name] == inbox.c[name] for name in ("source", "partition_key")))
        .where(later.c.sequence > inbox.c.sequence)
        .scalar_subquery()
    )
    query = select(inbox, behind.label("behind")).where(inbox.c.parked_at.is_not(None))
    return session.execute(query.order_by(inbox.c.parked_at, inbox.c.source, inbox.c.partition_key)).all()


def find(session: Session, position: Position) -> Any:
    """Load one parked event, or refuse as NotFound."""
    key = (position.source, position.partition_key, position.number)
    for row in parked(session):
        if (row.source, row.partition_key, row.sequence) == key:
            return row
    raise NotFound("parked_event_unknown", position=str(position))


def replay(session: Session, position: Position, decision: Decision) -> None:
    """Schedule a parked event for an immediate retry, with all its attempts."""
    row = _lock(session, position)
    again = {"parked_at": None, "next_attempt_at": None, "attempts": 0}
    session.execute(update(inbox).where(is_queued(position)).values(again))
    _record_decision(session, row, "replay", decision)


def discard(session: Session, position: Position, decision: Decision) -> None:
    """Skip exactly this event: its organization's stream continues with the next one."""
    row = _lock(session, position)
    skipped = Envelope.decode(row.envelope)
    advance(session, [skipped], decision.at)
    dequeue(session, skipped)
    _record_decision(session, row, "discard", decision)


def _lock(session: Session, position: Position) -> Any:
    # The lock on the cursor is the one under which the inbox applies: nobody is half-way through this stream now.
    cursor = is_cursor((position.source, position.partition_key))
    applied = session.execute(select(inbox_cursor.c.applied).where(cursor).with_for_update()).scalar_one_or_none()
    row = find(session, position)
    if applied != position.number - 1:
        raise Conflict("parked_event_not_next", position=str(position), applied=applied)
    return row


def _record_decision(session: Session, row: Any, decided: str, decision: Decision) -> None:
    values = {name: getattr(row, name) for name in ("source", "partition_key", "sequence", "envelope")}
    values |= {"id": decision.new_id(), "decision": decided, "reason": decision.reason}
    session.execute(parked_decision.insert(), values | {"decided_by": decision.by, "decided_at": decision.at})
