"""Message relay (C. Richardson): publishes one service's committed outbox, in order per organization.

It marks an event only after the receiving side has it. Whoever kills it in between makes an event travel twice, never
none; the receiving side knows duplicates by their sequence.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Engine, select, update

from shared import databases
from shared.messaging import metrics
from shared.messaging.tables import outbox

BATCH = 500
MOST_BACKED_OFF = 4 * BATCH
LONGEST_BACKOFF = timedelta(seconds=30)


class OutboxRow(NamedTuple):
    """An outbox row; the envelope stays text, since nothing on the way decodes it."""

    position: int
    recorded_at: datetime
    name: str
    envelope: str


Settled = Callable[[], frozenset[int]]


class Publisher(Protocol):
    """Where the relay publishes events."""

    def publish(self, rows: Sequence[OutboxRow]) -> Settled:
        """Publish a batch; return the function that waits until it is safe on the other side.

        That raises unless every event is safe, and gives the positions of those that nobody listens for.
        """


class Lease(Protocol):
    """The lease of a relay that leads, where there may be several."""

    def require(self) -> None:
        """Raise LeaseLostError where the lease may have expired."""

    def term(self) -> ColumnElement[bool]:
        """Return the condition that makes a statement take effect only while the lease is held."""


class LeaseLostError(Exception):
    """Another relay leads, or may by now: what this one published is published again and deduplicated by its number."""


class Relay:
    """Moves one outbox to a publisher (message relay); one leads for each database at a time, by its lease.

    While the other side makes a full batch safe, the next one is read and sent. An event that nobody listens for stays
    in the outbox and is tried again, after a pause that grows while there are such events.
    """

    def __init__(
        self,
        name: str,
        engine: Engine,
        publisher: Publisher,
        clock: Callable[[], datetime],
        lease: Lease | None = None,
    ) -> None:
        self.name = name
        self.lease = lease
        self.engine = engine
        self.publisher = publisher
        self.clock = clock
        self._in_flight: tuple[Sequence[OutboxRow], Settled] | None = None
        self._backoff_until: dict[int, datetime] = {}
        self._failures = 0

    def move(self) -> int:
        """Publish the next batch and return its size; 0 means that the outbox is empty."""
        try:
            rows = self._read()
            if self.lease is not None:
                self.lease.require()
            sent = (rows, self.publisher.publish(rows)) if rows else None
            moved = self.confirm()
            self._in_flight = sent
            if len(rows) < BATCH:
                moved += self.confirm()
        except BaseException:
            self.forget()
            raise
        return moved or len(rows)

    def forget(self) -> None:
        """Read all rows again that are not marked as published."""
        self._in_flight = None

    def _read(self) -> list[OutboxRow]:
        now = self.clock()
        self._backoff_until = {position: until for position, until in self._backoff_until.items() if until > now}
        if len(self._backoff_until) >= MOST_BACKED_OFF:
            return []
        held = set(self._backoff_until)
        if self._in_flight:
            held.update(item.position for item in self._in_flight[0])
        waiting = select(outbox.c.position, outbox.c.recorded_at, outbox.c.name, outbox.c.envelope)
        waiting = waiting.where(outbox.c.published_at.is_(None)).order_by(outbox.c.position).limit(BATCH)
        with databases.single(self.engine) as session:
            if held:
                waiting = waiting.where(~databases.in_list(session, outbox.c.position, held))
            return [OutboxRow(*row) for row in session.execute(waiting)]

    def confirm(self) -> int:
        """Wait for the confirms of what was sent, mark it as published, and return how many events that were."""
        if self._in_flight is None:
            return 0
        rows, settled = self._in_flight
        unrouted = settled()
        self._in_flight = None
        routed = [item for item in rows if item.position not in unrouted]
        if routed:
            self._mark(routed)
        self._back_off(unrouted)
        return len(routed)

    def _mark(self, routed: Sequence[OutboxRow]) -> None:
        # A leader that is frozen in a transaction would keep everyone else from leading.
        changing = databases.transaction if self.lease is None else databases.single
        with changing(self.engine) as session:
            moved = databases.in_list(session, outbox.c.position, [item.position for item in routed])
            marked = update(outbox).where(moved).values(published_at=self.clock())
            if self.engine.dialect.name == "postgresql":
                # The moments tell it which months' partitions to look into.
                moments = [item.recorded_at for item in routed]
                marked = marked.where(outbox.c.recorded_at.between(min(moments), max(moments)))
            if self.lease is not None:
                marked = marked.where(self.lease.term())
            changed: Any = session.execute(marked)
            if not changed.rowcount:
                raise LeaseLostError
        metrics.PUBLISHED.labels(self.name).inc(len(routed))

    def _back_off(self, unrouted: frozenset[int]) -> None:
        self._failures = min(self._failures + 1, 10) if unrouted else 0
        until = self.clock() + min(LONGEST_BACKOFF, timedelta(seconds=0.25 * 2**self._failures))
        self._backoff_until.update(dict.fromkeys(unrouted, until))
