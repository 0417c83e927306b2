"""Databases of tests that are emptied and left to later tests of the run, and dropped when it ends.

A server writes each of the 300 files of a new database to its disk, and again before it drops one: 1.2 s for the two,
where emptying one takes a twentieth.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers import sharing
from tools.servers.databases import NAMES, Databases

RENAME = sql.SQL("ALTER DATABASE {} RENAME TO {}")
# The server of a run is never killed; of a client that is, nothing gets lost that the server did not yet write down.
UNHURRIED = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off")
END_SESSIONS = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
AT_ONCE = 10
"""How many are dropped at a time: they wait for one checkpoint together."""
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


def _free() -> str:
    """Return the prefix of the databases that no test of this run uses now."""
    return f"free_{Path(os.environ[sharing.FOLDER]).name}_"


class PooledDatabases(Databases):
    """Databases of a test that outlive it, emptied."""

    def _make(self, session: psycopg.Connection, database: str) -> None:
        for (free,) in session.execute(NAMES, [_free()]).fetchall():
            try:
                session.execute(RENAME.format(sql.Identifier(free), sql.Identifier(database)))
            except psycopg.Error:  # another process of this run was faster
                continue
            return
        super()._make(session, database)
        session.execute(UNHURRIED.format(sql.Identifier(database)))

    def _discard(self, session: psycopg.Connection, database: str) -> None:
        session.execute(END_SESSIONS, [database])
        with psycopg.connect(self.admin, dbname=database, autocommit=True) as inside:
            inside.execute(EMPTY)
        free = f"{_free()}{database.removeprefix('test_')}"
        session.execute(RENAME.format(sql.Identifier(database), sql.Identifier(free)))


def drop_free(folder: Path) -> None:
    """Drop what the tests of a run left on a server that outlives it."""
    note = folder / "postgresql.json"
    found = json.loads(note.read_text()) if note.exists() else {}
    if not found.get("uri") or found["pid"]:
        return
    server = Databases(found["uri"])
    with psycopg.connect(server.admin) as session:
        left = [name for (name,) in session.execute(NAMES, [_free()])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(server.drop, left))
