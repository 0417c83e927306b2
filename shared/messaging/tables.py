"""The tables of outbox and inbox, the same in every service's database and in the gateway's."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, func

from shared.databases import UtcDateTime
from shared.encrypted_columns import encrypted

metadata = MetaData()
# SQLite numbers rows by itself only where the type is exactly INTEGER.
POSITION = BigInteger().with_variant(Integer, "sqlite")
MOMENT = UtcDateTime()

outbox = Table(
    "outbox",
    metadata,
    Column("position", POSITION, primary_key=True, autoincrement=True),
    Column("district_id", String(64), nullable=False),
    Column("partition_key", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("name", String(100), nullable=False),
    Column("recorded_at", MOMENT, nullable=False, server_default=func.now()),
    Column("envelope", Text, nullable=False),
    Column("published_at", MOMENT),
)
Index(
    "outbox_unpublished",
    outbox.c.position,
    postgresql_where=outbox.c.published_at.is_(None),
    sqlite_where=outbox.c.published_at.is_(None),
)
Index("outbox_in_order", outbox.c.partition_key, outbox.c.sequence)

outbox_sequence = Table(
    "outbox_sequence",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("partition_key", String(64), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("partition_key", String(64), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("district_id", String(64), nullable=False),
    Column("envelope", Text, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", MOMENT),
    Column("parked_at", MOMENT),
    Column("error", Text),
)

inbox_cursor = Table(
    "inbox_cursor",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("partition_key", String(64), primary_key=True),
    Column("district_id", String(64), nullable=False),
    Column("applied", BigInteger, nullable=False),
    Column("applied_at", MOMENT),
    Column("event_time", MOMENT),
)

parked_decision = Table(
    "parked_decision",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("source", String(40), nullable=False),
    Column("partition_key", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("decision", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("decided_at", MOMENT, nullable=False),
    Column("envelope", Text, nullable=False),
)

ANSWER = "answered {account_id} {idempotency_key}"
"""The place of a kept answer, which a service with encrypted columns encrypts."""
answered = Table(
    "answered",
    metadata,
    Column("account_id", String(64), primary_key=True),
    Column("idempotency_key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("answer", Text, nullable=False, info=encrypted(ANSWER)),
    Column("answered_at", MOMENT, nullable=False),
)
Index("answered_by_moment", answered.c.answered_at)
