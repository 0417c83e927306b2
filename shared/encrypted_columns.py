"""Columns of encrypted values, marked in the tables, and their re-encryption while processes read and write them.

Rows are taken in batches of one transaction each, locked from the read to the write: a command that wants one waits for
a batch and no longer, and what it writes stands.
"""

import time
from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Any

import structlog
from cryptography.exceptions import InvalidTag
from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    LargeBinary,
    RowMapping,
    Table,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from shared import databases
from shared.field_encryption import CLEAR, FieldCipher

PLACE, BEFORE, INDEXED, SCOPE = "sanji_place", "sanji_before", "sanji_indexed", "sanji_scope"
BATCH = 200
TURN = 0.15
"""Seconds between two batches on SQLite, which has one writer at a time."""
DEADLOCK = "40P01"
log = structlog.get_logger()


def encrypted(place: str, *, before: str = "") -> dict[str, str]:
    """Mark a column as encrypted for a place, whose braces name columns of its row.

    `before` names the column in which the value stood before it was encrypted, as a truth value.
    """
    return {PLACE: place, BEFORE: before}


def blind_index(indexed: str, *, scope: str) -> dict[str, str]:
    """Mark a column as the blind index of an encrypted one in a scope, whose braces name columns of its row."""
    return {INDEXED: indexed, SCOPE: scope}


def with_encryption(tables: Iterable[Table]) -> list[Table]:
    """Return those of some tables that have an encrypted column."""
    return [table for table in tables if any(PLACE in column.info for column in table.columns)]


def clear(table: Table) -> ColumnElement[bool]:
    """Return the condition for rows that hold something from before its column was encrypted."""
    texts = [func.substr(column, 1, 1) == CLEAR for column in _encrypted(table) if isinstance(column.type, Text)]
    before = [table.c[name].is_not(None) for column in _encrypted(table) if (name := column.info[BEFORE])]
    return or_(literal(False), *texts, *before)


def stale(table: Table, cipher: FieldCipher) -> ColumnElement[bool]:
    """Return the condition for rows that hold something that is not under the first key."""
    marked = [(column, cipher.mark if _is_binary(column) else cipher.text_mark) for column in _encrypted(table)]
    marked += [(column, cipher.index_mark) for column in _indexes(table)]
    others = [func.substr(column, 1, len(mark), type_=column.type) != mark for column, mark in marked]
    return or_(clear(table), *others)


def count_stale(engine: Engine, table: Table, cipher: FieldCipher) -> int:
    """Count the rows of a table that hold something that is not under the first key."""
    counted = select(func.count()).select_from(table).where(stale(table, cipher))
    with databases.reading(engine) as session:
        return session.scalar(counted) or 0


def encrypt_rows(engine: Engine, table: Table, cipher: FieldCipher, which: ColumnElement[bool]) -> Iterator[int]:
    """Encrypt the rows that meet a condition under the first key, a batch at a time; yield how many each was.

    What no key opens stays as it is, and is logged.
    """
    last: tuple[Any, ...] = ()
    while True:
        try:
            with databases.transaction(engine) as session:
                rows = session.execute(_batch(table, which, last)).mappings().all()
                done = sum(_encrypt_row(session, table, row, cipher) for row in rows)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") != DEADLOCK:
                raise
            continue
        if not rows:
            return
        last = tuple(rows[-1][column] for column in table.primary_key)
        yield done
        if engine.dialect.name == "sqlite":
            # Whoever waits to write there looks again each tenth of a second, and would never find its turn.
            time.sleep(TURN)


def _batch(table: Table, which: ColumnElement[bool], last: tuple[Any, ...]) -> Any:
    key = tuple(table.primary_key)
    query = select(table).where(which).order_by(*key).limit(BATCH).with_for_update()
    return query.where(tuple_(*key) > tuple_(*map(literal, last))) if last else query


def _encrypt_row(session: Session, table: Table, row: RowMapping, cipher: FieldCipher) -> bool:
    try:
        texts = {column.name: _text(column, row, cipher) for column in _encrypted(table)}
    except InvalidTag:
        log.warning("no field key opens a row", table=table.name, row=[row[column] for column in table.primary_key])
        return False
    values: dict[str, Any] = {}
    for column in _encrypted(table):
        text, place = texts[column.name], _place(column, row)
        encrypt = cipher.encrypt if _is_binary(column) else cipher.encrypt_text
        values[column.name] = None if text is None else encrypt(text, place=place)
        values |= {name: None for name in [column.info[BEFORE]] if name}
    session.execute(update(table).where(*(column == row[column] for column in table.primary_key)).values(values))
    for column in _indexes(table):
        _move_index(session, column, row, texts[column.info[INDEXED]], cipher)
    return True


def _text(column: Column[Any], row: RowMapping, cipher: FieldCipher) -> str | None:
    before, stored = column.info[BEFORE], row[column]
    if before and row[before] is not None:
        return str(int(row[before]))
    if stored is None:
        return None
    return (cipher.decrypt if _is_binary(column) else cipher.decrypt_text)(stored, place=_place(column, row))


def _move_index(session: Session, column: Column[Any], row: RowMapping, text: str | None, cipher: FieldCipher) -> None:
    """Move every row with this index at once: rows of one text are found by their equal indexes."""
    before = row[column]
    if before is None or text is None:
        return
    scope = column.info[SCOPE]
    same = and_(column == before, *(column.table.c[name] == row[name] for name in _named(scope)))
    index = cipher.index(text, scope=scope.format_map(dict(row)))
    try:
        with session.begin_nested():
            session.execute(update(column.table).where(same).values({column.name: index}))
    except IntegrityError:
        log.warning("blind index taken", table=column.table.name, column=column.name)


def _place(column: Column[Any], row: RowMapping) -> str:
    place: str = column.info[PLACE]
    return place.format_map(dict(row))


def _named(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _encrypted(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if PLACE in column.info]


def _indexes(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if INDEXED in column.info]


def _is_binary(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary)
