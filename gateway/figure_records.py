"""The records behind a figure: exactly those that it counts, each with what it adds and as it was then."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from gateway.figure_sums import IN_PERIOD, STANDS, Asked, asked_for, leaves_of, units_over
from gateway.overview_queries import family, indicator_named, require_level, sees_below
from gateway.projections.current_tree import named_on, placed_on
from gateway.projections.event_mappers import address_of
from gateway.projections.indicators import Indicator, indicators
from gateway.projections.records import Record, State
from gateway.projections.tables import fact, record
from shared.errors import Invalid
from shared.page_totals import note_query
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork


def records(
    work: UnitOfWork, *, level: str, organization_id: str, indicator: str, period: str | None = None,
    quarter: int | None = None, as_of: date | None = None, kind: str | None = None, time: str | None = None,
    after: str | None = None, limit: int = 50,
) -> dict[str, Any]:  # fmt: skip
    """List the records behind a figure of a subtree, each with what it adds and where it is.

    `time` is one of the three times, the one that the figure shows as its total unless named. Who has a grant on the
    organization alone reads the records of its own. Invalid: a share, which has none of its own; a time
    that it has not.
    """
    asked = asked_for(work.today, period, quarter, as_of, kind)
    here, children = family(work, organization_id, asked.tree_day)
    require_level(here, level)
    wanted = indicator_named(indicator)
    if wanted.is_share:
        raise Invalid("indicator_is_share", indicator=indicator, numerator=wanted.numerator)
    shown = time or (STANDS if wanted.kind == "stock" else IN_PERIOD)
    if not indicators().has(wanted, shown):
        raise Invalid("indicator_without_time", field="time", indicator=indicator, indicator_zh=wanted.zh, time=shown)
    counted = _counted(wanted, shown, asked, here).order_by(fact.c.record_id)
    if not sees_below(work, organization_id, children, asked.tree_day):
        counted = counted.where(fact.c.organization_id == organization_id)
    note_query(counted)
    if after is not None:
        counted = counted.where(fact.c.record_id > after)
    rows = work.session.execute(counted.limit(limit + 1)).all()
    items = [_view(row, asked.day) for row in rows[:limit]]
    return {"items": items, "next_after": items[-1]["record_id"] if len(rows) > limit else None}


def behind(
    organization_id: str, *, indicator: str, period: str, time: str, as_of: str, kind: str | None = None
) -> Select[tuple[str, int]]:
    """Select the id of every record behind a figure of a subtree, and what it adds."""
    day = date.fromisoformat(as_of)
    asked = asked_for(day, period, as_of=day, kind=kind)
    return select(fact.c.record_id, fact.c.value).where(*_conditions(indicator, time, asked, organization_id))


def states_behind(session: Session, here: dict[str, Any], asked: Asked, code: str) -> Iterator[tuple[State, int]]:
    """Yield the state of each record behind what a figure is in the period, and what it adds."""
    wanted = indicators().by_code[code]
    for row in session.execute(_counted(wanted, IN_PERIOD, asked, here)):
        yield Record.from_row(row).on(asked.day.isoformat()), row.value


def _counted(wanted: Indicator, time: str, asked: Asked, here: dict[str, Any]) -> Select[Any]:
    named = named_on(here["district_id"], asked.tree_day)
    same = (record.c.district_id == fact.c.district_id) & (record.c.record_id == fact.c.record_id)
    return (
        select(fact.c.value, fact.c.organization_id.label("counted_for"), record, named.c.name)
        .join(record, same)
        .join(named, named.c.organization_id == fact.c.organization_id)
        .where(*_conditions(wanted.code, time, asked, here["id"]), record.c.record_type == _summed(wanted).of)
    )


def _summed(wanted: Indicator) -> Indicator:
    """Return the figure whose records are listed: of a median, that of which it is one."""
    return wanted if wanted.median is None else indicators().by_code[wanted.median]


def _conditions(code: str, time: str, asked: Asked, organization_id: str) -> Iterator[ColumnElement[bool]]:
    """Yield the WHERE conditions for the leaves of a figure in one of its times."""
    version = organization_version.c
    wanted = indicators().by_code[code]
    yield fact.c.indicator == _summed(wanted).code
    same = version.organization_id == fact.c.organization_id
    if wanted.median is not None:
        yield units_over(wanted, asked).where(same).correlate(fact).exists()
    yield fact.c.period.in_(asked.months()[time])
    yield from leaves_of(organization_id, asked)
    if asked.kind is not None:
        of_kind = select(version.organization_id).where(same, version.kind == asked.kind, placed_on(asked.tree_day))
        yield of_kind.correlate(fact).exists()


def _view(row: Any, day: date) -> dict[str, Any]:
    state = dict(Record.from_row(row).on(day.isoformat()))
    named = state | {"record_id": row.record_id, "organization_id": row.counted_for}
    return {
        "record_type": row.record_type,
        "record_id": row.record_id,
        "organization_id": row.counted_for,
        "organization": row.name,
        "value": row.value,
        "state": state,
        "href": address_of(row.record_type, named),
    }
