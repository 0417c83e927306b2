"""Transaction of a batch: begun by locking one row, counting as of today.

Whatever falls due by itself (a new day, changed indicators) is counted before anything else. What is remembered between
transactions is forgotten whenever one fails, or somebody else has counted in between.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Row, select, update
from sqlalchemy.orm import Session

from gateway.projections import date_rollover
from gateway.projections.apply import ProjectionBatch
from gateway.projections.current_tree import Tree
from gateway.projections.indicators import Indicators
from gateway.projections.tables import freshness, projected
from shared import databases
from shared.messaging import event_streams
from shared.messaging.event_streams import Stream
from shared.unit_of_work import BEIJING

NAME = "gateway"
ONLY = 1
"""The id of the one row that every writing transaction locks first."""


class Transactions:
    """Opens the transactions of one projector; `blocked` are the streams with events in the inbox."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], indicators: Indicators) -> None:
        self.engine = engine
        self.clock = clock
        self.indicators = indicators
        self.exclusive = threading.RLock()
        self.checked_on = date.min
        self._forget()

    def _forget(self) -> None:
        self.tree = Tree()
        self.blocked: set[Stream] = set()
        self.batch = -1

    @property
    def today(self) -> date:
        """The day in China."""
        return self.clock().astimezone(BEIJING).date()

    @contextmanager
    def begin(self) -> Iterator[ProjectionBatch]:
        """Run a block as one transaction; all it counts commits, or nothing."""
        try:
            with databases.transaction(self.engine) as session:
                locked = lock(session, today=self.today, indicators=self.indicators.fingerprint)
                if locked.batch != self.batch:
                    self._forget()
                    self.blocked = event_streams.blocked_streams(session)
                projection = ProjectionBatch(session, self.tree, self.indicators, max(locked.day, self.today))
                if self._is_outdated(locked):
                    self._bring_up_to_date(projection, locked)
                yield projection
                batch = locked.batch + 1
                release(session, day=projection.day, batch=batch, indicators=self.indicators.fingerprint)
            self.batch = batch
        except BaseException:
            # What was remembered may speak of rows that were never written.
            self._forget()
            raise

    def bring_up_to_date(self) -> None:
        """Advance the figures to today if the day has changed since the last transaction.

        Once a day is enough: the indicators of a process do not change, and every transaction looks by itself.
        """
        today = self.today
        if self.checked_on == today:
            return
        with databases.reading(self.engine) as session:
            row = session.execute(select(projected)).one_or_none()
        if row is None or self._is_outdated(row):
            with self.begin():
                pass
        self.checked_on = today

    def _is_outdated(self, row: Row[Any]) -> bool:
        return bool(row.day < self.today or row.indicators != self.indicators.fingerprint)

    def _bring_up_to_date(self, projection: ProjectionBatch, locked: Row[Any]) -> None:
        date_rollover.advance_to(projection, locked.day)
        if locked.indicators != self.indicators.fingerprint:
            date_rollover.recount(projection)
        projection.session.execute(update(freshness).values(version=freshness.c.version + 1))


def lock(session: Session, *, today: date, indicators: str) -> Row[tuple[int, date, int, str]]:
    """Lock the row until the transaction ends, and return its values."""
    query = select(projected).where(projected.c.id == ONLY).with_for_update()
    row = session.execute(query).one_or_none()
    if row is None:
        first = {"id": ONLY, "day": today, "batch": 0, "indicators": indicators}
        session.execute(databases.insert(session, projected).values(first).on_conflict_do_nothing())
        row = session.execute(query).one()
    return row


def release(session: Session, *, day: date, batch: int, indicators: str) -> None:
    """Store the row's values for the next transaction; an unexpected `batch` shows that another one wrote between."""
    left = {"day": day, "batch": batch, "indicators": indicators}
    session.execute(update(projected).where(projected.c.id == ONLY).values(left))
