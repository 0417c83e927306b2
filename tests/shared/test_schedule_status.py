"""A schedule status is one rule, whether it is asked for a day, stored as turns, or searched for in SQL."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Engine, MetaData, Table, create_engine, insert, select

from shared import schedule_status
from shared.schedule_status import deadline_conditions, deadline_schedule, milestone_at_risk_from_column

DAY = date(2026, 3, 2)
DAYS = st.integers(-3, 3).map(lambda number: DAY + timedelta(days=number))
milestone = Table(
    "milestone",
    MetaData(),
    *(Column(name, Date, nullable=True) for name in ("at_risk_from", "overdue_from", "silent_from")),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    milestone.create(engine)
    yield engine
    engine.dispose()


def found(engine: Engine, at_risk_from: Any, row: dict[str, date | None]) -> list[str]:
    """Return the statuses whose SQL condition selects a row."""
    conditions = deadline_conditions(at_risk_from, milestone.c.overdue_from, DAY)
    with engine.begin() as connection:
        connection.execute(milestone.delete())
        connection.execute(insert(milestone), row)
        return [name for name, term in conditions.items() if connection.execute(select(milestone).where(term)).first()]


@given(at_risk_from=st.none() | DAYS, overdue_from=st.none() | DAYS)
def test_sql_selects_a_deadline_under_the_status_that_it_has(
    engine: Engine, at_risk_from: date | None, overdue_from: date | None
) -> None:
    row = {"at_risk_from": at_risk_from, "overdue_from": overdue_from, "silent_from": None}
    assert found(engine, milestone.c.at_risk_from, row) == [deadline_schedule(at_risk_from, overdue_from).on(DAY)]


@given(at_risk_from=DAYS, overdue_from=DAYS, silent_from=st.none() | DAYS)
def test_a_silent_project_puts_its_milestone_at_risk_in_sql_too(
    engine: Engine, at_risk_from: date, overdue_from: date, silent_from: date | None
) -> None:
    row = {"at_risk_from": at_risk_from, "overdue_from": overdue_from, "silent_from": silent_from}
    column = milestone_at_risk_from_column(milestone.c.at_risk_from, milestone.c.silent_from)
    begins = schedule_status.milestone_at_risk_from(at_risk_from, silent_from)
    assert found(engine, column, row) == [deadline_schedule(begins, overdue_from).on(DAY)]


@given(at_risk_from=st.none() | DAYS, overdue_from=st.none() | DAYS, day=DAYS)
def test_days_and_their_iso_texts_give_the_same(
    at_risk_from: date | None, overdue_from: date | None, day: date
) -> None:
    texts = (None if each is None else each.isoformat() for each in (at_risk_from, overdue_from))
    assert deadline_schedule(*texts).on(day.isoformat()) == deadline_schedule(at_risk_from, overdue_from).on(day)
