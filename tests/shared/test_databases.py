"""A statement for each of no rows does nothing, and a moment is stored in UTC, whatever the database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, create_engine, func, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import StatementError
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


MOMENTS = Table("moment", MetaData(), Column("at", databases.UtcDateTime()))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def moments(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    in_a_file = f"sqlite:///{tmp_path}/moments.db"
    url = in_a_file if request.param == "sqlite" else request.getfixturevalue("database_urls")()
    opened = databases.open_database(make_url(url))
    MOMENTS.create(opened)
    yield opened
    opened.dispose()


def test_a_moment_comes_back_in_utc_and_is_compared_as_one(moments: Engine) -> None:
    with databases.transaction(moments) as session:
        session.execute(MOMENTS.insert().values(at=NOON))
        for same in (select(MOMENTS.c.at).where(MOMENTS.c.at == NOON), select(func.min(MOMENTS.c.at))):
            assert [(at, at.tzinfo) for at in session.scalars(same)] == [(NOON, UTC)]
        assert session.scalars(select(MOMENTS.c.at).where(MOMENTS.c.at > NOON)).all() == []


def test_a_moment_is_stored_as_its_database_always_stored_it(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/moments.db")
    MOMENTS.create(engine)
    with engine.begin() as connection:
        connection.execute(MOMENTS.insert().values(at=NOON.astimezone(UTC)))
        assert connection.scalar(text("SELECT at FROM moment")) == "2026-03-02 04:00:00.000000"
    engine.dispose()


def test_a_moment_without_a_zone_is_not_stored(moments: Engine) -> None:
    with pytest.raises(StatementError, match="without a zone"), databases.transaction(moments) as session:
        session.execute(MOMENTS.insert().values(at=NOON.replace(tzinfo=None)))
