"""Event log: a service's outbox retains published events, so that a consumer can replay them."""

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from shared import databases
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox_cursor, outbox, outbox_sequence, parked_decision

BATCH = 500


def last_numbers(session: Session, partition_key: str | None = None) -> dict[str, int]:
    """Return the number of the last event in each stream, or in one."""
    query = select(outbox_sequence.c.partition_key, func.max(outbox_sequence.c.last)).group_by("partition_key")
    if partition_key is not None:
        query = query.where(outbox_sequence.c.partition_key == partition_key)
    return {row[0]: row[1] for row in session.execute(query)}


def applied_numbers(session: Session, source: str) -> dict[str, int]:
    """Return the number up to which a consumer has applied each stream of a source."""
    query = select(inbox_cursor.c.partition_key, inbox_cursor.c.applied).where(inbox_cursor.c.source == source)
    return {row.partition_key: row.applied for row in session.execute(query)}


def sources_received(session: Session) -> list[str]:
    """Return the sources whose events a consumer has ever received."""
    return sorted(session.scalars(select(inbox_cursor.c.source).distinct()))


def discarded(session: Session) -> set[Position]:
    """Return the events that an operator has discarded here."""
    query = select(parked_decision).where(parked_decision.c.decision == "discard")
    return {Position(row.source, row.partition_key, row.sequence) for row in session.execute(query)}


def after(engine: Engine, partition_key: str, number: int) -> Iterator[list[Envelope]]:
    """Yield, in batches, the events of one stream after a number."""
    while batch := _page(engine, outbox.c.sequence, number, outbox.c.partition_key == partition_key):
        number = batch[-1][0]
        yield [Envelope.decode(text) for _, text in batch]


def whole(engine: Engine) -> Iterator[list[Envelope]]:
    """Yield, in batches, every event of a service, each stream in order.

    What commits while this is read may be passed over: it is not published yet, and the relay brings it.
    """
    position = 0
    while batch := _page(engine, outbox.c.position, position):
        position = batch[-1][0]
        yield [Envelope.decode(text) for _, text in batch]


def _page(engine: Engine, column: Column[int], last: int, *terms: ColumnElement[bool]) -> list[tuple[int, str]]:
    query = select(column, outbox.c.envelope).where(column > last, *terms).order_by(column).limit(BATCH)
    with databases.reading(engine) as session:
        return [(row[0], row[1]) for row in session.execute(query)]
