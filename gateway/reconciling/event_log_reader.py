"""The services' event logs, replayed up to the position that the read side has applied."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from gateway.projections.current_tree import Owner
from gateway.projections.event_mappers import INHERITS, map_event
from gateway.projections.records import Key, Record
from shared import databases
from shared.messaging.event_streams import Stream, position_of
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox_cursor, outbox
from shared.trees import Timeline

CHUNK = 2000


class Difference(NamedTuple):
    """A table, a key, the value by the event logs and the value found; None where there is none."""

    table: str
    key: tuple[Any, ...]
    expected: Any
    actual: Any


def compare(table: str, expected: Mapping[Any, Any], actual: Mapping[Any, Any]) -> Iterator[Difference]:
    """Yield every key under which the two differ."""
    for key in sorted(expected.keys() | actual.keys()):
        if expected.get(key) != actual.get(key):
            yield Difference(table, key, expected.get(key), actual.get(key))


@dataclass
class Replayed:
    """The records and timelines that the event logs add up to, and the events missing from them.

    `revisions` are what each record's events said, by revision.
    """

    revisions: dict[Key, dict[int, Record]] = field(default_factory=dict)
    timelines: dict[Owner, Timeline] = field(default_factory=dict)
    missing: list[Difference] = field(default_factory=list)


def applied_in(session: Session) -> dict[Stream, int]:
    """Return the number up to which the read side has applied each stream."""
    rows = session.execute(select(inbox_cursor.c.source, inbox_cursor.c.partition_key, inbox_cursor.c.applied))
    return {(row.source, row.partition_key): row.applied for row in rows}


def read(logs: Mapping[str, Engine], applied: Mapping[Stream, int], discarded: set[Position]) -> Replayed:
    """Replay the logs, each stream up to where it was applied, and name what is not in them."""
    expected = Replayed()
    counts: dict[Stream, int] = {}
    for source, engine in logs.items():
        for item in _events(engine):
            stream = (source, item.partitionkey)
            if item.number > applied.get(stream, 0):
                continue
            counts[stream] = counts.get(stream, 0) + 1
            if position_of(item) not in discarded:
                _take(expected, item)
    for stream, number in applied.items():
        if counts.get(stream, 0) != number:
            expected.missing.append(Difference("log", stream, number, counts.get(stream, 0)))
    return expected


def newest(revisions: Mapping[Key, Mapping[int, Record]]) -> dict[Key, Record]:
    """Return each record by its highest revision, a part as its whole has it."""
    records = {key: said[max(said)] for key, said in revisions.items()}
    return {key: under_whole(record, records) for key, record in records.items()}


def _events(engine: Engine) -> Iterable[Envelope]:
    in_order = select(outbox.c.envelope).order_by(outbox.c.partition_key, outbox.c.sequence)
    with databases.reading(engine) as session:
        for envelope in session.execute(in_order.execution_options(yield_per=CHUNK)).scalars():
            yield Envelope.decode(envelope)


def _take(expected: Replayed, item: Envelope) -> None:
    records, timelines = map_event(item)
    for record in records:
        expected.revisions.setdefault(record.key, {}).setdefault(record.revision, record)
    for timeline in timelines:
        expected.timelines[item.districtid, timeline.organization_id] = timeline


def whole_of(record: Record) -> Key | None:
    """Return the key of the record that a record is part of."""
    if record.record_type not in INHERITS:
        return None
    return record.district_id, INHERITS[record.record_type][0], str(record.whole_id)


def under_whole(record: Record, records: Mapping[Key, Record]) -> Record:
    """Return a record, a part with what it takes over from its whole."""
    whole = whole_of(record)
    return record if whole is None else INHERITS[record.record_type][1](record, records[whole])
