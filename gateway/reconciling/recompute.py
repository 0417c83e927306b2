"""Recomputation of the figures: what records were on which days in a scratch database, summed by its SQL.

Nothing here is shared with the way the projector counts but the data dictionary itself, and what a part takes over from
its whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

import msgspec

from gateway.projections.indicators import Indicator
from gateway.projections.records import Key, Record
from gateway.reconciling.event_log_reader import CHUNK, Replayed, newest, under_whole
from shared.trees import Timeline

TABLES = (
    "CREATE TABLE record (district_id, record_type, record_id, organization_id, state, begins, ends)",
    "CREATE TABLE version (district_id, organization_id, parent_id, valid_from)",
    "CREATE TABLE fact (district_id, organization_id, indicator, period, record_id, begins, ends, value)",
)
PLACES = """
CREATE TABLE place AS
SELECT district_id, organization_id, parent_id FROM (
    SELECT *, row_number() OVER (
        PARTITION BY district_id, organization_id
        ORDER BY valid_from DESC
    ) AS rank FROM version WHERE valid_from <= :day
) WHERE rank = 1;
"""
UNITS = """
INSERT INTO fact
WITH own AS (
    SELECT key AS code, value->>0 AS least, value->>1 AS most FROM json_each(:own)
), unit AS (
    SELECT * FROM record
    WHERE record_type = 'organization' AND NOT EXISTS (
        SELECT 1 FROM json_each(:where) AS met
        WHERE NOT EXISTS (SELECT 1 FROM json_each(met.value) WHERE value = record.state->>('$.' || met.key))
    )
), summed AS (
    SELECT district_id, organization_id, indicator, substr(ltrim(period, '='), 1, 4) AS year, begins, ends, value
    FROM fact JOIN own ON own.code = indicator
    WHERE period LIKE '=%' OR indicator NOT IN (SELECT indicator FROM fact WHERE period LIKE '=%')
), changed AS (
    SELECT district_id, organization_id, begins AS day FROM summed
    UNION SELECT district_id, organization_id, ends FROM summed WHERE ends IS NOT NULL
), turned AS (
    SELECT * FROM changed
    UNION SELECT district_id, organization_id, substr(day, 1, 4) || '-01-01' FROM changed
    UNION SELECT district_id, organization_id, printf('%04d-01-01', substr(day, 1, 4) + 1) FROM changed
), cut AS (
    SELECT unit.*, begins AS day FROM unit
    UNION
    SELECT unit.*, day FROM unit JOIN turned USING (district_id, organization_id)
    WHERE begins < day AND (ends IS NULL OR day < ends)
), piece AS (
    SELECT district_id, organization_id, day,
           coalesce(lead(day) OVER (PARTITION BY district_id, organization_id, begins ORDER BY day), ends) AS until
    FROM cut
)
SELECT district_id, organization_id, :code, '=', organization_id, day, until, 1 FROM piece
WHERE NOT EXISTS (
    SELECT 1 FROM own
    LEFT JOIN summed ON indicator = code AND summed.district_id = piece.district_id
        AND summed.organization_id = piece.organization_id AND summed.begins <= piece.day
        AND (summed.ends IS NULL OR piece.day < summed.ends) AND summed.year IN ('', substr(piece.day, 1, 4))
    GROUP BY code, least, most
    HAVING coalesce(sum(summed.value), 0) < least OR (most IS NOT NULL AND coalesce(sum(summed.value), 0) > most)
)
"""
JOINED = """
SELECT district_id, organization_id, indicator, period, record_id, min(begins),
       nullif(max(coalesce(ends, '~')), '~'), value
FROM (
    SELECT *, sum(is_new) OVER same AS run FROM (
        SELECT *, coalesce(begins <> lag(ends) OVER each OR value <> lag(value) OVER each, 1) AS is_new FROM fact
        WINDOW each AS (
            PARTITION BY district_id, organization_id, indicator, period, record_id
            ORDER BY begins
        )
    )
    WINDOW same AS (
        PARTITION BY district_id, organization_id, indicator, period, record_id
        ORDER BY begins
    )
)
GROUP BY district_id, organization_id, indicator, period, record_id, run, value
"""
FIGURES = """
WITH RECURSIVE held AS (
    SELECT * FROM fact WHERE begins <= :day AND (ends IS NULL OR :day < ends)
), cell (district_id, organization_id, indicator, period, value) AS (
    SELECT district_id, organization_id, indicator, period, value FROM held
    UNION ALL
    SELECT district_id, organization_id, indicator, substr(period, 1, 4), value FROM held WHERE period NOT LIKE '=%'
    UNION ALL
    SELECT district_id, organization_id, indicator,
           substr(period, 1, 4) || 'Q' || ((CAST(substr(period, 6) AS INTEGER) + 2) / 3), value
    FROM held WHERE period NOT LIKE '=%'
), own AS (
    SELECT district_id, organization_id, indicator, period, sum(value) AS value FROM cell GROUP BY 1, 2, 3, 4
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


CHANGES = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)"
VERSIONS = "INSERT INTO version VALUES (?, ?, ?, ?)"


def recount(expected: Replayed) -> Iterator[tuple[Key, Record]]:
    """Yield each record as of now, in the order of the keys, and store in scratch what it was on which days."""
    for table in TABLES:
        expected.scratch.execute(table)
    changes: list[tuple[str | None, ...]] = []
    for key, said in expected.revisions():
        whole = expected.above(said)
        changes += _days_of(key, said, whole)
        if len(changes) >= CHUNK:
            expected.scratch.executemany(CHANGES, changes)
            changes.clear()
        yield key, newest(said, whole)
    expected.scratch.executemany(CHANGES, changes)


def sum_up(expected: Replayed, day: date, indicators: Iterable[Indicator]) -> None:
    """Compute facts from the records that `recount` stored, as of a day."""
    scratch = expected.scratch
    for (district_id, _), timeline in expected.timelines.items():
        scratch.executemany(VERSIONS, _versions(district_id, timeline))
    scratch.execute("CREATE INDEX record_of_type ON record (record_type)")
    scratch.execute("CREATE INDEX version_of ON version (district_id, organization_id)")
    scratch.execute(PLACES, {"day": day.isoformat()})
    scratch.execute("CREATE UNIQUE INDEX place_of ON place (district_id, organization_id)")
    listed = [indicator for indicator in indicators if indicator.of is not None]
    for indicator in listed:
        if not indicator.own:
            for counting in _counting(indicator):
                scratch.execute(counting, _asked(indicator))
    for indicator in listed:
        if indicator.own:
            scratch.execute(UNITS, _asked(indicator))


def facts(expected: Replayed) -> Iterator[tuple[tuple[str, ...], tuple[str | None, int]]]:
    """Yield the facts by the primary key of their table, in its order."""
    for row in expected.scratch.execute(f"{JOINED} ORDER BY 1, 2, 3, 4, 5, 6"):
        if row[7]:
            yield tuple(row[:6]), (row[6], row[7])


def figures(expected: Replayed, day: date) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Yield the figures of a day by the primary key of their table, in its order."""
    for row in expected.scratch.execute(f"{FIGURES} ORDER BY 1, 2, 3, 4", {"day": day.isoformat()}):
        if row[4] or row[5]:
            yield tuple(row[:4]), (row[4], row[5])


def _days_of(key: Key, said: Mapping[int, Record], whole: Mapping[int, Record]) -> Iterator[tuple[str | None, ...]]:
    """Yield what a record was between any two days on which one of its revisions, or its whole's, says otherwise."""
    begun = {day for record in (*said.values(), *whole.values()) for day in (record.since, record.placed_from)}
    turning = {day: _on(said, whole, day) for day in begun}
    days = sorted(begun | {day for record in turning.values() if record for day, _ in record.phases})
    for begins, ends in zip_longest(days, days[1:]):
        record = _on(said, whole, begins)
        if record is not None:
            state: dict[str, Any] = record.state
            for day, changes in record.phases:
                state = state | changes if day <= begins else state
            yield *key, record.organization_id, msgspec.json.encode(state).decode(), begins, ends


def _on(said: Mapping[int, Record], whole: Mapping[int, Record], day: str) -> Record | None:
    """Return a record as the highest of its revisions that had begun by a day has it, at its place of that day."""
    begun = [revision for revision, record in said.items() if record.since <= day]
    if not begun or (whole and all(day < record.since for record in whole.values())):
        return None
    placed = [revision for revision, record in said.items() if record.placed_from <= day]
    place = said[max(placed) if placed else min(said)].organization_id
    record = msgspec.structs.replace(said[max(begun)], organization_id=place)
    above = _on(whole, {}, day) if whole else None
    return record if above is None else under_whole(record, {above.key: above})


def _versions(district_id: str, timeline: Timeline) -> Iterable[tuple[str | None, ...]]:
    for version in timeline.versions:
        yield district_id, timeline.organization_id, version.parent_id, version.valid_from.isoformat()


def _counting(indicator: Indicator) -> Iterator[str]:
    value = "1" if indicator.sum is None else f"coalesce(state->>'$.{indicator.sum}', 0)"
    met = "".join(
        f" AND state->>'$.{name}' IN (SELECT value FROM json_each(:where, '$.{name}'))"  # noqa: S608 - our own names
        for name in indicator.where
    )
    year = "" if indicator.period == "none" else " || (state->>'$.year')"
    standing = f"district_id, organization_id, :code, '=' {year}, record_id, begins, ends, {value}"
    day = f"state->>'$.{indicator.day}'"
    happened = f"district_id, organization_id, :code, substr({day}, 1, 7), record_id, max(begins, {day}), ends, {value}"
    once = f" AND {day} IS NOT NULL AND (ends IS NULL OR {day} < ends)"
    if indicator.kind == "stock":
        yield f"INSERT INTO fact SELECT {standing} FROM record WHERE record_type = :of{met}"  # noqa: S608 - our own data
    if indicator.day is not None:
        yield f"INSERT INTO fact SELECT {happened} FROM record WHERE record_type = :of{met}{once}"  # noqa: S608 - our own data


def _asked(indicator: Indicator) -> dict[str, str]:
    where, own = (msgspec.json.encode(each).decode() for each in (indicator.where, indicator.own))
    return {"code": indicator.code, "of": str(indicator.of), "where": where, "own": own}
