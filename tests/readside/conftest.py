"""The gateway's database, on SQLite and on PostgreSQL, and a projector whose clock a test turns."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

import gateway
from gateway.projector import SOURCES, Projector
from shared.databases import migrate, open_database
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.tables import metadata
from tests.scenarios.in_process import empty
from tools.servers.databases import Databases

MIGRATIONS = Path(gateway.__file__).parent / "migrations"


class Clock:
    """Tells the time that a test set; noon in China on the second of March 2026 at first."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn_to(self, day: date) -> None:
        """Make it noon of a day."""
        self.now = datetime.combine(day, time(4), UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def opened(url: str) -> Engine:
    """Open and migrate a gateway's database."""
    engine = open_database(make_url(url))
    migrate(engine, MIGRATIONS)
    return engine


@pytest.fixture(scope="package")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated database of SQLite that nobody has open, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "gateway.sqlite3"
    opened(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(scope="module")
def migrated_database(module_databases: Databases) -> Iterator[Engine]:
    """Yield a migrated database of PostgreSQL, emptied for every test of a module."""
    made = opened(module_databases.create())
    yield made
    made.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "postgresql":
        made: Engine = request.getfixturevalue("migrated_database")
        empty(made)
        yield made
        return
    made = open_database(make_url(f"sqlite:///{shutil.copy(request.getfixturevalue('migrated'), tmp_path)}"))
    yield made
    made.dispose()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[dict[str, Engine]]:
    """Yield the databases of the services that tell, with their event logs."""
    engines = {name: open_database(make_url(f"sqlite:///{tmp_path}/{name}.sqlite3")) for name in sorted(SOURCES)}
    for engine in engines.values():
        metadata.create_all(engine)
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def projector(engine: Engine, clock: Clock) -> Projector:
    """Return a projector that loses patience after three attempts."""
    return Projector(engine, clock, RetryPolicy(pause=1.0, limit=10.0, attempts=3))
