"""The read side: leaf records, what they contribute, the sums over today's tree, and that tree."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0002"
down_revision = "gateway_0001"


def upgrade() -> None:
    """Create the projector's tables."""
    _create_records()
    _create_figures()
    _create_places()


def _create_records() -> None:
    op.create_table(
        "record",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("record_type", sa.String(40), primary_key=True),
        sa.Column("record_id", sa.String(120), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("whole_id", sa.String(64)),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phases", sa.Text(), nullable=False),
        sa.Column("next_change_on", sa.Date()),
    )
    changing, part = sa.text("next_change_on IS NOT NULL"), sa.text("whole_id IS NOT NULL")
    op.create_index("record_changing", "record", ["next_change_on"], postgresql_where=changing, sqlite_where=changing)
    op.create_index("record_part", "record", ["whole_id"], postgresql_where=part, sqlite_where=part)


def _create_figures() -> None:
    op.create_table(
        "fact",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("indicator", sa.String(60), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("record_id", sa.String(120), primary_key=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "figure",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("indicator", sa.String(60), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("own", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "freshness",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "projected",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("indicators", sa.String(64), nullable=False),
    )


def _create_places() -> None:
    op.create_table(
        "place",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("parent_id", sa.String(64)),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("division_code", sa.String(12)),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("next_change_on", sa.Date()),
    )
    op.create_index("ix_place_organization_id", "place", ["organization_id"])
    op.create_index("ix_place_parent_id", "place", ["parent_id"])
    changing = sa.text("next_change_on IS NOT NULL")
    op.create_index("place_changing", "place", ["next_change_on"], postgresql_where=changing, sqlite_where=changing)


def downgrade() -> None:
    """Drop them; everything in them can be rebuilt from the services' event logs."""
    for table in ("record", "fact", "figure", "freshness", "projected", "place"):
        op.drop_table(table)
