"""The schema of a database, and the one that its process's tables state."""

from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, inspect
from sqlalchemy.orm import DeclarativeBase

from gateway import MIGRATIONS, maintenance_runs
from gateway.accounts import api_key_model, openid_model  # noqa: F401 - tables of the same base
from gateway.audit.model import AuditEntry
from gateway.console import session as console
from gateway.projections import tables as projections
from services import migrations_of, service_class, service_names
from shared import memberships, reorganizations, trees
from shared.messaging import relay_lease, tables

FOLDERS = {name: migrations_of(name) for name in service_names()} | {"gateway": MIGRATIONS}
SHARED = (
    tables.metadata,
    trees.metadata,
    reorganizations.metadata,
    memberships.metadata,
    relay_lease.relay_lease.metadata,
)
APART = {
    # Only PostgreSQL has several relays, and only its event log is partitioned, by month.
    "sqlite": ("alembic_version", "relay_lease"),
    "postgresql": ("alembic_version", "outbox"),
}
OWN_INDEX = "organization_version_code"
"""The one index that a single service has on a table of many."""


def differing_tables(name: str, engine: Engine, empty_url: str) -> dict[str, Any]:
    """Return the tables of a database that its process's code states otherwise, made in another, empty database."""
    stated = create_engine(empty_url)
    known = set(inspect(engine).get_table_names())
    own = tables_of(name)
    assert own
    for metadata in own:
        metadata.create_all(stated)
    for metadata in SHARED:
        metadata.create_all(stated, [table for table in metadata.sorted_tables if table.name in known])
    wanted, made = described(stated), described(engine)
    stated.dispose()
    if name == "organizations":
        del made["organization_version"]["indexes"][OWN_INDEX]
    both = {table: (made.get(table), wanted.get(table)) for table in {*made, *wanted}}
    return {table: (one, other) for table, (one, other) in both.items() if one != other}


def tables_of(name: str) -> list[MetaData]:
    """Return the tables of one process's own, as its code states them."""
    if name == "gateway":
        return [AuditEntry.metadata, projections.metadata, console.metadata, maintenance_runs.metadata]
    module = f"{service_class(name).__module__.rpartition('.')[0]}."
    return [base.metadata for base in DeclarativeBase.__subclasses__() if base.__module__.startswith(module)]


def described(engine: Engine) -> dict[str, Any]:
    """Return the columns, keys, indexes and constraints of every table."""
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
        if not table.startswith(APART[engine.dialect.name]) or table == "outbox_sequence"
    }


def _described_index(index: Any) -> tuple[Any, ...]:
    terms = [str(term) for name, term in sorted(index["dialect_options"].items()) if name.endswith("_where")]
    return index["column_names"], bool(index["unique"]), terms
