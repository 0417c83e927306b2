"""Notification of commits within this process, in the place of polling the database."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

_waiting: dict[str | None, set[threading.Event]] = defaultdict(set)


@contextmanager
def subscribed(waiting: threading.Event, engine: Engine) -> Iterator[None]:
    """Set an event whenever this process commits to a database, by any engine, until the block ends."""
    subscribers = _waiting[engine.url.database]
    subscribers.add(waiting)
    try:
        yield
    finally:
        subscribers.discard(waiting)


def notify(engine: Engine) -> None:
    """Set the events of those who wait for a commit to a database."""
    for waiting in tuple(_waiting.get(engine.url.database, ())):
        waiting.set()
