"""Recomputation of the figures: records in a scratch database, summed by its SQL through the tree.

Nothing here is shared with the way the projector counts but the data dictionary itself.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from typing import NamedTuple

import msgspec

from gateway.projections.indicators import Indicator
from gateway.projections.records import Record
from gateway.reconciling.event_log_reader import Replayed
from shared.trees import Timeline

TABLES = """
CREATE TABLE record (district_id, record_type, record_id, organization_id, state);
CREATE INDEX record_of_type ON record (record_type);
CREATE TABLE version (district_id, organization_id, parent_id, valid_from);
CREATE TABLE fact (district_id, organization_id, indicator, period, record_id, value);
"""
PLACES = """
CREATE TABLE place AS
SELECT district_id, organization_id, parent_id FROM (
    SELECT *, row_number() OVER (
        PARTITION BY district_id, organization_id
        ORDER BY valid_from DESC
    ) AS rank FROM version WHERE valid_from <= :day
) WHERE rank = 1;
"""
FIGURES = """
WITH RECURSIVE own AS (
    SELECT district_id, organization_id, indicator, period, sum(value) AS value FROM fact GROUP BY 1, 2, 3, 4
), up (district_id, organization_id, above_id) AS (
    SELECT DISTINCT district_id, organization_id, organization_id FROM own
    UNION
    SELECT up.district_id, up.organization_id, place.parent_id
    FROM up JOIN place ON place.district_id = up.district_id AND place.organization_id = up.above_id
    WHERE place.parent_id IS NOT NULL
)
SELECT own.district_id, up.above_id, own.indicator, own.period,
       sum(CASE WHEN up.above_id = own.organization_id THEN own.value ELSE 0 END), sum(own.value)
FROM own JOIN up USING (district_id, organization_id)
GROUP BY 1, 2, 3, 4
"""


class Summed(NamedTuple):
    """The facts and figures as they ought to be, by the primary keys of their tables."""

    facts: dict[tuple[str, ...], int]
    figures: dict[tuple[str, ...], tuple[int, int]]


def sum_up(expected: Replayed, day: date, indicators: Iterable[Indicator]) -> Summed:
    """Recompute facts and figures from the event logs, as of a day."""
    with closing(sqlite3.connect(":memory:")) as scratch:
        scratch.executescript(TABLES)
        scratch.executemany(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?)", (_record(item, day) for item in expected.records.values())
        )
        for (district_id, _), timeline in expected.timelines.items():
            scratch.executemany("INSERT INTO version VALUES (?, ?, ?, ?)", _versions(district_id, timeline))
        scratch.execute("CREATE INDEX version_of ON version (district_id, organization_id)")
        scratch.execute(PLACES, {"day": day.isoformat()})
        scratch.execute("CREATE UNIQUE INDEX place_of ON place (district_id, organization_id)")
        for indicator in indicators:
            if indicator.of is not None:
                scratch.execute(_counting(indicator), _asked(indicator))
        facts = {tuple(row[:5]): row[5] for row in scratch.execute("SELECT * FROM fact WHERE value <> 0")}
        figures = {tuple(row[:4]): (row[4], row[5]) for row in scratch.execute(FIGURES) if row[4] or row[5]}
    return Summed(facts, figures)


def _record(record: Record, day: date) -> tuple[str, ...]:
    state = msgspec.json.encode(record.on(day.isoformat())).decode()
    return record.district_id, record.record_type, record.record_id, record.organization_id, state


def _versions(district_id: str, timeline: Timeline) -> Iterable[tuple[str | None, ...]]:
    for version in timeline.versions:
        yield district_id, timeline.organization_id, version.parent_id, version.valid_from.isoformat()


def _counting(indicator: Indicator) -> str:
    value = "1" if indicator.sum is None else f"coalesce(state->>'$.{indicator.sum}', 0)"
    periods = {"none": "''", "year": "CAST(state->>'$.year' AS TEXT)"}
    period = periods.get(indicator.period, "state->>'$.period'")
    met = "".join(
        f" AND state->>'$.{name}' IN (SELECT value FROM json_each(:where, '$.{name}'))"  # noqa: S608 - our own names
        for name in indicator.where
    )
    counted = f"district_id, organization_id, :code, {period}, record_id, {value}"
    return f"INSERT INTO fact SELECT {counted} FROM record WHERE record_type = :of{met}"  # noqa: S608 - our own data


def _asked(indicator: Indicator) -> dict[str, str]:
    where = msgspec.json.encode(indicator.where).decode()
    return {"code": indicator.code, "of": str(indicator.of), "where": where}
