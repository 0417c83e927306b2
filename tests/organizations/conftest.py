"""What every test of organizations may use: a world on SQLite, and the same on PostgreSQL where a server is wanted."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import Refusal
from tests.organizations.world import World, emptied, prepared, world_on
from tools.servers.databases import Databases


def refused(code: str):
    """Return what a block raises that is refused with a code."""
    return pytest.raises(Refusal, match=rf"'{code}'")


@pytest.fixture(scope="session")
def planted_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a SQLite file with the tables and the tree, made once and copied by every test."""
    path = tmp_path_factory.mktemp("organizations") / "planted.sqlite3"
    return path, prepared(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def planted_database(module_databases: Databases) -> str:
    """Return a PostgreSQL database with the tables, emptied and planted for every test of a module."""
    url = module_databases.create()
    prepared(url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Yield the organizations service with a planted tree and nothing else, on Monday 2 March 2026."""
    if request.param == "sqlite":
        path, ids = request.getfixturevalue("planted_file")
        url = f"sqlite:///{shutil.copy(path, path.with_name('used.sqlite3'))}"
    else:
        url = request.getfixturevalue("planted_database")
        ids = emptied(url)
    with world_on(url, ids) as opened:
        yield opened
