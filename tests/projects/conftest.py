"""What every test of projects may use: a world on SQLite, and the same on PostgreSQL where a server is wanted."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects.world import World, emptied, prepared, world_on
from tests.servers.databases import Databases


@pytest.fixture(scope="session")
def planted_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables and the tree, made once and copied by every test."""
    path = tmp_path_factory.mktemp("projects") / "planted.sqlite3"
    prepared(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="module")
def planted_database(module_databases: Databases) -> str:
    """A PostgreSQL database with the tables and the tree, emptied for every test of a module."""
    url = module_databases.create()
    prepared(url).dispose()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The projects service with a planted tree and nothing else, on Monday 2 March 2026."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('planted_file'), tmp_path / 'projects.sqlite3')}"
    else:
        url = request.getfixturevalue("planted_database")
        emptied(url)
    with world_on(url) as opened:
        yield opened
