"""Application of one transaction's events: the tree is updated first, then each record is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from gateway.projections import tables
from gateway.projections.current_tree import Owner, Tree, version_row
from gateway.projections.event_mappers import INHERITS, WHOLES
from gateway.projections.indicators import Contributions, Indicators
from gateway.projections.records import Key, Record, newest
from gateway.projections.rollups import Cell, Sums
from gateway.projections.task_rules import row_of
from shared import bulk_sql, trees
from shared.trees import Timeline


@dataclass
class EventBatch:
    """The records and timelines that one event, or many, bring to the read side."""

    records: list[Record] = field(default_factory=list)
    timelines: dict[Owner, Timeline] = field(default_factory=dict)


class ProjectionBatch:
    """Applies events to the tables in the caller's transaction, as of one day."""

    def __init__(self, session: Session, tree: Tree, indicators: Indicators, day: date) -> None:
        self.session = session
        self.tree = tree
        self.indicators = indicators
        self.day = day
        self.sums = Sums(tree)
        self.facts: dict[tuple[Owner, Cell, str], int] = {}

    def apply(self, batch: EventBatch) -> None:
        """Apply events' records and timelines; known or older revisions change nothing."""
        if batch.timelines:
            self._store_timelines(batch.timelines)
            self._place(batch.timelines)
        before, after = self._changes(newest(batch.records))
        for key, record in after.items():
            stored = before.get(key)
            counted = self._contributions(stored, self.day) if stored else {}
            self._shift(stored or record, counted, record, self._contributions(record, self.day))
        bulk_sql.store(self.session, tables.record, [row_of(record, self.day.isoformat()) for record in after.values()])
        self._write()

    def _changes(self, records: Mapping[Key, Record]) -> tuple[dict[Key, Record], dict[Key, Record]]:
        keys = [dict(zip(("district_id", "record_type", "record_id"), key, strict=True)) for key in records]
        before = _load(self.session, keys)
        present = before | {
            key: record
            for key, record in records.items()
            if key not in before or before[key].revision < record.revision
        }
        changed = [key for key in present if key[1] in WHOLES and present[key] is not before.get(key)]
        parts = _load(self.session, [{"district_id": key[0], "whole_id": key[2]} for key in changed])
        before |= parts
        present = parts | present
        present |= {
            key: _under_whole(record, present) for key, record in present.items() if record.record_type in INHERITS
        }
        return before, {key: record for key, record in present.items() if record != before.get(key)}

    def recount(self, since: date | None, records: Sequence[Record], timelines: Mapping[Owner, Timeline]) -> None:
        """Recount records last counted as of an earlier day, or never where that is None."""
        if timelines:
            self._place(timelines)
        for record in records:
            counted = {} if since is None else self._contributions(record, since)
            self._shift(record, counted, record, self._contributions(record, self.day))
        bulk_sql.store(self.session, tables.record, [row_of(record, self.day.isoformat()) for record in records])
        self._write()

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

    def _contributions(self, record: Record, day: date) -> Contributions:
        return self.indicators.contributions(record.record_type, record.on(day.isoformat()))

    def _shift(self, before: Record, counted: Contributions, record: Record, counts: Contributions) -> None:
        left, owner = (before.district_id, before.organization_id), (record.district_id, record.organization_id)
        for cell, value in counted.items():
            if left != owner or counts.get(cell) != value:
                self.facts.setdefault((left, cell, record.record_id), 0)
                self.sums.add(left, cell, -value)
        for cell, value in counts.items():
            if left != owner or counted.get(cell) != value:
                self.facts[owner, cell, record.record_id] = value
                self.sums.add(owner, cell, value)

    def _write(self) -> None:
        self.tree.load(self.session, self.sums.own)
        names = [column.name for column in tables.fact.columns]
        facts = [
            dict(zip(names, (*owner, *cell, record_id, value), strict=True))
            for (owner, cell, record_id), value in self.facts.items()
        ]
        bulk_sql.remove(self.session, tables.fact, [row for row in facts if not row["value"]])
        bulk_sql.store(self.session, tables.fact, [row for row in facts if row["value"]])
        self.sums.write(self.session)
        self.sums, self.facts = Sums(self.tree), {}


def _load(session: Session, keys: Sequence[Mapping[str, str]]) -> dict[Key, Record]:
    return {record.key: record for record in map(Record.from_row, bulk_sql.find(session, tables.record, keys))}


def _under_whole(record: Record, present: Mapping[Key, Record]) -> Record:
    whole_type, inherit = INHERITS[record.record_type]
    return inherit(record, present[record.district_id, whole_type, str(record.whole_id)])
