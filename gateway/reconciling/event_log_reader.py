"""The services' event logs, replayed up to the position that the read side has applied, into a scratch database.

Events are read in chunks, and what they said rests on the disk; in memory stay the tree and the streams' numbers.
"""

import itertools
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
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
"""How many events and rows are in memory at a time."""
CACHED = 8 * 1024
"""Kilobytes of the scratch file that SQLite holds in memory, and that each of its sorts takes at most."""
WHOLES = 64
"""Wholes that are in memory for their parts."""
SAID = """
CREATE TABLE said (
    district_id, record_type, record_id, revision, body, PRIMARY KEY (district_id, record_type, record_id, revision)
) WITHOUT ROWID
"""
OF_KEY = "SELECT revision, body FROM said WHERE (district_id, record_type, record_id) = (?, ?, ?)"
_record = msgspec.json.Decoder(Record)

Row = tuple[Any, Any]
"""A key and what is under it."""


class Difference(NamedTuple):
    """A table, a key, the value by the event logs and the value found; None where there is none."""

    table: str
    key: tuple[Any, ...]
    expected: Any
    actual: Any


def compare(table: str, expected: Iterable[Row], actual: Iterable[Row]) -> Iterator[Difference]:
    """Yield every key under which the two differ; both come in the order of their keys."""
    one, other = iter(expected), iter(actual)
    told, found = next(one, None), next(other, None)
    while told is not None or found is not None:
        if told is not None and (found is None or told[0] < found[0]):
            yield Difference(table, told[0], told[1], None)
            told = next(one, None)
        elif found is not None and (told is None or found[0] < told[0]):
            yield Difference(table, found[0], None, found[1])
            found = next(other, None)
        elif told is not None and found is not None:
            if told[1] != found[1]:
                yield Difference(table, told[0], told[1], found[1])
            told, found = next(one, None), next(other, None)


@contextmanager
def opened_scratch() -> Iterator[sqlite3.Connection]:
    """Yield an empty database in a file of its own, which is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="sanji-reconcile-") as folder,
        closing(sqlite3.connect(f"{folder}/scratch.sqlite3", isolation_level=None)) as scratch,
    ):
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHED}"):
            scratch.execute(f"PRAGMA {setting}")
        yield scratch


@dataclass
class Replayed:
    """What the event logs add up to: each record's revisions in a scratch database, the timelines, what is missing."""

    scratch: sqlite3.Connection
    timelines: dict[Owner, Timeline] = field(default_factory=dict)
    missing: list[Difference] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scratch.execute(SAID)
        # One transaction: nothing of it is kept, and one for each row would take longer than the rows.
        self.scratch.execute("BEGIN")
        self.whole = lru_cache(WHOLES)(self._revisions_of)

    def revisions(self) -> Iterator[tuple[Key, dict[int, Record]]]:
        """Yield what events said of each record, by revision, in the order of the keys."""
        rows = self.scratch.execute("SELECT * FROM said ORDER BY district_id, record_type, record_id")
        for key, said in itertools.groupby(rows, itemgetter(0, 1, 2)):
            yield key, {row[3]: _record.decode(row[4]) for row in said}

    def _revisions_of(self, key: Key) -> dict[int, Record]:
        return {revision: _record.decode(body) for revision, body in self.scratch.execute(OF_KEY, key)}

    def above(self, said: Mapping[int, Record]) -> dict[int, Record]:
        """Return what was said of the record that another is part of; empty where it is part of none."""
        of_whole = whole_of(next(iter(said.values())))
        return {} if of_whole is None else self.whole(of_whole)


def applied_in(session: Session) -> dict[Stream, int]:
    """Return the number up to which the read side has applied each stream."""
    rows = session.execute(select(inbox_cursor.c.source, inbox_cursor.c.partition_key, inbox_cursor.c.applied))
    return {(row.source, row.partition_key): row.applied for row in rows}


def read(
    scratch: sqlite3.Connection, logs: Mapping[str, Engine], applied: Mapping[Stream, int], discarded: set[Position]
) -> Replayed:
    """Replay the logs, each stream up to where it was applied, and name what is not in them."""
    expected = Replayed(scratch)
    counts: dict[Stream, int] = {}
    for source, engine in logs.items():
        for items in _events(engine):
            read = [item for item in items if item.number <= applied.get((source, item.partitionkey), 0)]
            for item in read:
                counts[source, item.partitionkey] = counts.get((source, item.partitionkey), 0) + 1
            _take(expected, [item for item in read if position_of(item) not in discarded])
    for stream, number in applied.items():
        if counts.get(stream, 0) != number:
            expected.missing.append(Difference("log", stream, number, counts.get(stream, 0)))
    return expected


def newest(said: Mapping[int, Record], whole: Mapping[int, Record]) -> Record:
    """Return a record by its highest revision, a part as its whole has it."""
    record = said[max(said)]
    return under_whole(record, {above.key: above for above in [whole[max(whole)]]} if whole else {})


def _events(engine: Engine) -> Iterator[list[Envelope]]:
    in_order = select(outbox.c.envelope).order_by(outbox.c.partition_key, outbox.c.sequence)
    with databases.reading(engine) as session:
        for texts in session.execute(in_order.execution_options(yield_per=CHUNK)).scalars().partitions():
            yield [Envelope.decode(text) for text in texts]
    # One log is open at a time: of the connections that a server admits, five are left for tools.
    engine.dispose()


def _take(expected: Replayed, items: Iterable[Envelope]) -> None:
    rows = []
    for item in items:
        records, timelines = map_event(item)
        rows += [(*record.key, record.revision, msgspec.json.encode(record)) for record in records]
        for timeline in timelines:
            expected.timelines[item.districtid, timeline.organization_id] = timeline
    # Of two events with one revision the first counts.
    expected.scratch.executemany("INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?, ?)", rows)


def whole_of(record: Record) -> Key | None:
    """Return the key of the record that a record is part of."""
    if record.record_type not in INHERITS:
        return None
    return record.district_id, INHERITS[record.record_type][0], str(record.whole_id)


def under_whole(record: Record, records: Mapping[Key, Record]) -> Record:
    """Return a record, a part with what it takes over from its whole."""
    whole = whole_of(record)
    return record if whole is None else INHERITS[record.record_type][1](record, records[whole])
