"""Event streams in the inbox tables: the next event of each is applied, later ones wait.

A stream is what one service emits in the order of one organization. Every consumer stores, locks and fails its events
by these statements, so that the same tools list, replay and discard what failed in any of them.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session

from shared import bulk_sql, databases
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox, inbox_cursor
from shared.settings import Settings

Stream = tuple[str, str]
"""Source and partition key."""
Streams = dict[Stream, dict[int, Envelope]]
"""The events of streams by number."""
LONGEST_ERROR = 2000

Item = TypeVar("Item")


@dataclass(frozen=True)
class RetryPolicy:
    """Retry policy of a failing event: exponential backoff from `pause` to `limit` seconds, `attempts` tries."""

    pause: float = 1.0
    limit: float = 300.0
    attempts: int = 10

    @staticmethod
    def from_settings(settings: Settings) -> "RetryPolicy":
        """Return the policy that an operator set."""
        return RetryPolicy(settings.retry_pause, settings.retry_limit, settings.retry_attempts)

    def next_time(self, now: datetime, attempts: int) -> datetime:
        """Return the time of the next attempt after so many failures."""
        return now + timedelta(seconds=min(self.limit, self.pause * 2.0 ** min(attempts - 1, 60)))


DEFAULT_RETRY = RetryPolicy()


def stream_of(item: Envelope) -> Stream:
    """Return the stream of an event: its source and its organization."""
    return item.source_name, item.partitionkey


def position_of(item: Envelope) -> Position:
    """Return the position of an event: its stream and its number in it."""
    return Position(item.source_name, item.partitionkey, item.number)


def by_stream(envelopes: Iterable[Envelope]) -> Streams:
    """Group events into their streams by number, without duplicates."""
    streams: Streams = {}
    for item in envelopes:
        streams.setdefault(stream_of(item), {}).setdefault(item.number, item)
    return streams


def applied_in(session: Session, streams: Iterable[Stream]) -> dict[Stream, int]:
    """Return the number up to which each of these streams is applied; one that never began is absent."""
    keys = [{"source": source, "partition_key": partition_key} for source, partition_key in streams]
    return {(row.source, row.partition_key): row.applied for row in bulk_sql.find(session, inbox_cursor, keys)}


def consecutive(items: Mapping[int, Item], after: int) -> list[Item]:
    """Return the items of a stream that follow a number without a gap."""
    following: list[Item] = []
    while (item := items.get(after + len(following) + 1)) is not None:
        following.append(item)
    return following


def enqueue(
    session: Session, envelopes: Iterable[Envelope], now: datetime, *, begun: Container[Stream] = frozenset()
) -> None:
    """Insert events into the inbox, with the cursor of each stream not `begun`; what is stored stays as it is."""
    # One order everywhere: two processes that receive the same streams never wait for each other in a circle.
    streams = sorted(by_stream(envelopes).items())
    cursors = [_key(next(iter(items.values()))) | {"applied": 0} for stream, items in streams if stream not in begun]
    rows = [
        _key(item) | {"sequence": number, "envelope": item.encode().decode(), "received_at": now, "attempts": 0}
        for _, items in streams
        for number, item in sorted(items.items())
    ]
    for table, inserted in ((inbox_cursor, cursors), (inbox, rows)):
        if inserted:
            session.execute(databases.insert(session, table).on_conflict_do_nothing(), inserted)


def blocked_streams(session: Session) -> set[Stream]:
    """Return the streams with events in the inbox."""
    rows = session.execute(select(inbox.c.source, inbox.c.partition_key).distinct())
    return {(row.source, row.partition_key) for row in rows}


def due_streams(session: Session, now: datetime, most: int | None = None) -> list[Stream]:
    """Return the streams whose next event is in the inbox and may be applied now, the longest waiting first."""
    cursor = and_(*(inbox_cursor.c[name] == inbox.c[name] for name in ("source", "partition_key")))
    rows = session.execute(
        select(inbox.c.source, inbox.c.partition_key)
        .join(inbox_cursor, cursor)
        .where(
            inbox.c.sequence == inbox_cursor.c.applied + 1,
            inbox.c.parked_at.is_(None),
            or_(inbox.c.next_attempt_at.is_(None), inbox.c.next_attempt_at <= now),
        )
        .order_by(inbox.c.received_at)
        .limit(most)
    )
    return [(row.source, row.partition_key) for row in rows]


def lock_idle(session: Session, streams: Iterable[Stream]) -> dict[Stream, int]:
    """Lock those of some streams of which nothing waits in the inbox, and return up to which number each is applied.

    One that never began, or that another process has locked, is absent.
    """
    cursor = inbox_cursor.c
    waiting = exists().where(inbox.c.source == cursor.source, inbox.c.partition_key == cursor.partition_key)
    rows = session.execute(
        select(cursor.source, cursor.partition_key, cursor.applied)
        .where(tuple_(cursor.source, cursor.partition_key).in_(list(streams)), ~waiting)
        .order_by(cursor.source, cursor.partition_key)
        .with_for_update(skip_locked=True)
    )
    return {(row.source, row.partition_key): row.applied for row in rows}


def lock_waiting(session: Session, stream: Stream, now: datetime, most: int) -> list[Row[Any]]:
    """Lock a stream and return the rows of its next events, `most` at most; none while another process has the lock."""
    lock = select(inbox_cursor.c.applied).where(is_cursor(stream)).with_for_update(skip_locked=True)
    applied = session.execute(lock).scalar_one_or_none()
    if applied is None:
        return []
    later = select(inbox).where(_in_stream(stream), inbox.c.sequence > applied)
    rows = {row.sequence: row for row in session.execute(later.order_by(inbox.c.sequence).limit(most))}
    return list(takewhile(lambda row: _may_run(row, now), consecutive(rows, applied)))


def _may_run(row: Row[Any], now: datetime) -> bool:
    return row.parked_at is None and (row.next_attempt_at is None or row.next_attempt_at <= now)


def advance(session: Session, newest: Iterable[Envelope], now: datetime) -> None:
    """Move each stream's cursor to its newest applied event."""
    cursors = [
        {
            **_key(item),
            "applied": item.number,
            "applied_at": bulk_sql.moment(now),
            "event_time": bulk_sql.moment(item.time),
        }
        for item in newest
    ]
    bulk_sql.store(session, inbox_cursor, cursors)


def dequeue(session: Session, newest: Envelope) -> None:
    """Delete a stream's events up to its newest applied one from the inbox."""
    session.execute(delete(inbox).where(_in_stream(stream_of(newest)), inbox.c.sequence <= newest.number))


def record_failure(
    session: Session, position: Position, error: Exception, now: datetime, policy: RetryPolicy
) -> Row[Any]:
    """Record a failed attempt at an event of the inbox, and return its row; after the last attempt it is parked."""
    attempts = session.execute(select(inbox.c.attempts).where(is_queued(position))).scalar_one() + 1
    failed = {
        "attempts": attempts,
        "next_attempt_at": policy.next_time(now, attempts),
        "parked_at": now if attempts >= policy.attempts else None,
        "error": f"{type(error).__name__}: {error}".replace("\0", "")[:LONGEST_ERROR],
    }
    return session.execute(update(inbox).where(is_queued(position)).values(failed).returning(inbox)).one()


def is_cursor(stream: Stream) -> ColumnElement[bool]:
    """Return the WHERE condition for the cursor of a stream."""
    return and_(inbox_cursor.c.source == stream[0], inbox_cursor.c.partition_key == stream[1])


def is_queued(position: Position) -> ColumnElement[bool]:
    """Return the WHERE condition for one event of the inbox."""
    return and_(_in_stream((position.source, position.partition_key)), inbox.c.sequence == position.number)


def _in_stream(stream: Stream) -> ColumnElement[bool]:
    return and_(inbox.c.source == stream[0], inbox.c.partition_key == stream[1])


def _key(item: Envelope) -> dict[str, object]:
    return {"source": item.source_name, "partition_key": item.partitionkey, "district_id": item.districtid}
