"""The services' event logs, replayed up to the position that the read side has applied."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
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
    """The records and timelines that the event logs add up to, and the events missing from them."""

    records: dict[Key, Record] = field(default_factory=dict)
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
    expected.records = {key: _under_whole(expected.records, record) for key, record in expected.records.items()}
    return expected


def _events(engine: Engine) -> Iterable[Envelope]:
    in_order = select(outbox.c.envelope).order_by(outbox.c.partition_key, outbox.c.sequence)
    with databases.reading(engine) as session:
        for envelope in session.execute(in_order.execution_options(yield_per=CHUNK)).scalars():
            yield Envelope.decode(envelope)


def _take(expected: Replayed, item: Envelope) -> None:
    records, timelines = map_event(item)
    for record in records:
        earlier = expected.records.get(record.key)
        if earlier is None or earlier.revision < record.revision:
            expected.records[record.key] = record
    for timeline in timelines:
        expected.timelines[item.districtid, timeline.organization_id] = timeline


def _under_whole(records: Mapping[Key, Record], record: Record) -> Record:
    if record.record_type not in INHERITS:
        return record
    whole_type, inherit = INHERITS[record.record_type]
    part: Record = inherit(record, records[record.district_id, whole_type, str(record.whole_id)])
    return msgspec.structs.replace(part)
