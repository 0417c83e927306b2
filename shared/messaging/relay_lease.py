"""Leader lock of a relay: a lease (C. Gray and D. Cheriton, 1989) in a database row, renewed while it leads.

A leader that has ended, is cut off or is frozen renews nothing, and the next one takes the lease over when it has run
out. Every take-over has a number of its own, its epoch, which is a fencing token (M. Kleppmann, 2016): a frozen leader
that wakes up still has the old one, under which the database lets it mark nothing any more. What it may have published
meanwhile is deduplicated by its number.
"""

import os
import socket
import time
from contextlib import suppress
from datetime import timedelta
from select import select as await_readable
from typing import Any, Self

import psycopg
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    func,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from shared import databases
from shared.messaging.outbox import CHANNEL
from shared.messaging.relay import LeaseLostError

LEASE = 6.0
"""Seconds for which a lease is good; by so much a leader that does not come back holds up the events."""
RENEWAL = 2.0
"""Seconds after which it is renewed."""
SLICE = 0.5
"""Seconds between two looks at whether to stop."""
ONLY = 1

relay_lease = Table(
    "relay_lease",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(100), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", databases.UtcDateTime(), nullable=False),
)
_ROW = relay_lease.c.id == ONLY
_UNTIL = func.clock_timestamp() + timedelta(seconds=LEASE)


class RelayLease:
    """One relay's leader lock; its connection also receives notifications of commits after an idle time."""

    def __init__(self, url: URL) -> None:
        noticing = databases.NOTICING | {"application_name": "relay-lease"}
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=noticing)
        self._connection: Connection | None = None
        self._until = 0.0
        self.holder = f"{socket.gethostname()}:{os.getpid()}"
        self.epoch: int | None = None

    def held(self) -> bool:
        """Return whether this process leads; renew the lease at intervals, and acquire it where it has expired.

        It raises where the database cannot be asked; what was held is held until it runs out.
        """
        now = _elapsed()
        if self.epoch is not None and now < self._until - LEASE + RENEWAL:
            return True
        self.epoch = self._asked(_take(self.holder) if self.epoch is None else _renew(self.epoch))
        self._until = now + LEASE
        return self.epoch is not None

    def require(self) -> None:
        """Raise LeaseLostError where the lease may have expired: this process may have been suspended."""
        if self.epoch is None or _elapsed() > self._until:
            raise LeaseLostError

    def term(self) -> ColumnElement[bool]:
        """Return the condition that makes a statement take effect only while the lease is held."""
        # Locked, so that nobody takes the lease over between this look and the end of the statement.
        ours = select(relay_lease.c.id).where(_ROW, relay_lease.c.epoch == self.epoch).with_for_update(read=True)
        return ours.exists()

    def await_notification(self, stopping: Any, seconds: float) -> None:
        """Wait until a service notifies that it has emitted events, or so many seconds, or until it is to stop."""
        until = time.monotonic() + seconds
        try:
            session: Any = self._connected().connection.driver_connection
            while not stopping.is_set() and (left := until - time.monotonic()) > 0:
                if list(session.notifies(timeout=0, stop_after=1)):
                    return
                # By itself psycopg looks ten times a second.
                await_readable([session], [], [], min(left, SLICE))
        except psycopg.Error:
            self._disconnect()
            raise

    def give_up(self) -> None:
        """Release the lease so that another relay leads at once, and close the connection."""
        if self.epoch is not None:
            # Where the database is away, it runs out by itself.
            with suppress(DBAPIError):
                self._asked(_end(self.epoch))
        self.epoch = None
        self._disconnect()

    def _asked(self, change: Any) -> int | None:
        try:
            return self._connected().execute(change.returning(relay_lease.c.epoch)).scalar_one_or_none()
        except DBAPIError:
            self._disconnect()
            raise

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            self._connection.execute(text(f"LISTEN {CHANNEL}"))
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up()
        self._engine.dispose()


def _take(holder: str) -> Any:
    free = relay_lease.c.expires_at <= func.clock_timestamp()
    return update(relay_lease).where(_ROW, free).values(holder=holder, epoch=relay_lease.c.epoch + 1, expires_at=_UNTIL)


def _renew(epoch: int) -> Any:
    return update(relay_lease).where(_ROW, relay_lease.c.epoch == epoch).values(expires_at=_UNTIL)


def _end(epoch: int) -> Any:
    ended = {"expires_at": func.clock_timestamp()}
    return update(relay_lease).where(_ROW, relay_lease.c.epoch == epoch).values(ended)


def _elapsed() -> float:
    # The monotonic clock stands still while a machine is suspended; this one, where there is one, does not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
