"""Tables that several databases begin with, version 1: frozen, as every revision is.

Revisions of today's databases call this; another form of these tables is another revision, never a change here. On
PostgreSQL the outbox, which is the service's event log, is partitioned by month; rows of a month without a partition
land in the default one, so a command never fails for want of a partition.
"""

import sqlalchemy as sa
from alembic import op


def create_outbox_inbox_tables() -> None:
    """Create the outbox, the inbox and the tables that go with them."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in PARTITIONED_OUTBOX:
            op.execute(statement)
    else:
        _create_sqlite_outbox()
    op.create_index("outbox_in_order", "outbox", ["partition_key", "sequence"])
    unpublished = sa.text("published_at IS NULL")
    op.create_index(
        "outbox_unpublished", "outbox", ["position"], postgresql_where=unpublished, sqlite_where=unpublished
    )
    op.create_table(
        "outbox_sequence",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("partition_key", sa.String(64), primary_key=True),
        sa.Column("last", sa.BigInteger(), nullable=False),
    )
    _create_inbox()
    op.create_table(
        "answered",
        sa.Column("account_id", sa.String(64), primary_key=True),
        sa.Column("idempotency_key", sa.String(200), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_sqlite_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("district_id", sa.String(64), nullable=False),
        sa.Column("partition_key", sa.String(64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
    )


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("source", sa.String(40), primary_key=True),
        sa.Column("partition_key", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.BigInteger(), primary_key=True),
        sa.Column("district_id", sa.String(64), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("parked_at", sa.DateTime(timezone=True)),
        sa.Column("error", sa.Text()),
    )
    op.create_table(
        "inbox_cursor",
        sa.Column("source", sa.String(40), primary_key=True),
        sa.Column("partition_key", sa.String(64), primary_key=True),
        sa.Column("district_id", sa.String(64), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
        sa.Column("event_time", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "parked_decision",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("partition_key", sa.String(64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
    )


def create_organization_versions() -> None:
    """Create the tree of organizations, or a replica of it."""
    op.create_table(
        "organization_version",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("valid_from", sa.Date(), primary_key=True),
        sa.Column("valid_until", sa.Date()),
        sa.Column("parent_id", sa.String(64)),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("party_form", sa.String(30)),
        sa.Column("division_code", sa.String(12)),
        sa.Column("longitude", sa.Float()),
        sa.Column("latitude", sa.Float()),
    )
    op.create_index("ix_organization_version_organization_id", "organization_version", ["organization_id"])
    op.create_index("ix_organization_version_parent_id", "organization_version", ["parent_id"])


def create_successions() -> None:
    """Create the table of what is to happen when organizations end."""
    op.create_table(
        "succession",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("effective_on", sa.Date(), primary_key=True),
        sa.Column("heir_id", sa.String(64)),
        sa.Column("carries", sa.Boolean(), nullable=False),
    )


def create_memberships() -> None:
    """Create a replica of who belongs to which organization."""
    op.create_table(
        "place_on_roll",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("member_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("valid_from", sa.Date(), primary_key=True),
        sa.Column("valid_until", sa.Date()),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("member_class", sa.String(20), nullable=False),
    )
    op.create_index("place_on_roll_of_organization", "place_on_roll", ["organization_id", "valid_from"])


def create_relay_lease() -> None:
    """Create the row by which one relay at a time moves the outbox, held by nobody."""
    op.execute(RELAY_LEASE)
    op.execute("INSERT INTO relay_lease (id, holder, epoch, expires_at) VALUES (1, '', 0, '1970-01-01 00:00:00+00:00')")


RELAY_LEASE = """
CREATE TABLE relay_lease (
    id INTEGER PRIMARY KEY,
    holder VARCHAR(100) NOT NULL,
    epoch BIGINT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL
)
"""
PARTITIONED_OUTBOX = (
    """
CREATE TABLE outbox (
    position BIGINT GENERATED BY DEFAULT AS IDENTITY,
    district_id VARCHAR(64) NOT NULL,
    partition_key VARCHAR(64) NOT NULL,
    sequence BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    envelope TEXT NOT NULL,
    published_at TIMESTAMPTZ,
    PRIMARY KEY (position, recorded_at)
) PARTITION BY RANGE (recorded_at)
""",
    "CREATE TABLE outbox_rest PARTITION OF outbox DEFAULT",
)
