"""Application of one transaction's events: the tree is updated first, then each record is counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gateway.projections import changes, tables
from gateway.projections.current_tree import Owner, Tree, version_row
from gateway.projections.event_mappers import INHERITS, WHOLES
from gateway.projections.indicators import STANDING, Cell, Contributions, Indicators, Span
from gateway.projections.records import Key, Record
from gateway.projections.rollups import Sums
from gateway.projections.task_rules import row_of
from gateway.projections.timelines import merge, merged, timeline
from gateway.projections.unit_conditions import ORGANIZATION, own_facts, spans_by_own_figures
from shared import bulk_sql, trees
from shared.trees import Timeline

Fact = tuple[Owner, Cell, str, str]
"""The key of a fact: the organization for which it counts, where, its record, and the day from which it does."""


@dataclass
class EventBatch:
    """The records, timelines and changes that one event, or many, bring to the read side."""

    records: list[Record] = field(default_factory=list)
    timelines: dict[Owner, Timeline] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)


class ProjectionBatch:
    """Applies events to the tables in the caller's transaction, as of one day."""

    def __init__(self, session: Session, tree: Tree, indicators: Indicators, day: date) -> None:
        self.session = session
        self.tree = tree
        self.indicators = indicators
        self.day = day
        self.today = day.isoformat()
        self.sums = Sums(tree)
        self.facts: dict[Fact, Span | None] = {}

    def apply(self, batch: EventBatch) -> None:
        """Apply events' records and timelines; known revisions change nothing."""
        if batch.timelines:
            self._store_timelines(batch.timelines)
            self._place(batch.timelines)
        before, present, changed = self._changes(merged(batch.records))
        rows = []
        for key in changed:
            known, record = before.get(key), present[key]
            counted = {} if known is None else self._contributions(known, before)
            counts = self._contributions(record, present)
            self._shift(record, counted, self.today, counts)
            rows.append(self._row(record, counts))
        bulk_sql.store(self.session, tables.record, rows)
        changes.store(self.session, batch.changes)
        self._write(changed, self.today)

    def _changes(self, told: Mapping[Key, Record]) -> tuple[dict[Key, Record], dict[Key, Record], list[Key]]:
        keys = [dict(zip(("district_id", "record_type", "record_id"), key, strict=True)) for key in told]
        before = _load(self.session, keys)
        present = before | {
            key: merge(before[key], record) if key in before else record for key, record in told.items()
        }
        wholes = [key for key in present if key[1] in WHOLES and present[key] is not before.get(key)]
        parts = _load(self.session, [{"district_id": key[0], "whole_id": key[2]} for key in wholes])
        before |= parts
        present = parts | present
        present |= {key: self._as_whole_has_it(record, present) for key, record in present.items()}
        of_changed = set(wholes)
        changed = [
            key
            for key, record in present.items()
            if record != before.get(key) or (record.record_type in INHERITS and _whole_of(record) in of_changed)
        ]
        return before, present, changed

    def _as_whole_has_it(self, record: Record, present: Mapping[Key, Record]) -> Record:
        if record.record_type not in INHERITS:
            return record
        return INHERITS[record.record_type][1](record, present[_whole_of(record)])

    def recount(self, since: date | None, records: Sequence[Record], timelines: Mapping[Owner, Timeline]) -> None:
        """Recount records last counted as of an earlier day, or never where that is None."""
        if timelines:
            self._place(timelines)
        wholes = [
            dict(zip(("district_id", "record_type", "record_id"), key, strict=True))
            for key in sorted({_whole_of(record) for record in records if record.record_type in INHERITS})
        ]
        beside = _load(self.session, wholes)
        rows = []
        for record in records:
            counts = self._contributions(record, beside)
            if since is None:
                self._shift(record, {}, self.today, counts)
            else:
                self._shift(record, counts, since.isoformat(), counts)
            rows.append(self._row(record, counts))
        bulk_sql.store(self.session, tables.record, rows)
        self._write([record.key for record in records], (since or self.day).isoformat())

    def _row(self, record: Record, counts: Contributions) -> dict[str, Any]:
        row = row_of(record, self.today)
        days = {day for spans in counts.values() for span in spans for day in (span.begin, span.until)}
        days.add(row["next_change_on"])
        row["next_change_on"] = min((day for day in days if day and day > self.today), default=None)
        return row

    def _place(self, timelines: Mapping[Owner, Timeline]) -> None:
        placed = {owner: version_row(owner[0], timeline, self.day) for owner, timeline in timelines.items()}
        above = [(owner[0], row["parent_id"]) for owner, row in placed.items() if row["parent_id"] is not None]
        self.tree.load(self.session, [*placed, *above])
        moved = {
            owner: row["parent_id"] for owner, row in placed.items() if row["parent_id"] != self.tree.parents[owner]
        }
        self.sums.move(self.session, moved)
        bulk_sql.store(self.session, tables.place, list(placed.values()))

    def _store_timelines(self, timelines: Mapping[Owner, Timeline]) -> None:
        for district_id in {owner[0] for owner in timelines}:
            trees.upsert_timelines(
                self.session, district_id, [line for owner, line in timelines.items() if owner[0] == district_id]
            )

    def _contributions(self, record: Record, present: Mapping[Key, Record]) -> Contributions:
        if record.record_type in INHERITS:
            stretches = timeline(record, present[_whole_of(record)], INHERITS[record.record_type][1])
        else:
            stretches = timeline(record)
        return self.indicators.contributions(record.record_type, stretches)

    def _shift(self, record: Record, counted: Contributions, on: str, counts: Contributions) -> None:
        """Store how a record's contributions differ, and by how much those of today differ from those of a day."""
        for key in {**counted, **counts}:
            old, new = counted.get(key, []), counts.get(key, [])
            owner, cell = (record.district_id, key[0]), key[1]
            if old is not new:
                known = {span.begin: span for span in old}
                for span in new:
                    if known.pop(span.begin, None) != span:
                        self.facts[owner, cell, record.record_id, span.begin] = span
                self.facts |= {(owner, cell, record.record_id, begin): None for begin in known}
            if value := _value_on(new, self.today) - _value_on(old, on):
                self.sums.add(owner, cell, value)

    def _write(self, counted: Iterable[Key], on: str) -> None:
        units = {(key[0], key[2]) for key in counted if key[1] == ORGANIZATION}
        units |= {owner for owner, cell, _, _ in self.facts if cell[0] in self.indicators.of_own}
        self._write_facts()
        self._count_units(units, on)
        self._write_facts()
        self.tree.load(self.session, self.sums.own)
        self.sums.write(self.session)
        self.sums = Sums(self.tree)

    def _write_facts(self) -> None:
        names = [column.name for column in tables.fact.columns]
        rows = [
            dict(zip(names, (*owner, *cell, record_id, begin, *(span[1:] if span else (None, 0))), strict=True))
            for (owner, cell, record_id, begin), span in self.facts.items()
        ]
        bulk_sql.remove(self.session, tables.fact, [row for row in rows if not row["value"]])
        bulk_sql.store(self.session, tables.fact, [row for row in rows if row["value"]])
        self.facts = {}

    def _count_units(self, units: Iterable[Owner], on: str) -> None:
        """Count organizations by their own figures, last done as of the day `on`."""
        keys = [{"district_id": owner[0], "record_type": ORGANIZATION, "record_id": owner[1]} for owner in units]
        stored = bulk_sql.find(self.session, tables.record, keys)
        facts = own_facts(self.session, [Record.from_row(row) for row in stored], self.indicators)
        rows = []
        for known in stored:
            unit = Record.from_row(known)
            found = facts.get((unit.district_id, unit.record_id), {})
            counts = {
                (unit.organization_id, (each.code, STANDING)): spans_by_own_figures(
                    each, timeline(unit), found, self.indicators
                )
                for each in self.indicators.of_units
            }
            counted = {key: found.get(key[1], []) for key in counts}
            self._shift(unit, counted, on, counts)
            row = self._row(unit, counts | self._contributions(unit, {}))
            if row["next_change_on"] != (known.next_change_on and known.next_change_on.isoformat()):
                rows.append(row)
        bulk_sql.store(self.session, tables.record, rows)


def _load(session: Session, keys: Sequence[Mapping[str, str]]) -> dict[Key, Record]:
    return {record.key: record for record in map(Record.from_row, bulk_sql.find(session, tables.record, keys))}


def _whole_of(record: Record) -> Key:
    return record.district_id, INHERITS[record.record_type][0], str(record.whole_id)


def _value_on(spans: Sequence[Span], day: str) -> int:
    return next((span.value for span in spans if span.holds_on(day)), 0)
