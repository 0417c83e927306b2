"""Revisions are frozen: what they make follows from themselves, and is what today's tables say."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase

from gateway import MIGRATIONS
from gateway.audit import AuditEntry
from gateway.projections import tables as projections
from services import migrations_of, service_class, service_names
from shared import databases, rolls, successions, trees
from shared.messaging import relay_lease, tables
from tests.tooling.trees import ROOT

FOLDERS = {name: migrations_of(name) for name in service_names()} | {"gateway": MIGRATIONS}
SHARED = (tables.metadata, trees.metadata, successions.metadata, rolls.metadata, relay_lease.relay_lease.metadata)
OURS = {"shared", "services", "gateway", "bench", "deploy", "tests"}
FROZEN_TABLES = ROOT / "shared" / "migrations"
APART = {
    # Only PostgreSQL has several relays, and only its event log is partitioned.
    ("relay_lease", "sqlite"),
    ("outbox", "postgresql"),
    ("outbox_rest", "postgresql"),
    ("alembic_version", "sqlite"),
    ("alembic_version", "postgresql"),
}
OWN_INDEXES = {"organizations": {"organization_version": ["organization_version_code"]}}
"""Indexes that one service has on a table of many."""
FROZEN = "shared.migrations."
"""Tables that several databases begin with: literal themselves, and named for their version."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("folder", [*FOLDERS.values(), FROZEN_TABLES], ids=lambda path: path.parent.name)
def test_no_revision_calls_the_tables_of_today(folder: Path) -> None:
    revisions = sorted(folder.glob("*.py"))
    assert revisions
    for path in revisions:
        ours = [name for name in imported(path) if name.partition(".")[0] in OURS and not name.startswith(FROZEN)]
        assert ours == [], path
        assert "create_all" not in path.read_text("utf-8"), path


def tables_of(name: str) -> list[MetaData]:
    """The tables of one process's own, as its code states them."""
    if name == "gateway":
        return [AuditEntry.metadata, projections.metadata]
    module = f"{service_class(name).__module__.rpartition('.')[0]}."
    return [base.metadata for base in DeclarativeBase.__subclasses__() if base.__module__.startswith(module)]


def described(engine: Engine) -> dict[str, Any]:
    """Columns, keys, indexes and constraints of every table."""
    found = inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(table)
            },
            "key": sorted(found.get_pk_constraint(table)["constrained_columns"]),
            "indexes": {str(index["name"]): _described_index(index) for index in found.get_indexes(table)},
            "unique": sorted(map(str, found.get_unique_constraints(table))),
            "foreign": sorted(map(str, found.get_foreign_keys(table))),
        }
        for table in found.get_table_names()
        if (table, engine.dialect.name) not in APART
    }


def _described_index(index: Any) -> tuple[Any, ...]:
    terms = [str(term) for name, term in sorted(index["dialect_options"].items()) if name.endswith("_where")]
    return index["column_names"], bool(index["unique"]), terms


@pytest.mark.parametrize("name", FOLDERS)
def test_revisions_make_the_tables_of_today_on_sqlite(name: str, tmp_path: Path) -> None:
    compare(name, f"sqlite:///{tmp_path}/migrated.sqlite3", f"sqlite:///{tmp_path}/stated.sqlite3")


@pytest.mark.server
@pytest.mark.parametrize("name", FOLDERS)
def test_revisions_make_the_tables_of_today_on_postgresql(name: str, database_urls: Any) -> None:
    compare(name, database_urls(), database_urls())


def compare(name: str, migrated_url: str, stated_url: str) -> None:
    migrated, stated = databases.open_database(make_url(migrated_url)), create_engine(stated_url)
    databases.migrate(migrated, FOLDERS[name])
    made = described(migrated)
    for table, indexes in OWN_INDEXES.get(name, {}).items():
        for index in indexes:
            del made[table]["indexes"][index]
    known = set(inspect(migrated).get_table_names())
    assert tables_of(name)
    for metadata in tables_of(name):
        metadata.create_all(stated)
    for metadata in SHARED:
        metadata.create_all(stated, [table for table in metadata.sorted_tables if table.name in known])
    wanted = described(stated)
    migrated.dispose()
    stated.dispose()
    assert made == wanted
