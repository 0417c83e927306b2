"""Databases of earlier versions, restored from their dumps on either server."""

import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from shared import databases
from shared.settings import Settings, load_settings
from tests.operations.schemas import FOLDERS

DUMPS = Path(__file__).parent / "databases"
BEGUN_SINCE = {"appraisals", "meetings"}
"""Services that earlier releases did not have: they begin empty."""
KEYS = {"SANJI_SECRET_KEY": "s" * 48, "SANJI_FIELD_KEY": "f" * 48}
"""Those that `tools.make_database_dumps` ran the platform with."""


def restore(
    folder: Path, kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Restore a folder's dumps of one kind of server; return the settings of a platform in one process over them."""
    made = request.getfixturevalue("databases") if kind == "postgresql" else None
    host = {"SANJI_HOST": "rabbitmq", "DATABASE_URL": made.url} if made else {"SANJI_HOST": "embedded"}
    for name, value in (KEYS | host | {"DATA_DIR": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    for name, dump in dumps(folder, kind):
        if made is None:
            with closing(sqlite3.connect(tmp_path / f"{name}.sqlite3")) as connection:
                connection.executescript(dump)
        else:
            made.create(name)
            plain = settings.database(name).set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(plain, autocommit=True) as session:
                session.execute(dump.encode())
    return settings


def dumps(folder: Path, kind: str) -> Iterator[tuple[str, str]]:
    """Return the dump of each process's database."""
    with tarfile.open(folder / f"{kind}.tar.xz") as archive:
        for name in FOLDERS:
            if name in BEGUN_SINCE:
                yield name, ""
                continue
            content = archive.extractfile(f"{name}.sql")
            assert content is not None
            yield name, content.read().decode()


@contextmanager
def opened(settings: Settings) -> Iterator[dict[str, Engine]]:
    """Open the restored databases, by the names of their processes."""
    engines = {name: databases.open_database(settings.database(name)) for name in FOLDERS}
    yield engines
    for engine in engines.values():
        engine.dispose()
