"""The scenario of the service whose folder a test lies in, on SQLite, and on PostgreSQL where a server is wanted."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.scenarios.in_process import InProcessScenario, scenario_class
from tools.servers.databases import Databases


@pytest.fixture(scope="session")
def planted_files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what gives a service's SQLite file with the tree in it, made once and copied by every test."""

    @cache
    def planted(service: str) -> Path:
        path = tmp_path_factory.mktemp(service) / "planted.sqlite3"
        scenario_class(service).prepare(f"sqlite:///{path}").dispose()
        return path

    return planted


@pytest.fixture(scope="module")
def planted_database(request: pytest.FixtureRequest, module_databases: Databases) -> Iterator[str]:
    """Yield a PostgreSQL database of the folder's service, planted anew for every test of a module."""
    url = module_databases.create()
    engine = scenario_class(request.path.parent.name).prepare(url)
    yield url
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def scenario(request: pytest.FixtureRequest, planted_files: Callable[[str], Path]) -> Iterator[InProcessScenario]:
    """Yield the folder's service with a planted tree and nothing else, on Monday 2 March 2026."""
    kind = scenario_class(request.path.parent.name)
    if request.param == "sqlite":
        path = planted_files(kind.name)
        used = path.with_name("used.sqlite3")
        for left in ("-wal", "-shm"):  # of a test that failed with its session open
            used.with_name(used.name + left).unlink(missing_ok=True)
        url = f"sqlite:///{shutil.copy(path, used)}"
    else:
        url = request.getfixturevalue("planted_database")
        kind.plant_anew(url)
    with kind.on(url) as opened:
        yield opened
