"""Event streams of the projector: the next event in each is applied, later ones wait in the inbox.

A stream is what one service tells in the order of one organization. The tables are those of every other inbox, so that
the same tools list, replay and discard what failed here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from gateway.projections import bulk_sql
from shared import databases
from shared.messaging.events import Envelope
from shared.messaging.inbox import RetryPolicy
from shared.messaging.tables import inbox, inbox_cursor

Stream = tuple[str, str]
"""Source and partition key."""
LONGEST_ERROR = 2000


class QueuedEvent(NamedTuple):
    """The next event of a stream, with its number of failed attempts."""

    item: Envelope
    attempts: int = 0


def stream_of(item: Envelope) -> Stream:
    """Return the stream of an event: its source and its organization."""
    return item.source_name, item.partitionkey


def by_stream(envelopes: Iterable[Envelope]) -> dict[Stream, dict[int, Envelope]]:
    """Group events into their streams by number, without duplicates."""
    sorted_out: dict[Stream, dict[int, Envelope]] = {}
    for item in envelopes:
        sorted_out.setdefault(stream_of(item), {}).setdefault(item.number, item)
    return sorted_out


def applied(session: Session, streams: Iterable[Stream]) -> dict[Stream, int]:
    """Return the number up to which each stream is applied."""
    keys = [{"source": source, "partition_key": partition_key} for source, partition_key in streams]
    return {(row.source, row.partition_key): row.applied for row in bulk_sql.find(session, inbox_cursor, keys)}


def in_sequence(heard: dict[int, Envelope], after: int) -> tuple[list[QueuedEvent], list[Envelope]]:
    """Divide a stream's events into those that follow a number without a gap, and the later ones."""
    turns: list[QueuedEvent] = []
    while (following := heard.get(after + len(turns) + 1)) is not None:
        turns.append(QueuedEvent(following))
    return turns, [item for number, item in heard.items() if number > after + len(turns)]


def advance(session: Session, done: Iterable[Sequence[Envelope]], now: datetime) -> None:
    """Store the last applied event of each stream."""
    cursors = [
        {
            "source": last.source_name,
            "partition_key": last.partitionkey,
            "district_id": last.districtid,
            "applied": last.number,
            "applied_at": bulk_sql.moment(now),
            "event_time": bulk_sql.moment(last.time),
        }
        for *_, last in done
    ]
    bulk_sql.store(session, inbox_cursor, cursors)


def enqueue(session: Session, waiting: Sequence[Envelope], now: datetime) -> None:
    """Insert events that wait for earlier ones into the inbox; a stored one stays as it is."""
    if not waiting:
        return
    cursors = [_key(item) | {"applied": 0} for item in waiting]
    session.execute(databases.insert(session, inbox_cursor).on_conflict_do_nothing(), cursors)
    kept = [_row(item, now) for item in waiting]
    session.execute(databases.insert(session, inbox).on_conflict_do_nothing(), kept)


def record_failure(session: Session, turn: QueuedEvent, error: Exception, now: datetime, patience: RetryPolicy) -> bool:
    """Record a failed attempt, and return whether it was the last one."""
    attempts = turn.attempts + 1
    parked = attempts >= patience.attempts
    enqueue(session, [turn.item], now)
    failed = {
        "attempts": attempts,
        "next_attempt_at": patience.next_time(now, attempts),
        "parked_at": now if parked else None,
        "error": f"{type(error).__name__}: {error}".replace("\x00", "")[:LONGEST_ERROR],
    }
    this = and_(_of(stream_of(turn.item)), inbox.c.sequence == turn.item.number)
    session.execute(inbox.update().where(this).values(failed))
    return parked


def blocked_streams(session: Session) -> set[Stream]:
    """Return the streams with events in the inbox."""
    found = session.execute(select(inbox.c.source, inbox.c.partition_key).distinct())
    return {(row.source, row.partition_key) for row in found}


def due(session: Session, now: datetime) -> list[Stream]:
    """Return the streams whose next event is in the inbox and may be applied now."""
    cursor = and_(*(inbox_cursor.c[name] == inbox.c[name] for name in ("source", "partition_key")))
    found = session.execute(
        select(inbox.c.source, inbox.c.partition_key)
        .join(inbox_cursor, cursor)
        .where(
            inbox.c.sequence == inbox_cursor.c.applied + 1,
            inbox.c.parked_at.is_(None),
            or_(inbox.c.next_attempt_at.is_(None), inbox.c.next_attempt_at <= now),
        )
        .order_by(inbox.c.received_at)
    )
    return [(row.source, row.partition_key) for row in found]


def waiting(session: Session, stream: Stream, now: datetime, *, most: int) -> list[QueuedEvent]:
    """Lock a stream and return its consecutive events, `most` of them at most."""
    cursor = select(inbox_cursor.c.applied).where(_is_cursor(stream)).with_for_update()
    after = session.execute(cursor).scalar_one()
    found = session.execute(
        select(inbox).where(_of(stream), inbox.c.sequence > after).order_by(inbox.c.sequence).limit(most)
    )
    turns: list[QueuedEvent] = []
    for number, row in enumerate(found, start=after + 1):
        pausing = row.next_attempt_at is not None and row.next_attempt_at > now
        if row.sequence != number or row.parked_at is not None or pausing:
            break
        turns.append(QueuedEvent(Envelope.decode(row.envelope), row.attempts))
    return turns


def forget(session: Session, stream: Stream, up_to: int) -> None:
    """Delete applied events from the inbox."""
    session.execute(delete(inbox).where(_of(stream), inbox.c.sequence <= up_to))


def _of(stream: Stream) -> ColumnElement[bool]:
    return and_(inbox.c.source == stream[0], inbox.c.partition_key == stream[1])


def _is_cursor(stream: Stream) -> ColumnElement[bool]:
    return and_(inbox_cursor.c.source == stream[0], inbox_cursor.c.partition_key == stream[1])


def _key(item: Envelope) -> dict[str, object]:
    return {"source": item.source_name, "partition_key": item.partitionkey, "district_id": item.districtid}


def _row(item: Envelope, now: datetime) -> dict[str, object]:
    row = {"sequence": item.number, "envelope": item.encode().decode(), "received_at": now, "attempts": 0}
    return _key(item) | row
