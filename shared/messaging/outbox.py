"""Transactional outbox (C. Richardson): events are inserted in the transaction of the change they report."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shared.messaging.events import Envelope, Event, envelope
from shared.messaging.tables import outbox, outbox_sequence

CHANNEL = "outbox"
"""The channel on which PostgreSQL notifies an idle relay of new events."""
REST = 2.0
"""Seconds without events after which the relay is notified; it polls for longer than that by itself."""

_INSERT = insert(outbox)
_NOTIFY = text(f"NOTIFY {CHANNEL}")
_notified_at: dict[str, float] = {}


class Position(msgspec.Struct, frozen=True):
    """An event's source, organization and sequence number; a read may wait for it."""

    source: str
    partition_key: str
    number: int

    def __str__(self) -> str:
        return f"{self.source}:{self.partition_key}:{self.number}"

    @staticmethod
    def parse(text: str) -> "Position":
        """Parse a position as returned by a write; ValueError where it is none."""
        source, partition_key, number = text.split(":")
        return Position(source, partition_key, int(number))


def append(
    session: Session, events: Sequence[Event], *, now: datetime, new_id: Callable[[], str], context: dict[str, str]
) -> list[Position]:
    """Insert events into the outbox in the running transaction; return each stream's newest position.

    A gap-free sequence by a locked counter row: it stays locked until the commit, so a later number is never visible
    before an earlier one. The rows are locked in one order everywhere, which prevents deadlocks (J. W. Havender, 1968).
    """
    envelopes: list[Envelope] = []
    for (district_id, partition_key), batch in sorted(_by_partition(events).items()):
        last = _advance(session, district_id, partition_key, len(batch))
        for number, event in enumerate(batch, start=last - len(batch) + 1):
            envelopes.append(envelope(event, id=new_id(), time=now, number=number, **context))
    rows = [_row(item, now) for item in envelopes]
    if rows:
        # One row goes as one statement; a list is a dialogue of its own for the driver.
        session.execute(_INSERT, rows if len(rows) > 1 else rows[0])
        _wake_relay(session)
    newest = {item.partitionkey: item for item in envelopes}
    return [Position(item.source_name, item.partitionkey, item.number) for item in newest.values()]


def _wake_relay(session: Session) -> None:
    # Transactions that notify commit one after another, whatever they write; so only the first after a rest does.
    url = session.get_bind().engine.url
    if url.get_backend_name() != "postgresql":
        return
    now, database = time.monotonic(), str(url.database)
    if now - _notified_at.get(database, -REST) >= REST:
        session.execute(_NOTIFY)
    _notified_at[database] = now


def last_of(session: Session, source: str, district_id: str, partition_key: str) -> Position:
    """Return the position of an organization's last event, 0 where it has none."""
    counted = outbox_sequence.c
    terms = counted.district_id == district_id, counted.partition_key == partition_key
    return Position(source, partition_key, session.scalar(select(counted.last).where(*terms)) or 0)


def _by_partition(events: Sequence[Event]) -> dict[tuple[str, str], list[Event]]:
    batches: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        batches[event.district_id, event.partition_key].append(event)
    return batches


def _advance(session: Session, district_id: str, partition_key: str, by: int) -> int:
    counted = {"district_id": district_id, "partition_key": partition_key, "last": by}
    return int(session.execute(_counter(session.get_bind().dialect.name), counted).scalar_one())


@cache
def _counter(dialect: str) -> Any:
    # Built once: making a statement costs as much as running it.
    counter = (postgresql if dialect == "postgresql" else sqlite).insert(outbox_sequence)
    further = {"last": outbox_sequence.c.last + counter.excluded.last}
    keys = ["district_id", "partition_key"]
    return counter.on_conflict_do_update(index_elements=keys, set_=further).returning(outbox_sequence.c.last)


def _row(item: Envelope, now: datetime) -> dict[str, object]:
    return {
        "district_id": item.districtid,
        "partition_key": item.partitionkey,
        "sequence": item.number,
        "name": item.event_name,
        "recorded_at": now,
        "envelope": item.encode().decode(),
    }
