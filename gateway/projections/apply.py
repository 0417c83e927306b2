"""Application of one transaction's events: the tree is updated first, then each record is counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
        self._begin()

    def _begin(self) -> None:
        self.sums = Sums(self.tree)
        self.facts: dict[tuple[Owner, Cell, str], int] = {}

    def apply(self, heard: EventBatch) -> None:
        """Apply events' records and timelines; known or older revisions change nothing."""
        self._keep(heard.timelines)
        self._place(heard.timelines)
        before, after = self._changes(newest(heard.records))
        for key, record in after.items():
            known = before.get(key)
            counted = self._contributions(known, self.day) if known else {}
            self._shift(known or record, counted, record, self._contributions(record, self.day))
        bulk_sql.store(self.session, tables.record, [row_of(record, self.day.isoformat()) for record in after.values()])
        self._write()

    def _changes(self, heard: Mapping[Key, Record]) -> tuple[dict[Key, Record], dict[Key, Record]]:
        before = _known(self.session, heard)
        present = before | {
            key: record for key, record in heard.items() if key not in before or before[key].revision < record.revision
        }
        wholes = [key for key in present if key[1] in WHOLES and present[key] is not before.get(key)]
        for part in _parts(self.session, wholes):
            before[part.key] = part
            present.setdefault(part.key, part)
        present = {key: _under_whole(record, present) for key, record in present.items()}
        return before, {key: record for key, record in present.items() if record != before.get(key)}

    def again(self, since: date | None, records: Sequence[Record], timelines: Mapping[Owner, Timeline]) -> None:
        """Recount records last counted as of an earlier day, or never where that is None."""
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

    def _keep(self, timelines: Mapping[Owner, Timeline]) -> None:
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
        facts = [_fact(*key) | {"value": value} for key, value in self.facts.items()]
        bulk_sql.remove(self.session, tables.fact, [row for row in facts if not row["value"]])
        bulk_sql.store(self.session, tables.fact, [row for row in facts if row["value"]])
        self.sums.write(self.session)
        self._begin()


def _fact(owner: Owner, cell: Cell, record_id: str) -> dict[str, Any]:
    return {
        "district_id": owner[0],
        "organization_id": owner[1],
        "indicator": cell[0],
        "period": cell[1],
        "record_id": record_id,
    }


def _known(session: Session, wanted: Iterable[Key]) -> dict[Key, Record]:
    keys = [{"district_id": key[0], "record_type": key[1], "record_id": key[2]} for key in wanted]
    return {record.key: record for record in map(Record.from_row, bulk_sql.find(session, tables.record, keys))}


def _parts(session: Session, wholes: Iterable[Key]) -> Iterable[Record]:
    keys = [{"district_id": key[0], "whole_id": key[2]} for key in wholes]
    return map(Record.from_row, bulk_sql.find(session, tables.record, keys))


def _under_whole(record: Record, present: Mapping[Key, Record]) -> Record:
    if record.record_type not in INHERITS or record.whole_id is None:
        return record
    whole_type, inherit = INHERITS[record.record_type]
    return inherit(record, present[record.district_id, whole_type, record.whole_id])
