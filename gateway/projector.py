"""Updates the projections from all events: `python -m gateway.projector` on RabbitMQ, a consumer on the embedded host.

A batch is one transaction: cursors tell what is new, all rows it needs are read in a few statements, counted in memory
and written in a few more.
"""

import gc
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from gateway.projections import bulk_sql, event_streams
from gateway.projections.apply import EventBatch, ProjectionBatch
from gateway.projections.event_mappers import SOURCES, map_event
from gateway.projections.event_streams import QueuedEvent, Stream
from gateway.projections.indicators import indicators
from gateway.projections.tables import freshness
from gateway.projections.transactions import NAME, Transactions
from shared import databases
from shared.connection_budget import PROJECTOR
from shared.database_errors import is_unavailable
from shared.hosts.reaction_runner import repeat
from shared.logs import configure_logs
from shared.messaging import metrics
from shared.messaging.broker import inbox_of
from shared.messaging.consumer import consume
from shared.messaging.events import Envelope
from shared.messaging.inbox import RetryPolicy
from shared.metrics import serve as serve_metrics
from shared.settings import load_server_settings
from shared.unit_of_work import clock

__all__ = ["SOURCES", "Projector"]
LISTEN = 2000
"""How many events are counted in one transaction."""
BATCH = 50
"""How many events of one stream that had to wait commit together."""

log = structlog.get_logger()


class Projector:
    """Consumer of all events that updates the projections; what it receives is applied or waits in the inbox."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = clock,
        patience: RetryPolicy | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.patience = patience or RetryPolicy()
        self.transactions = Transactions(engine, clock, indicators())

    def receive(self, envelopes: Sequence[Envelope]) -> None:
        """Apply what comes next in each stream and store the rest; on return all of it is durable.

        An event that cannot be applied waits, is tried again and is parked after its attempts; others go on. What the
        database refuses for a passing reason is raised, and whoever sent the batch sends it again.
        """
        with self.transactions.alone, _uncollected():
            self._receive(envelopes)
            if not self.transactions.standing.isdisjoint(map(event_streams.stream_of, envelopes)):
                self._apply_waiting()

    def tick(self) -> int:
        """Apply what is due without having been sent: a new day, and events whose time has come.

        It gives the number of events that took effect, and does nothing the second time.
        """
        with self.transactions.alone:
            self.transactions.bring_up_to_date()
            return self._apply_waiting()

    def _receive(self, envelopes: Sequence[Envelope]) -> None:
        try:
            with self.transactions.counting() as count:
                self._take(count, envelopes)
        except Exception as error:
            if _is_passing(error):
                raise
            if len(envelopes) == 1:
                self._set_aside(envelopes[0], error)
                return
            # Something in here cannot be written: halving finds it, and the others are not held up by it.
            half = len(envelopes) // 2
            self._receive(envelopes[:half])
            self._receive(envelopes[half:])

    def _take(self, count: ProjectionBatch, envelopes: Sequence[Envelope]) -> None:
        sorted_out = event_streams.by_stream(envelopes)
        applied = event_streams.applied(count.session, sorted_out)
        turns: dict[Stream, Sequence[QueuedEvent]] = {}
        later: list[Envelope] = []
        for stream, heard in sorted_out.items():
            after = applied.get(stream, 0)
            if stream in self.transactions.standing:
                later += [item for number, item in heard.items() if number > after]
                continue
            turns[stream], rest = event_streams.in_sequence(heard, after)
            later += rest
        later += self._apply(count, turns)
        event_streams.enqueue(count.session, later, self.clock())
        self.transactions.standing.update(map(event_streams.stream_of, later))

    def _apply(self, count: ProjectionBatch, turns: Mapping[Stream, Sequence[QueuedEvent]]) -> list[Envelope]:
        heard = EventBatch()
        done: list[list[Envelope]] = []
        later: list[Envelope] = []
        for taken in turns.values():
            understood, error = _understand(taken, heard)
            if understood:
                done.append(understood)
            if error is not None:
                self._note_failure(count, taken[len(understood)], error)
                later += [item for item, _ in taken[len(understood) :]]
        count.apply(heard)
        event_streams.advance(count.session, done, self.clock())
        _freshen(count, done)
        self.transactions.outcomes.update((item.event_name, "applied") for items in done for item in items)
        return later

    def _set_aside(self, item: Envelope, error: Exception) -> None:
        with self.transactions.counting() as count:
            self._note_failure(count, QueuedEvent(item), error)
            self.transactions.standing.add(event_streams.stream_of(item))

    def _note_failure(self, count: ProjectionBatch, turn: QueuedEvent, error: Exception) -> None:
        parked = event_streams.record_failure(count.session, turn, error, self.clock(), self.patience)
        outcome = "parked" if parked else "failed"
        self.transactions.outcomes[turn.item.event_name, outcome] += 1
        log.error("projection failed", service=NAME, outcome=outcome, type=turn.item.type, exc_info=error)

    def _apply_waiting(self) -> int:
        with databases.single(self.engine) as session:
            due = event_streams.due(session, self.clock())
        done = 0
        for stream in due:
            while applied := self._apply_stream(stream, BATCH):
                done += applied
        if done:
            with databases.reading(self.engine) as session:
                self.transactions.standing = event_streams.blocked_streams(session)
        return done

    def _apply_stream(self, stream: Stream, most: int) -> int:
        turns: list[QueuedEvent] = []
        try:
            with self.transactions.counting() as count:
                turns = event_streams.waiting(count.session, stream, self.clock(), most=most)
                done = len(turns) - len(self._apply(count, {stream: turns}))
                if done:
                    event_streams.forget(count.session, stream, turns[done - 1].item.number)
        except Exception as error:
            if _is_passing(error):
                raise
            if most > 1:
                return self._apply_stream(stream, 1)
            with self.transactions.counting() as count:
                self._note_failure(count, turns[0], error)
            return 0
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


def _understand(turns: Sequence[QueuedEvent], heard: EventBatch) -> tuple[list[Envelope], Exception | None]:
    understood: list[Envelope] = []
    for turn in turns:
        try:
            records, timelines = map_event(turn.item)
            heard.records += list(records)
        except Exception as error:  # noqa: BLE001 - whatever an event says, it must not be lost
            return understood, error
        heard.timelines |= {(turn.item.districtid, timeline.organization_id): timeline for timeline in timelines}
        understood.append(turn.item)
    return understood, None


def _freshen(count: ProjectionBatch, done: Sequence[Sequence[Envelope]]) -> None:
    newest: dict[str, datetime] = {}
    for item in (item for items in done for item in items):
        newest[item.districtid] = max(item.time, newest.get(item.districtid, item.time))
    told = [
        {"district_id": district_id, "version": 1, "event_time": bulk_sql.moment(moment)}
        for district_id, moment in newest.items()
    ]
    newer = (
        "CASE WHEN excluded.event_time > freshness.event_time THEN excluded.event_time ELSE freshness.event_time END"
    )
    bulk_sql.store(count.session, freshness, told, version="freshness.version + 1", event_time=newer)


def _is_passing(error: Exception) -> bool:
    # Of deadlocks and serialization failures too the database says that the same may be tried again.
    return is_unavailable(error) or isinstance(error, OperationalError)


def main() -> None:
    """Run the projector on RabbitMQ and PostgreSQL until stopped."""
    configure_logs("projector")
    settings = load_server_settings()
    databases.create_missing(settings.database(NAME), gateway_workers=settings.workers)
    engine = databases.open_database(settings.database(NAME), connections=PROJECTOR)
    databases.migrate(engine, Path(__file__).parent / "migrations")
    metrics.watch(NAME, engine)
    patience = RetryPolicy(settings.retry_pause, settings.retry_limit, settings.retry_attempts)
    projector = Projector(engine, patience=patience)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # On a thread of its own: a signal may arrive while this one holds the event's lock.
        signal.signal(number, lambda *_: threading.Thread(target=stopping.set).start())
    serve_metrics(settings.metrics_address)
    ticking = threading.Thread(target=repeat, args=("projector", projector.tick, stopping, lambda: stopping.wait(1.0)))
    ticking.start()
    consume(settings.amqp_uri, inbox_of(NAME), frozenset(SOURCES), projector.receive, batch=LISTEN, stopping=stopping)
    ticking.join()


if __name__ == "__main__":
    main()
