"""Cache of what was computed from the projections, invalidated when the next batch is applied.

The read side gives each batch of what it counts a number. Whether there is a newer one is asked every twentieth of a
second at most, less than it takes a fact to arrive from where it was entered; who names a position (`Sanji-After`) gets
a reading that began after they asked, one for all who ask at the same time.
"""

import time
from collections.abc import Callable, Hashable
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Engine, select

from gateway.projections.tables import projected
from shared import databases

GOOD = 0.05
"""Seconds for which a reading is good."""
MOST = 500
"""Values cached per process; the largest, a district with thirty streets, takes some 200 kB."""


class BatchNumber:
    """The newest batch number, read from the database once for all threads that wait for it."""

    def __init__(self, read: Callable[[], int | None]) -> None:
        self.read = read
        self.begun = self.ended = self.number = 0
        self.good_until = 0.0
        self.turn = Lock()

    def newest(self, *, anew: bool) -> int:
        """Return the number as read a moment ago; `anew` forces a reading that starts only now."""
        if not anew and time.monotonic() < self.good_until:
            return self.number
        wanted = self.begun + 1
        with self.turn:
            if self.ended < wanted:
                self.begun += 1
                good_until = time.monotonic() + GOOD
                self.number = self.read() or 0
                self.good_until = good_until
                self.ended = self.begun
            return self.number


class SingleFlight:
    """A value that the first caller computes while the others wait (single flight)."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        self.turn = Lock()

    def get(self, make: Callable[[], Any]) -> Any:
        """Return the value, or compute it; a failure is not cached."""
        with self.turn:
            if not self.made:
                self.made.append(make())
            return self.made[0]


class ReadCache:
    """Cache whose values are valid for one batch of the projector."""

    def __init__(self, engine: Engine) -> None:
        self.batch_number = BatchNumber(partial(databases.fetch_scalar, engine, select(projected.c.batch)))
        self.generation: tuple[int, dict[Hashable, SingleFlight]] = (-1, {})

    def get(self, batch: int, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value under a key, or compute it, as of `batch` or later."""
        computed_at, values = self.generation
        if computed_at != batch:
            values = {}
            self.generation = (batch, values)
        if len(values) > MOST:
            values.clear()
        return values.setdefault(key, SingleFlight()).get(make)
