"""The read side's tables: the leaf records, what each contributes, the sums over today's tree, and that tree itself.

`organization_version` (shared.trees) holds the tree of every day; `place` holds the one the figures follow today.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from gateway.projections.records import ALWAYS, NOTHING
from shared.databases import UtcDateTime

metadata = MetaData()

record = Table(
    "record",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("record_type", String(40), primary_key=True),
    Column("record_id", String(120), primary_key=True),
    Column("organization_id", String(64), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("whole_id", String(64)),
    Column("state", Text, nullable=False),
    Column("phases", Text, nullable=False),
    Column("since", String(10), nullable=False, server_default=ALWAYS),
    Column("placed_from", String(10), nullable=False, server_default=ALWAYS),
    Column("history", Text, nullable=False, server_default=NOTHING),
    Column("next_change_on", Date),
    Column("owed_by", String(64)),
    Column("owed_at", String(12)),
    Column("due_on", Date),
)
Index(
    "record_owed",
    record.c.owed_by,
    record.c.owed_at,
    postgresql_where=record.c.owed_by.is_not(None),
    sqlite_where=record.c.owed_by.is_not(None),
)
Index(
    "record_changing",
    record.c.next_change_on,
    postgresql_where=record.c.next_change_on.is_not(None),
    sqlite_where=record.c.next_change_on.is_not(None),
)
Index(
    "record_part",
    record.c.whole_id,
    postgresql_where=record.c.whole_id.is_not(None),
    sqlite_where=record.c.whole_id.is_not(None),
)

fact = Table(
    "fact",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("organization_id", String(64), primary_key=True),
    Column("indicator", String(60), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("record_id", String(120), primary_key=True),
    Column("valid_from", String(10), primary_key=True),
    Column("valid_until", String(10)),
    Column("value", BigInteger, nullable=False),
)
"""What each record adds to which figure on which days: of a month in which it happened, or of what stands (`=`)."""

figure = Table(
    "figure",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("organization_id", String(64), primary_key=True),
    Column("indicator", String(60), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("own", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
)

place = Table(
    "place",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("organization_id", String(64), primary_key=True, index=True),
    Column("parent_id", String(64), index=True),
    Column("level", String(12), nullable=False),
    Column("name", String(100), nullable=False),
    Column("division_code", String(12)),
    Column("is_open", Boolean, nullable=False),
    Column("next_change_on", Date),
)
Index(
    "place_changing",
    place.c.next_change_on,
    postgresql_where=place.c.next_change_on.is_not(None),
    sqlite_where=place.c.next_change_on.is_not(None),
)

freshness = Table(
    "freshness",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("event_time", UtcDateTime(), nullable=False),
)
"""One row per district: `version` grows with every change of its figures, `event_time` is its newest applied event."""

projected = Table(
    "projected",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("batch", BigInteger, nullable=False),
    Column("indicators", String(64), nullable=False),
)
"""One row: the day and the indicators the figures were counted by, and a number every writing transaction raises."""

change = Table(
    "change",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event_id", String(64), nullable=False),
    Column("concerned", String(64), nullable=False),
    Column("reach", String(12), nullable=False),
    Column("district_id", String(64), nullable=False),
    Column("at", UtcDateTime(), nullable=False, index=True),
    Column("event", String(80), nullable=False),
    Column("record_type", String(40), nullable=False),
    Column("record_id", String(120), nullable=False),
)
"""What an event changed for an organization (`own`), or for who is right above it, its street or its district."""
Index("change_once", change.c.event_id, change.c.concerned, change.c.reach, unique=True)
Index("change_concerning", change.c.concerned, change.c.number)
Index("change_in_district", change.c.district_id, change.c.reach, change.c.number)
