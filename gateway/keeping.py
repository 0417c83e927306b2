"""What was worked out from the read side's tables, kept in this process for as long as nothing is counted anew.

The read side gives each batch of what it counts a number. Whether there is a newer one is asked every twentieth of a
second at most, less than it takes a fact to arrive from where it was entered; who names a position (`Sanji-After`) gets
a reading that began after they asked, one for all who ask at the same time.
"""

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from sqlalchemy import Engine, select

from gateway.projections.tables import projected
from shared import databases

GOOD = 0.05
"""Seconds for which a reading is good."""
MOST = 500
"""Things that a process keeps at once; the largest, a district with thirty streets, takes some 200 kB."""


class Readings:
    """Readings of one number, each shared by all who wait for it."""

    def __init__(self, read: Callable[[], int]) -> None:
        self.read = read
        self.begun = self.ended = self.number = 0
        self.good_until = 0.0
        self.turn = Lock()

    def newest(self, *, anew: bool) -> int:
        """Return the number as read a moment ago, or `anew`: by a reading that begins only now."""
        if not anew and time.monotonic() < self.good_until:
            return self.number
        wanted = self.begun + 1
        with self.turn:
            if self.ended < wanted:
                self.begun += 1
                good_until = time.monotonic() + GOOD
                self.number = self.read()
                self.good_until = good_until
                self.ended = self.begun
            return self.number


class Once:
    """Something that the first to ask for it works out, while the others wait."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        self.turn = Lock()

    def get(self, make: Callable[[], Any]) -> Any:
        """Return what was made, or make it; what fails is made again for the next."""
        with self.turn:
            if not self.made:
                self.made.append(make())
            return self.made[0]


class Shelf:
    """What was worked out at one batch."""

    def __init__(self, batch: int) -> None:
        self.batch = batch
        self.kept: dict[Hashable, Once] = {}


class Keeper:
    """Keeps what was worked out at the newest batch, and forgets it with the next."""

    def __init__(self, engine: Engine) -> None:
        wanted = select(projected.c.batch)
        self.readings = Readings(lambda: databases.glance(engine, wanted) or 0)
        self.shelf = Shelf(-1)

    def get(self, batch: int, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept under a key, or make it, as of `batch` or later."""
        shelf = self.shelf
        if shelf.batch != batch:
            shelf = self.shelf = Shelf(batch)
        if len(shelf.kept) > MOST:
            shelf.kept.clear()
        return shelf.kept.setdefault(key, Once()).get(make)
