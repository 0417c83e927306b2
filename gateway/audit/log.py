"""Writing of the audit trail: durably, many waiting rows at once, kept in memory while the database is away."""

from collections import deque
from threading import Lock
from typing import Any

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from gateway.audit import chain
from gateway.audit.chain import Signer
from gateway.audit.model import AuditEntry
from shared import databases

MOST = 10_000
"""Audit rows that wait in memory for a database that is away."""
log = structlog.get_logger()


class PendingRow:
    """A row to be written, and its outcome."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.written = False


class AuditLog:
    """Writes audit rows durably, with group commit: waiting threads find their row written by the lock's holder.

    Rows that the database did not take wait for the next one that it does; beyond `MOST` the oldest is given up.
    """

    def __init__(self, engine: Engine, signer: Signer) -> None:
        self.engine = engine
        self.signer = signer
        self.waiting: deque[PendingRow] = deque()
        self.lock = Lock()

    def write(self, row: dict[str, Any]) -> None:
        """Return once the row is durable, or raise the database's error."""
        entry = PendingRow(row)
        self.waiting.append(entry)
        with self.lock:
            if not entry.written:
                self._write()

    def _write(self) -> None:
        batch = [self.waiting.popleft() for _ in range(len(self.waiting))]
        if not batch:
            return
        try:
            self._insert(batch)
        except SQLAlchemyError:
            # Whoever waits for one of these writes it again, and hears for themselves what is wrong.
            self.waiting.extendleft(reversed(batch))
            self._give_up(MOST)
            raise
        for entry in batch:
            entry.written = True

    def close(self) -> None:
        """Write pending rows; those that cannot be written are logged and lost."""
        with self.lock:
            try:
                self._write()
            except SQLAlchemyError:
                self._give_up(0)

    def _give_up(self, most: int) -> None:
        while len(self.waiting) > most:
            row = self.waiting.popleft().row
            log.error("audit row lost", **{name: str(value) for name, value in row.items() if name != "account_name"})

    def _insert(self, batch: list[PendingRow], *, again: bool = True) -> None:
        try:
            with databases.transaction(self.engine) as session:
                rows = [entry.row for entry in batch]
                chain.append(session, self.signer, rows if again else _without_written(session, rows))
        except DBAPIError as error:
            # A connection that broke while it committed may have committed: what is there already is passed over.
            if not (again and error.connection_invalidated):
                raise
            self._insert(batch, again=False)


def _without_written(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    written = select(AuditEntry.id).where(AuditEntry.id.in_([row["id"] for row in rows]))
    known = set(session.scalars(written))
    return [row for row in rows if row["id"] not in known]
