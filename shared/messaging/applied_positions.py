"""Waiting until a process has applied the positions that a request names, so that its sender reads its own writes."""

import threading
import time
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select, tuple_
from sqlalchemy.orm import Session

from shared import databases
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox, inbox_cursor

MOST_WAITING = 4
"""Requests that wait on one database at a time; a service answers as many again and more beside them."""
_waiting: WeakKeyDictionary[Engine, set[object]] = WeakKeyDictionary()
_lock = threading.Lock()


def wait_until_applied(
    engine: Engine, wanted: list[Position], *, seconds: float, own: str = "", most: int = MOST_WAITING
) -> bool:
    """Wait, at most so many seconds, until this process has applied the given positions.

    Where `most` requests wait already it does not wait: what is not there yet is not there. A parked event of the
    service named as `own` counts as applied: the job that it drives has ended and says why.
    """
    wanted = _missing(engine, wanted, own)
    if not wanted:
        return True
    waiter, until = object(), time.monotonic() + seconds
    with _lock:
        waiting = _waiting.setdefault(engine, set())
        if len(waiting) >= most:
            return False
        waiting.add(waiter)
    try:
        while wanted and time.monotonic() <= until:
            time.sleep(0.02)
            wanted = _missing(engine, wanted, own)
    finally:
        waiting.discard(waiter)
    return not wanted


def _missing(engine: Engine, wanted: list[Position], own: str) -> list[Position]:
    if not wanted:
        return []
    keys = [(position.source, position.partition_key) for position in wanted]
    with databases.reading(engine) as session:
        found = session.execute(
            select(inbox_cursor.c.source, inbox_cursor.c.partition_key, inbox_cursor.c.applied).where(
                tuple_(inbox_cursor.c.source, inbox_cursor.c.partition_key).in_(keys)
            )
        )
        applied = {(row.source, row.partition_key): row.applied for row in found}
        mine = [position.partition_key for position in wanted if position.source == own]
        applied |= _parked(session, own, mine) if mine else {}
    return [item for item in wanted if applied.get((item.source, item.partition_key), 0) < item.number]


def _parked(session: Session, source: str, keys: list[str]) -> dict[tuple[str, str], int]:
    of_these = inbox.c.source == source, inbox.c.partition_key.in_(keys), inbox.c.parked_at.is_not(None)
    rows = session.execute(select(inbox.c.partition_key, inbox.c.sequence).where(*of_these))
    return {(source, row.partition_key): row.sequence for row in rows}
