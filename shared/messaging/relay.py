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
MOST_RESTING = 4 * BATCH
LONGEST_REST = timedelta(seconds=30)


class Told(NamedTuple):
    """An outbox row; the envelope stays text, since nothing on the way decodes it."""

    position: int
    recorded_at: datetime
    name: str
    envelope: str


Settled = Callable[[], frozenset[int]]


class Publisher(Protocol):
    """Where the relay publishes events."""

    def publish(self, told: Sequence[Told]) -> Settled:
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
        self._flying: tuple[Sequence[Told], Settled] | None = None
        self._resting: dict[int, datetime] = {}
        self._rests = 0

    def move(self) -> int:
        """Publish the next batch and return its size; 0 means that the outbox is empty."""
        try:
            told = self._read()
            if self.lease is not None:
                self.lease.require()
            sent = (told, self.publisher.publish(told)) if told else None
            moved = self.settle()
            self._flying = sent
            if len(told) < BATCH:
                moved += self.settle()
        except BaseException:
            self.forget()
            raise
        return moved or len(told)

    def forget(self) -> None:
        """Read all rows again that are not marked as published."""
        self._flying = None

    def _read(self) -> list[Told]:
        now = self.clock()
        self._resting = {position: until for position, until in self._resting.items() if until > now}
        if len(self._resting) >= MOST_RESTING:
            return []
        held = set(self._resting)
        if self._flying:
            held.update(item.position for item in self._flying[0])
        waiting = select(outbox.c.position, outbox.c.recorded_at, outbox.c.name, outbox.c.envelope)
        waiting = waiting.where(outbox.c.published_at.is_(None)).order_by(outbox.c.position).limit(BATCH)
        with databases.single(self.engine) as session:
            if held:
                waiting = waiting.where(~databases.among(session, outbox.c.position, held))
            return [Told(*row) for row in session.execute(waiting)]

    def settle(self) -> int:
        """Wait for the confirms of what was sent, mark it as published, and return how many events that were."""
        if self._flying is None:
            return 0
        told, settled = self._flying
        unheard = settled()
        self._flying = None
        heard = [item for item in told if item.position not in unheard]
        if heard:
            self._mark(heard)
        self._rest(unheard)
        return len(heard)

    def _mark(self, heard: Sequence[Told]) -> None:
        # A leader that is frozen in a transaction would keep everyone else from leading.
        changing = databases.transaction if self.lease is None else databases.single
        with changing(self.engine) as session:
            moved = databases.among(session, outbox.c.position, [item.position for item in heard])
            marked = update(outbox).where(moved).values(published_at=self.clock())
            if self.engine.dialect.name == "postgresql":
                # The moments tell it which months' partitions to look into.
                moments = [item.recorded_at for item in heard]
                marked = marked.where(outbox.c.recorded_at.between(min(moments), max(moments)))
            if self.lease is not None:
                marked = marked.where(self.lease.term())
            changed: Any = session.execute(marked)
            if not changed.rowcount:
                raise LeaseLostError
        metrics.PUBLISHED.labels(self.name).inc(len(heard))

    def _rest(self, unheard: frozenset[int]) -> None:
        self._rests = min(self._rests + 1, 10) if unheard else 0
        until = self.clock() + min(LONGEST_REST, timedelta(seconds=0.25 * 2**self._rests))
        self._resting.update(dict.fromkeys(unheard, until))
