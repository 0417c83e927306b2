"""Databases of all processes, for the tools of operations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from shared.databases import open_database
from shared.errors import NotFound
from shared.messaging.tables import inbox
from shared.settings import Settings

MARK = "name"


def names(settings: Settings) -> list[str]:
    """Return the services (and the gateway) that have a database, in alphabetical order."""
    prefix, _, suffix = str(settings.database(MARK).database).rpartition(MARK)
    if settings.database_url:
        found = _databases_of_server(settings)
    else:
        found = [str(path) for path in Path(settings.data_dir).glob("*")]
    own = [name for name in found if name.startswith(prefix) and name.endswith(suffix) and name != prefix + suffix]
    return sorted(name.removeprefix(prefix).removesuffix(suffix) for name in own)


def _databases_of_server(settings: Settings) -> list[str]:
    server = open_database(settings.database(MARK).set(database="postgres"), connections=1)
    try:
        with server.connect() as connection:
            return list(connection.execute(text("SELECT datname FROM pg_database")).scalars())
    finally:
        server.dispose()


@contextmanager
def opened(settings: Settings, name: str) -> Iterator[Engine]:
    """Open one process's database for a block; NotFound where there is none, or none of this platform."""
    if name not in names(settings):
        raise NotFound("store_unknown", service=name)
    engine = open_database(settings.database(name), connections=1)
    try:
        if not inspect(engine).has_table(inbox.name):
            raise NotFound("store_unknown", service=name)
        yield engine
    finally:
        engine.dispose()


def with_inbox(settings: Settings) -> list[str]:
    """Return the processes whose database has an inbox; any other file or database is skipped."""
    found = []
    for name in names(settings):
        try:
            with opened(settings, name):
                found.append(name)
        except NotFound:
            continue
    return found
