"""Who waits in this process for a commit: woken when it is there, instead of asking the database again and again."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

_waiting: dict[str | None, set[threading.Event]] = defaultdict(set)


@contextmanager
def subscribed(waiting: threading.Event, engine: Engine) -> Iterator[None]:
    """Set an event whenever this process has committed to a database, by whatever engine, until the block ends."""
    subscribers = _waiting[engine.url.database]
    subscribers.add(waiting)
    try:
        yield
    finally:
        subscribers.discard(waiting)


def notify(engine: Engine) -> None:
    """Wake those who wait for a commit to a database."""
    for waiting in tuple(_waiting.get(engine.url.database, ())):
        waiting.set()
