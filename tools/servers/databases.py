"""Databases of uniquely made names on one PostgreSQL server, dropped when their test is over."""

import secrets
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

NAMES = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"


class Databases:
    """What one test made on a server: `url` names the server, with a database that need not exist as the prefix."""

    def __init__(self, server_url: str) -> None:
        self._server = make_url(server_url).set(drivername="postgresql")
        self.admin = self._server.render_as_string(hide_password=False)
        self.prefix = f"test_{secrets.token_hex(6)}"
        self._made: list[str] = []

    def create(self, name: str | None = None) -> str:
        """Make the database `<prefix>_<name>` and return its SQLAlchemy address."""
        database = f"{self.prefix}_{name or len(self._made)}"
        with psycopg.connect(self.admin, autocommit=True) as session:
            self._make(session, database)
        self._made.append(database)
        return self._address(database)

    def _make(self, session: psycopg.Connection, database: str) -> None:
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database)))

    @property
    def url(self) -> str:
        """What a process is given as DATABASE_URL to keep to the databases of this test."""
        return self._address(self.prefix)

    def _address(self, database: str) -> str:
        url = self._server.set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def transactions(self, name: str) -> int:
        """Count the transactions that one of the databases has seen."""
        counted = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s"
        with psycopg.connect(self.admin, autocommit=True) as session:
            ((count,),) = session.execute(counted, [f"{self.prefix}_{name}"]).fetchall()
        return int(count)

    def cut_connections(self) -> None:
        """End every session in this test's databases; nobody else's."""
        with psycopg.connect(self.admin, autocommit=True) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE starts_with(datname, %s)", [self.prefix]
            )

    def drop_all(self) -> None:
        """Drop what was made, also by the processes under test, with sessions still open."""
        with psycopg.connect(self.admin, autocommit=True) as session:
            for (database,) in session.execute(NAMES, [self.prefix]).fetchall():
                self._discard(session, database)

    def _discard(self, _session: psycopg.Connection, database: str) -> None:
        self.drop(database)

    def drop(self, database: str) -> None:
        """Drop a database by its whole name, with sessions still open."""
        with psycopg.connect(self.admin, autocommit=True) as session:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop_all()


def answers(url: str) -> bool:
    """Return whether the address opens and its user may make databases."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(plain, connect_timeout=3) as session:
            row = session.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return bool(row and row[0])
    except psycopg.OperationalError:
        return False
