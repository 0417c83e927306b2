"""One at a time, with nobody to appoint it: a lock that PostgreSQL takes back when the connection holding it dies."""

from typing import Self

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

LOCK = 7271001
NOTICED = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "connect_timeout": 5}
"""Within about 25 seconds either side notices that the other's machine is gone."""


class Leadership:
    """The right to move one database's outbox; whoever loses it merely tells something twice."""

    def __init__(self, url: URL) -> None:
        connecting = NOTICED | {"tcp_user_timeout": 25_000}
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=connecting)
        self._connection: Connection | None = None
        self._leads = False

    def held(self) -> bool:
        """This function will tell whether the lock is ours, and take it where it is free.

        It raises where the database cannot be asked; the lock is not ours then.
        """
        try:
            connection = self._connection or self._connect()
            question = "SELECT true" if self._leads else f"SELECT pg_try_advisory_lock({LOCK})"
            self._leads = bool(connection.execute(text(question)).scalar_one())
        except DBAPIError:
            self.yield_()
            raise
        return self._leads

    def _connect(self) -> Connection:
        self._connection = connection = self._engine.connect()
        for name in ("idle", "interval", "count"):
            connection.execute(text(f"SET tcp_keepalives_{name} = {NOTICED[f'keepalives_{name}']}"))
        return connection

    def yield_(self) -> None:
        """This function will give the lock back, by closing the connection that holds it."""
        connection, self._connection, self._leads = self._connection, None, False
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.yield_()
        self._engine.dispose()
