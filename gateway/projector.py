"""Updates the projections from all events: `python -m gateway.projector` on RabbitMQ, a consumer on the embedded host.

A batch is one transaction: cursors tell what is new, all rows it needs are read in a few statements, counted in memory
and written in a few more.
"""

import gc
import itertools
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gateway import maintenance_runs, retention
from gateway.audit import service_calls
from gateway.audit.chain import Signer
from gateway.projections.apply import EventBatch, ProjectionBatch
from gateway.projections.changes import changes_of
from gateway.projections.event_mappers import SOURCES, map_event
from gateway.projections.indicators import indicators
from gateway.projections.tables import freshness
from gateway.projections.transactions import NAME, Transactions
from shared import bulk_sql, databases, tracing
from shared.connection_budget import PROJECTOR
from shared.hosts.reaction_runner import repeat
from shared.logs import configure_logs
from shared.messaging import event_streams, metrics
from shared.messaging.broker import inbox_of
from shared.messaging.call_audits import is_audit
from shared.messaging.consumer import consume
from shared.messaging.event_streams import DEFAULT_RETRY, RetryPolicy
from shared.messaging.events import Envelope
from shared.messaging.inbox import ApplyInOrder, OrderedInbox
from shared.messaging.signatures import EventSignatures
from shared.metrics import serve as serve_metrics
from shared.retention import INTERVAL
from shared.settings import load_server_settings
from shared.unit_of_work import clock

__all__ = ["SOURCES", "Projector"]
BATCH = 2000
"""How many events are counted in one transaction."""


class Projector(OrderedInbox):
    """Consumer of all events that updates the projections; what it receives is applied or waits in the inbox."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime] = clock, retry_policy: RetryPolicy = DEFAULT_RETRY
    ) -> None:
        super().__init__(NAME, engine, clock, retry_policy)
        self.transactions = Transactions(engine, clock, indicators())
        self.begun = tracing.now()

    def receive(self, envelopes: Sequence[Envelope]) -> None:
        """Apply what comes next in each stream and store the rest; on return all of it is durable.

        An event that cannot be applied waits, is tried again and is parked after its attempts; others go on. What the
        database refuses for a passing reason is raised, and whoever sent the batch sends it again.
        """
        with self.transactions.exclusive, _uncollected():
            self._receive(envelopes)
            if not self.transactions.blocked.isdisjoint(map(event_streams.stream_of, envelopes)):
                self._apply_all_due()

    def tick(self) -> int:
        """Apply what is due without having been sent: a new day, and events whose time has come.

        It gives the number of events that took effect, and does nothing the second time.
        """
        with self.transactions.exclusive:
            self.transactions.bring_up_to_date()
            return self._apply_all_due()

    def is_passing(self, error: Exception) -> bool:
        """Return whether the same may be tried again; the database says so of deadlocks too."""
        return super().is_passing(error) or isinstance(error, OperationalError)

    @contextmanager
    def begin(self) -> Iterator[tuple[Session, ApplyInOrder]]:
        """Begin a transaction that counts the events of one stream."""
        self.begun = tracing.now()
        with self.transactions.begin() as projection:
            yield projection.session, partial(_apply_in_order, projection, self.clock())

    def count_applied(self, applied: Iterable[Envelope]) -> None:
        """Count events whose transaction has committed, and trace that they are visible now."""
        done = list(applied)
        super().count_applied(done)
        tracing.record("project", done, self.begun)

    def _receive(self, envelopes: Sequence[Envelope]) -> None:
        self.begun = tracing.now()
        try:
            with self.transactions.begin() as projection:
                applied = self._take(projection, envelopes)
        except Exception as error:
            if self.is_passing(error):
                raise
            if len(envelopes) == 1:
                self._set_aside(envelopes[0], error)
                return
            # Something in here cannot be written: halving finds it, and the others are not held up by it.
            half = len(envelopes) // 2
            self._receive(envelopes[:half])
            self._receive(envelopes[half:])
        else:
            self.count_applied(applied)

    def _take(self, projection: ProjectionBatch, envelopes: Sequence[Envelope]) -> list[Envelope]:
        streams = event_streams.by_stream(envelopes)
        numbers = event_streams.applied_in(projection.session, streams)
        batch = EventBatch()
        applied: list[list[Envelope]] = []
        later: list[Envelope] = []
        failures: list[tuple[Envelope, Exception]] = []
        for stream, items in streams.items():
            after = numbers.get(stream, 0)
            following = [] if stream in self.transactions.blocked else event_streams.consecutive(items, after)
            mapped, error = _map_events(following, batch)
            if mapped:
                applied.append(mapped)
            if error is not None:
                failures.append((following[len(mapped)], error))
            later += [item for number, item in items.items() if number > after + len(mapped)]
        projection.apply(batch)
        event_streams.advance(projection.session, [items[-1] for items in applied], self.clock())
        if later:
            self._enqueue(projection, later)
        for item, error in failures:
            self.fail(projection.session, event_streams.position_of(item), error)
        done = [item for items in applied for item in items]
        service_calls.receive(projection.session, done, self.clock())
        _freshen(projection, done)
        return done

    def _enqueue(self, projection: ProjectionBatch, envelopes: Sequence[Envelope]) -> None:
        event_streams.enqueue(projection.session, envelopes, self.clock())
        self.transactions.blocked.update(map(event_streams.stream_of, envelopes))

    def _set_aside(self, item: Envelope, error: Exception) -> None:
        with self.transactions.begin() as projection:
            self._enqueue(projection, [item])
            self.fail(projection.session, event_streams.position_of(item), error)

    def _apply_all_due(self) -> int:
        done = 0
        while applied := self.apply_due(streams=None):
            done += applied
        if done:
            with databases.reading(self.engine) as session:
                self.transactions.blocked = event_streams.blocked_streams(session)
        return done


@contextmanager
def _uncollected() -> Iterator[None]:
    """Whatever a batch makes is freed when nothing refers to it; to look for cycles meanwhile takes a third longer."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _apply_in_order(
    projection: ProjectionBatch, now: datetime, envelopes: Iterable[Envelope]
) -> tuple[list[Envelope], Exception | None]:
    batch = EventBatch()
    mapped, error = _map_events(envelopes, batch)
    projection.apply(batch)
    service_calls.receive(projection.session, mapped, now)
    _freshen(projection, mapped)
    return mapped, error


def _map_events(envelopes: Iterable[Envelope], batch: EventBatch) -> tuple[list[Envelope], Exception | None]:
    mapped: list[Envelope] = []
    try:
        for item in envelopes:
            records, timelines = map_event(item)
            records = list(records)
            batch.records += records
            batch.changes += changes_of(item, records)
            batch.timelines |= {(item.districtid, timeline.organization_id): timeline for timeline in timelines}
            mapped.append(item)
    except Exception as error:  # noqa: BLE001 - whatever an event says, it must not be lost
        return mapped, error
    return mapped, None


def _freshen(projection: ProjectionBatch, applied: Iterable[Envelope]) -> None:
    newest: dict[str, datetime] = {}
    for item in itertools.filterfalse(is_audit, applied):
        newest[item.districtid] = max(item.time, newest.get(item.districtid, item.time))
    rows = [
        {"district_id": district_id, "version": 1, "event_time": bulk_sql.moment(time)}
        for district_id, time in newest.items()
    ]
    newer = (
        "CASE WHEN excluded.event_time > freshness.event_time THEN excluded.event_time ELSE freshness.event_time END"
    )
    bulk_sql.store(projection.session, freshness, rows, version="freshness.version + 1", event_time=newer)


def main() -> None:
    """Run the projector on RabbitMQ and PostgreSQL until stopped."""
    configure_logs("projector")
    settings = load_server_settings()
    tracing.configure("projector", settings.otlp_endpoint)
    databases.prepare(settings, NAME, Path(__file__).parent / "migrations")
    engine = databases.open_database(settings.database(NAME), connections=PROJECTOR)
    metrics.watch(NAME, engine)
    maintenance_runs.watch(engine, clock)
    retry_policy = RetryPolicy.from_settings(settings)
    projector = Projector(engine, retry_policy=retry_policy)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # On a thread of its own: a signal may arrive while this one holds the event's lock.
        signal.signal(number, lambda *_: threading.Thread(target=stopping.set).start())
    serve_metrics(settings.metrics_address)
    settle = partial(service_calls.settle, engine, Signer(settings.secret_keys), clock)
    purge = partial(retention.purge, engine, clock)
    steps = (("projector", projector.tick, 1.0), ("audit", settle, 1.0), ("purge", purge, INTERVAL))
    ticking = [
        threading.Thread(target=repeat, args=(name, step, stopping, partial(stopping.wait, seconds)))
        for name, step, seconds in steps
    ]
    for thread in ticking:
        thread.start()
    signatures, queue = EventSignatures.from_settings(settings), inbox_of(NAME)
    receive, sources = projector.receive, frozenset(SOURCES)
    consume(settings.amqp_uri, queue, sources, receive, signatures=signatures, batch=BATCH, stopping=stopping)
    for thread in ticking:
        thread.join()


if __name__ == "__main__":
    main()
