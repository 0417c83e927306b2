"""Inbox (idempotent consumer, C. Richardson): events are stored first, then applied in order, exactly once.

A failing event waits and is tried again; after its attempts it is parked and its organization's stream from that source
is blocked until an operator replays or discards it. Other organizations go on.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial

import msgspec
import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from shared import databases
from shared.database_errors import is_unavailable
from shared.messaging import call_audits, event_streams, metrics
from shared.messaging.event_streams import DEFAULT_RETRY, RetryPolicy, Stream, Streams
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position

BATCH = 50
"""How many consecutive events of one organization commit together."""

log = structlog.get_logger()
Apply = Callable[[Session, Envelope], None]
ApplyInOrder = Callable[[Iterable[Envelope]], tuple[list[Envelope], Exception | None]]
"""Applies events up to the first that fails; returns those applied and what that one raised."""


class OrderedInbox(ABC):
    """Applies the waiting events of a database in each stream's order, with retries and parking."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        clock: Callable[[], datetime],
        retry_policy: RetryPolicy,
        when_parked: Apply = lambda _session, _envelope: None,
    ) -> None:
        self.name = name
        self.engine = engine
        self.clock = clock
        self.retry_policy = retry_policy
        self.when_parked = when_parked

    @abstractmethod
    def begin(self) -> AbstractContextManager[tuple[Session, ApplyInOrder]]:
        """Begin the transaction in which a stream's next events are applied."""

    def is_passing(self, error: Exception) -> bool:
        """Return whether an error is no fault of an event: the same is tried again and not counted as failed."""
        return is_unavailable(error)

    def apply_due(self, *, streams: int | None = 20) -> int:
        """Apply events that are due and consecutive in their streams, and return how many were applied."""
        with databases.single(self.engine) as session:
            due = event_streams.due_streams(session, self.clock(), streams)
        return sum(self._apply_stream(stream, BATCH) for stream in due)

    def _apply_stream(self, stream: Stream, most: int) -> int:
        try:
            return self._apply_waiting(stream, most)
        except Exception as error:
            if self.is_passing(error):
                raise
            if most == 1:
                self._fail_next(stream, error)
                return 0
            log.warning("batch failed, retrying its first event alone", service=self.name, error=repr(error))
        return self._apply_stream(stream, 1)

    def _apply_waiting(self, stream: Stream, most: int) -> int:
        with self.begin() as (session, apply):
            waiting = event_streams.lock_waiting(session, stream, self.clock(), most)
            applied, error = apply(Envelope.decode(row.envelope) for row in waiting)
            if applied:
                event_streams.advance(session, applied[-1:], self.clock())
                event_streams.dequeue(session, applied[-1])
            if error is not None:
                self.fail(session, Position(*stream, waiting[len(applied)].sequence), error)
        self.count_applied(applied)
        return len(applied)

    def _fail_next(self, stream: Stream, error: Exception) -> None:
        with self.begin() as (session, _):
            for row in event_streams.lock_waiting(session, stream, self.clock(), 1):
                self.fail(session, Position(*stream, row.sequence), error)

    def fail(self, session: Session, position: Position, error: Exception) -> None:
        """Record that applying an event of the inbox failed; after the last attempt it is parked."""
        row = event_streams.record_failure(session, position, error, self.clock(), self.retry_policy)
        name, parked = _event_name(row.envelope), row.parked_at is not None
        metrics.REACTIONS.labels(self.name, name, "parked" if parked else "failed").inc()
        message = "event parked" if parked else "event failed"
        log.error(message, service=self.name, event_name=name, attempts=row.attempts, exc_info=error)
        if parked:
            self._end_parked(session, row.envelope)

    def _end_parked(self, session: Session, text: str) -> None:
        """End the job that a parked event drives, so that nobody sees the one without the other."""
        try:
            with session.begin_nested():
                self.when_parked(session, Envelope.decode(text))
            session.expunge_all()
        except Exception as error:
            if self.is_passing(error):
                raise
            log.exception("ending the job of a parked event failed", service=self.name)

    def count_applied(self, applied: Iterable[Envelope]) -> None:
        """Count events whose transaction has committed."""
        items, now = list(applied), self.clock()
        for name, count in Counter(item.event_name for item in items).items():
            metrics.REACTIONS.labels(self.name, name, "applied").inc(count)
        visible = metrics.VISIBLE.labels(self.name)
        for item in items:
            visible.observe(max(0.0, (now - item.time).total_seconds()))


class Inbox(OrderedInbox):
    """One service's inbox: applies envelopes through the service's reactions, once each, or stores them until it may.

    `reacts_to` says to which events there is a reaction. Without it they are only stored, and applied elsewhere.
    """

    def __init__(
        self,
        name: str,
        engine: Engine,
        apply: Apply,
        clock: Callable[[], datetime],
        retry_policy: RetryPolicy = DEFAULT_RETRY,
        *,
        reacts_to: Callable[[Envelope], bool] | None = None,
        when_parked: Apply = lambda _session, _envelope: None,
    ) -> None:
        super().__init__(name, engine, clock, retry_policy, when_parked)
        self.apply = apply
        self.reacts_to = reacts_to

    def receive(self, envelopes: Sequence[Envelope]) -> bool:
        """Apply envelopes or store them durably, and return whether any was stored; they may be acknowledged then.

        What follows in its stream, with nothing waiting there, is applied at once, up to `BATCH` that are reacted to.
        Where one of them fails, all of them are stored, and none has happened.
        """
        streams = event_streams.by_stream(
            item for item in envelopes if call_audits.is_heard_by(self.name, item.partitionkey)
        )
        if not streams:
            return False
        if self.reacts_to is not None:
            try:
                return self._apply_or_store(streams, self.reacts_to)
            except Exception as error:  # noqa: BLE001 - what is stored is tried again, and its failure recorded
                log.warning("events failed on arrival, storing them", service=self.name, error=repr(error))
        with databases.transaction(self.engine) as session:
            return self._store(session, streams)

    def _apply_or_store(self, streams: Streams, reacts_to: Callable[[Envelope], bool]) -> bool:
        applied: list[Envelope] = []
        newest: list[Envelope] = []
        stored: Streams = {}
        with databases.transaction(self.engine) as session:
            idle, room = event_streams.lock_idle(session, streams), BATCH
            for stream, items in sorted(streams.items()):
                following = event_streams.consecutive(items, idle[stream]) if stream in idle else []
                reactions = sum(map(reacts_to, following))
                if stream not in idle or reactions > room or max(items) > idle[stream] + len(following):
                    stored[stream] = items
                elif following:
                    room -= reactions
                    applied += following
                    newest.append(following[-1])
            _, error = self._apply_each(session, filter(reacts_to, applied))
            if error is not None:
                raise error
            event_streams.advance(session, newest, self.clock())
            left = self._store(session, stored)
        self.count_applied(applied)
        return left

    def _store(self, session: Session, streams: Streams) -> bool:
        applied = event_streams.applied_in(session, streams)
        fresh = [
            item
            for stream, items in streams.items()
            for number, item in items.items()
            if number > applied.get(stream, 0)
        ]
        event_streams.enqueue(session, fresh, self.clock(), begun=applied)
        return bool(fresh)

    @contextmanager
    def begin(self) -> Iterator[tuple[Session, ApplyInOrder]]:
        """Begin a transaction in which each event has a savepoint of its own."""
        with databases.transaction(self.engine) as session:
            yield session, partial(self._apply_each, session)

    def _apply_each(self, session: Session, envelopes: Iterable[Envelope]) -> tuple[list[Envelope], Exception | None]:
        applied: list[Envelope] = []
        try:
            for item in envelopes:
                context = {"correlation_id": item.correlationid, "event_id": item.id}
                with session.begin_nested(), structlog.contextvars.bound_contextvars(**context):
                    self.apply(session, item)
                # The next event reads what is there, not what this one remembers.
                session.expunge_all()
                applied.append(item)
        except Exception as error:
            if self.is_passing(error):
                raise
            return applied, error
        return applied, None


def _event_name(text: str) -> str:
    try:
        return Envelope.decode(text).event_name
    except msgspec.MsgspecError:
        return "unreadable"
