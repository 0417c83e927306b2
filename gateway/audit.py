"""Audit log: one row for every write and every read of personal data, refused ones included.

A read of personal data is only answered once its row is kept. What a person did is never counted or summed up anywhere.
"""

from collections import deque
from datetime import datetime
from threading import Lock
from typing import Any, cast

import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy import Engine, Index, String, Table
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from gateway.accounts.model import ID, Base
from gateway.app_context import app_context
from gateway.identity_cache import Identity
from gateway.problems import RETRY_AFTER, answer
from gateway.request_policy import policy_of
from gateway.validation_messages import LocalizedMessage
from shared import databases, trees
from shared.database_errors import log_failure
from shared.errors import NotFound
from shared.rights import EVERYTHING
from shared.unit_of_work import new_id

MOST = 10_000
"""Audit rows that wait in memory for a database that is away."""
EXTENSION = "sanji_audit"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger()


class AuditEntry(Base):
    """One audited request: by whom, on which organization's records, with what outcome."""

    __tablename__ = "audit"
    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = mapped_column(ID, index=True)
    account_name: Mapped[str] = mapped_column(String(100))
    method: Mapped[str] = mapped_column(String(10))
    route: Mapped[str]
    path: Mapped[str] = mapped_column(String(500))
    organization_id: Mapped[str | None] = mapped_column(ID)
    personal: Mapped[bool]
    status: Mapped[int]
    correlation_id: Mapped[str] = mapped_column(ID)


Index("audit_by_organization", AuditEntry.organization_id, AuditEntry.at)


class PendingRow:
    """A row to be written, and its outcome."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.written = False


class AuditLog:
    """Writes audit rows durably, with group commit: waiting threads find their row written by the lock's holder.

    Rows that the database did not take wait for the next one that it does; beyond `MOST` the oldest is given up.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
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
        # A connection that broke while it committed may have committed: what is there already is passed over.
        try:
            with databases.transaction(self.engine) as session:
                rows = databases.insert(session, cast("Table", AuditEntry.__table__)).on_conflict_do_nothing()
                session.execute(rows, [entry.row for entry in batch])
        except DBAPIError as error:
            if not (again and error.connection_invalidated):
                raise
            self._insert(batch, again=False)


def close(app: Flask) -> None:
    """Write pending rows before the process ends."""
    app.extensions[EXTENSION].close()


def register(app: Flask, audit_log: AuditLog) -> None:
    """Audit the requests of an application."""
    app.extensions[EXTENSION] = audit_log

    def audit(response: Response) -> Response:
        identity: Identity | None = g.get("identity")
        if identity is None or request.endpoint is None:
            return response
        personal = policy_of(current_app.view_functions[request.endpoint]).personal
        if request.method in READS and not personal:
            return response
        row = _row(identity, response.status_code, personal=personal)
        try:
            audit_log.write(row)
        except SQLAlchemyError as error:
            log_failure(log, "audit write failed, retrying", error)
            if personal:
                return answer(503, LocalizedMessage("service_unavailable"), headers={"Retry-After": RETRY_AFTER})
        return response

    app.after_request(audit)


def _row(identity: Identity, status: int, *, personal: bool) -> dict[str, Any]:
    organization_id = g.get("organization_id") or (request.view_args or {}).get("organization_id")
    return {
        "district_id": g.get("district_id") or _district(identity, organization_id),
        "at": app_context().clock(),
        "id": new_id(),
        "account_id": identity.account_id,
        "account_name": identity.actor.name,
        "method": request.method,
        "route": str(request.url_rule),
        "path": request.path[:500],
        "organization_id": organization_id,
        "personal": personal,
        "status": status,
        "correlation_id": g.correlation_id,
    }


def _district(identity: Identity, organization_id: str | None) -> str:
    if identity.district_id != EVERYTHING or organization_id is None:
        return identity.district_id
    try:
        with databases.reading(app_context().engine) as session:
            return trees.path(session, organization_id, app_context().today)[-1]
    except (NotFound, SQLAlchemyError):
        return identity.district_id
