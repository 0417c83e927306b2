"""A statement for each of no rows does nothing, on every session that this platform opens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, insert, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared import databases


class Base(DeclarativeBase):
    """The tables of these tests."""


class Thing(Base):
    """Every column has a default, so that an INSERT without values would be one of defaults."""

    __tablename__ = "thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(server_default="nameless")


TABLE = Thing.__table__
HAS_ONE = [(1, "kept")]
STATEMENTS: dict[str, Any] = {
    "INSERT into a table": lambda _: TABLE.insert(),  # type: ignore[attr-defined]
    "INSERT of a class": lambda _: insert(Thing),
    "INSERT that knows conflicts": lambda session: databases.insert(session, TABLE).on_conflict_do_nothing(),  # type: ignore[arg-type]
    "UPDATE by primary key": lambda _: update(Thing),
    "UPDATE of a table": lambda _: TABLE.update().values(name="lost"),  # type: ignore[attr-defined]
    "DELETE": lambda _: TABLE.delete(),  # type: ignore[attr-defined]
}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = create_engine(f"sqlite:///{tmp_path}/things.db")
    Base.metadata.create_all(opened)
    with databases.transaction(opened) as session:
        session.add(Thing(id=1, name="kept"))
    yield opened
    opened.dispose()


@pytest.mark.parametrize("none", [[], ()], ids=["list", "tuple"])
@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_for_each_of_no_rows_changes_nothing(engine: Engine, statement: Any, none: Any) -> None:
    with databases.transaction(engine) as session:
        session.execute(statement(session), none)
    with databases.reading(engine) as session:
        assert [tuple(row) for row in session.execute(select(Thing.id, Thing.name))] == HAS_ONE


def test_a_statement_without_parameters_still_runs(engine: Engine) -> None:
    with databases.transaction(engine) as session:
        session.execute(update(Thing).values(name="changed"))
        session.execute(text("INSERT INTO thing DEFAULT VALUES"), {})
        assert list(session.scalars(select(Thing.name).order_by(Thing.id))) == ["changed", "nameless"]
