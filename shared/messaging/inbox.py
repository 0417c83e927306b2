"""Inbox (idempotent consumer, C. Richardson): events are stored first, then applied in order, exactly once.

A failing reaction waits and is tried again; after its attempts it is parked and its organization's stream from that
source stands still until an operator replays or discards it. Other organizations go on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import ColumnElement, Engine, Row, and_, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from shared import databases
from shared.database_errors import is_unavailable
from shared.messaging import metrics
from shared.messaging.events import Envelope
from shared.messaging.tables import inbox, inbox_cursor

BATCH = 50
"""How many consecutive events of one organization commit together."""

log = structlog.get_logger()
Apply = Callable[[Session, Envelope], None]


@dataclass(frozen=True)
class RetryPolicy:
    """Retry policy of a failing event: exponential backoff from `pause` to `limit` seconds, `attempts` tries."""

    pause: float = 1.0
    limit: float = 300.0
    attempts: int = 10

    def next_time(self, now: datetime, attempts: int) -> datetime:
        """Return the time of the next attempt after so many failures."""
        return now + timedelta(seconds=min(self.limit, self.pause * 2.0 ** min(attempts - 1, 60)))


class Inbox:
    """One service's inbox: stores envelopes, then applies them through the service's reactions, once each."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        apply: Apply,
        clock: Callable[[], datetime],
        patience: RetryPolicy = RetryPolicy(),
        *,
        when_parked: Apply = lambda _session, _envelope: None,
    ) -> None:
        self.name = name
        self.engine = engine
        self.apply = apply
        self.clock = clock
        self.patience = patience
        self.when_parked = when_parked

    def receive(self, envelopes: Sequence[Envelope]) -> None:
        """Store envelopes durably; they may be acknowledged when it returns."""
        now = self.clock()
        # One order everywhere: two processes that are sent the same streams never wait for each other in a circle.
        heard = {(item.source_name, item.partitionkey, item.number): item for item in envelopes}
        items = [heard[key] for key in sorted(heard)]
        with databases.transaction(self.engine) as session:
            applied = self._begin_streams(session, items)
            fresh = [item for item in items if item.number > applied.get((item.source_name, item.partitionkey), 0)]
            if fresh:
                rows = [_key(item) | _row(item, now) for item in fresh]
                session.execute(databases.insert(session, inbox).on_conflict_do_nothing(), rows)

    def _begin_streams(self, session: Session, items: Sequence[Envelope]) -> dict[tuple[str, str], int]:
        first = {(item.source_name, item.partitionkey): item for item in items}
        key = (inbox_cursor.c.source, inbox_cursor.c.partition_key)
        found = session.execute(select(*key, inbox_cursor.c.applied).where(tuple_(*key).in_(list(first))))
        applied = {(row.source, row.partition_key): row.applied for row in found}
        new = [item for stream, item in first.items() if stream not in applied]
        if new:
            rows = [_key(item) | {"district_id": item.districtid, "applied": 0} for item in new]
            session.execute(databases.insert(session, inbox_cursor).on_conflict_do_nothing(), rows)
        return applied

    def apply_due(self, *, streams: int = 20) -> int:
        """Apply events that are due and consecutive in their streams, and return how many were applied."""
        return sum(self._apply_stream(*stream) for stream in self._due(streams))

    def _due(self, streams: int) -> list[tuple[str, str]]:
        now = self.clock()
        due = (
            select(inbox.c.source, inbox.c.partition_key)
            .join(inbox_cursor, and_(*(inbox_cursor.c[name] == inbox.c[name] for name in ("source", "partition_key"))))
            .where(
                inbox.c.sequence == inbox_cursor.c.applied + 1,
                inbox.c.parked_at.is_(None),
                or_(inbox.c.next_attempt_at.is_(None), inbox.c.next_attempt_at <= now),
            )
            .order_by(inbox.c.received_at)
            .limit(streams)
        )
        with databases.single(self.engine) as session:
            return [(row.source, row.partition_key) for row in session.execute(due)]

    def _apply_stream(self, source: str, partition_key: str) -> int:
        try:
            return self._apply(source, partition_key, BATCH)
        except Exception as error:
            if is_unavailable(error):
                raise
            log.warning("batch failed, retrying its first event alone", service=self.name, error=repr(error))
        try:
            return self._apply(source, partition_key, 1)
        except Exception as error:
            if is_unavailable(error):
                raise
            self._failed_alone(source, partition_key, error)
        return 0

    def _apply(self, source: str, partition_key: str, limit: int) -> int:
        with databases.transaction(self.engine) as session:
            applied = _lock_cursor(session, source, partition_key)
            if applied is None:
                return 0
            done = self._apply_each(session, self._waiting(session, source, partition_key, applied, limit))
            if done:
                last = applied + len(done)
                moved = {"applied": last, "applied_at": self.clock(), "event_time": done[-1].time}
                session.execute(update(inbox_cursor).where(*_stream(source, partition_key)).values(moved))
                session.execute(delete(inbox).where(*_of(source, partition_key), inbox.c.sequence <= last))
        for item in done:
            metrics.REACTIONS.labels(self.name, item.event_name, "applied").inc()
        return len(done)

    def _waiting(
        self, session: Session, source: str, partition_key: str, applied: int, limit: int = 1
    ) -> list[Row[tuple[Any, ...]]]:
        now = self.clock()
        rows = session.execute(
            select(inbox)
            .where(*_of(source, partition_key), inbox.c.sequence > applied)
            .order_by(inbox.c.sequence)
            .limit(limit)
        )
        waiting: list[Row[tuple[Any, ...]]] = []
        for number, row in enumerate(rows, start=applied + 1):
            pausing = row.next_attempt_at is not None and row.next_attempt_at > now
            if row.sequence != number or row.parked_at is not None or pausing:
                break
            waiting.append(row)
        return waiting

    def _apply_each(self, session: Session, waiting: Iterable[Row[tuple[Any, ...]]]) -> list[Envelope]:
        done: list[Envelope] = []
        for row in waiting:
            try:
                done.append(self._apply_one(session, row.envelope))
            except Exception as error:
                if is_unavailable(error):
                    raise
                self._failed(session, row, error)
                break
        return done

    def _apply_one(self, session: Session, text: str) -> Envelope:
        with session.begin_nested():
            item = Envelope.decode(text)
            with structlog.contextvars.bound_contextvars(correlation_id=item.correlationid, event_id=item.id):
                self.apply(session, item)
        # The next event reads what is there, not what this one remembers.
        session.expunge_all()
        return item

    def _failed(self, session: Session, row: Row[tuple[Any, ...]], error: Exception) -> None:
        now, attempts = self.clock(), row.attempts + 1
        parked = attempts >= self.patience.attempts
        session.execute(
            update(inbox)
            .where(*_of(row.source, row.partition_key), inbox.c.sequence == row.sequence)
            .values(
                attempts=attempts,
                next_attempt_at=self.patience.next_time(now, attempts),
                parked_at=now if parked else None,
                error=f"{type(error).__name__}: {error}".replace("\0", "")[:2000],
            )
        )
        name = _name(row.envelope)
        metrics.REACTIONS.labels(self.name, name, "parked" if parked else "failed").inc()
        words = "event parked" if parked else "reaction failed"
        log.error(words, service=self.name, event_name=name, attempts=attempts, exc_info=error)
        if parked:
            self._end_job(session, row.envelope)

    def _end_job(self, session: Session, text: str) -> None:
        # In the transaction that parks the event, so that nobody sees the one without the other.
        try:
            with session.begin_nested():
                self.when_parked(session, Envelope.decode(text))
            session.expunge_all()
        except Exception as error:
            if is_unavailable(error):
                raise
            log.exception("ending the job of a parked event failed", service=self.name)

    def _failed_alone(self, source: str, partition_key: str, error: Exception) -> None:
        with databases.transaction(self.engine) as session:
            applied = _lock_cursor(session, source, partition_key)
            if applied is not None:
                for row in self._waiting(session, source, partition_key, applied):
                    self._failed(session, row, error)


def _lock_cursor(session: Session, source: str, partition_key: str) -> int | None:
    # Only one process applies a stream at a time; who comes second goes on to another.
    wanted = select(inbox_cursor.c.applied).where(*_stream(source, partition_key))
    return session.execute(wanted.with_for_update(skip_locked=True)).scalar_one_or_none()


def _name(text: str) -> str:
    try:
        return Envelope.decode(text).event_name
    except msgspec.MsgspecError:
        return "unreadable"


def _stream(source: str, partition_key: str) -> tuple[ColumnElement[bool], ...]:
    return inbox_cursor.c.source == source, inbox_cursor.c.partition_key == partition_key


def _of(source: str, partition_key: str) -> tuple[ColumnElement[bool], ...]:
    return inbox.c.source == source, inbox.c.partition_key == partition_key


def _key(item: Envelope) -> dict[str, object]:
    return {"source": item.source_name, "partition_key": item.partitionkey}


def _row(item: Envelope, now: datetime) -> dict[str, object]:
    return {
        "sequence": item.number,
        "district_id": item.districtid,
        "envelope": item.encode().decode(),
        "received_at": now,
        "attempts": 0,
    }
