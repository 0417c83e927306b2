"""Bulk statements: thousands of rows travel as one JSON text, which both databases read as a table.

An INSERT of a thousand rows with ten parameters each spends more time in the driver than in the database.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Row, Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
Rows = Sequence[Mapping[str, Any]]


def store(session: Session, table: Table, rows: Rows, **instead: str) -> None:
    """Insert rows, or overwrite those with the same primary key.

    `instead` maps a column to the SQL expression that an existing row gets in the place of the new value, e.g. `own` to
    `figure.own + excluded.own`. No two rows may have the same key.
    """
    if rows:
        backend = session.get_bind().dialect.name
        session.execute(_storing(table, backend, tuple(instead.items())), {"given": msgspec.json.encode(rows).decode()})


def find(session: Session, table: Table, keys: Rows) -> Sequence[Row[Any]]:
    """Return the rows that agree with any of the keys, which all name the same columns."""
    if not keys:
        return []
    backend = session.get_bind().dialect.name
    return session.execute(
        _finding(table, backend, tuple(keys[0])), {"given": msgspec.json.encode(keys).decode()}
    ).all()


def remove(session: Session, table: Table, keys: Rows) -> None:
    """Delete the rows with the given primary keys."""
    if keys:
        backend = session.get_bind().dialect.name
        session.execute(_removing(table, backend), {"given": msgspec.json.encode(keys).decode()})


@lru_cache
def _storing(table: Table, backend: str, instead: tuple[tuple[str, str], ...]) -> TextClause:
    names = tuple(column.name for column in table.columns)
    key = [column.name for column in table.primary_key]
    changes = {name: f"excluded.{name}" for name in names if name not in key} | dict(instead)
    columns = ", ".join(names)
    # An INSERT from a SELECT needs a WHERE before ON CONFLICT in SQLite, which would take ON for a join otherwise.
    return text(
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {_given(table, backend, names)} WHERE true"  # noqa: S608
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET "
        + ", ".join(f"{name} = {new}" for name, new in changes.items())
    )


@lru_cache
def _finding(table: Table, backend: str, names: tuple[str, ...]) -> Any:
    same = " AND ".join(f"{table.name}.{name} = given.{name}" for name in names)
    columns = ", ".join(f"{table.name}.{column.name}" for column in table.columns)
    sql = f"SELECT {columns} FROM {_given(table, backend, names)} JOIN {table.name} ON {same}"  # noqa: S608
    return text(sql).columns(*table.columns)


@lru_cache
def _removing(table: Table, backend: str) -> TextClause:
    names = tuple(column.name for column in table.primary_key)
    key = ", ".join(names)
    return text(f"DELETE FROM {table.name} WHERE ({key}) IN (SELECT {key} FROM {_given(table, backend, names)})")  # noqa: S608


def _given(table: Table, backend: str, names: tuple[str, ...]) -> str:
    if backend == "postgresql":
        types = {column.name: column.type.compile(POSTGRESQL) for column in table.columns}
        columns = ", ".join(f"{name} {types[name]}" for name in names)
        return f"json_to_recordset(CAST(:given AS json)) AS given({columns})"
    columns = ", ".join(f"value->>'$.{name}' AS {name}" for name in names)
    return f"(SELECT {columns} FROM json_each(:given)) AS given"  # noqa: S608 - column names are our own


def moment(value: datetime) -> str:
    """Format a time in UTC, so that texts sort as times do on both databases."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00:00"
