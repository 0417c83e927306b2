"""Revisions are frozen: what they make follows from themselves, and is what today's tables say."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from shared import databases
from tests.operations.schemas import FOLDERS, differing_tables
from tests.tooling.trees import OURS, ROOT

SHARED_TABLES = ROOT / "shared" / "migrations"
FROZEN = "shared.migrations."
"""Tables that several databases begin with: literal themselves, and named for their version."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("folder", [*FOLDERS.values(), SHARED_TABLES], ids=lambda path: path.parent.name)
def test_no_revision_calls_the_tables_of_today(folder: Path) -> None:
    revisions = sorted(folder.glob("*.py"))
    assert revisions
    for path in revisions:
        ours = [name for name in imported(path) if name.partition(".")[0] in {*OURS, "tests"}]
        assert [name for name in ours if not name.startswith(FROZEN)] == [], path
        assert "create_all" not in path.read_text("utf-8"), path


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDERS)
def test_revisions_make_the_tables_of_today_on_sqlite(name: str, tmp_path: Path) -> None:
    compare(name, f"sqlite:///{tmp_path}/migrated.sqlite3", f"sqlite:///{tmp_path}/stated.sqlite3")


@pytest.mark.server
@pytest.mark.parametrize("name", FOLDERS)
def test_revisions_make_the_tables_of_today_on_postgresql(name: str, database_urls: Any) -> None:
    compare(name, database_urls(), database_urls())


def compare(name: str, migrated_url: str, stated_url: str) -> None:
    migrated = databases.open_database(make_url(migrated_url))
    databases.migrate(migrated, FOLDERS[name])
    assert differing_tables(name, migrated, stated_url) == {}
    migrated.dispose()
