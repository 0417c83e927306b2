"""What changed for whom is kept for a month, and how far each account has read it."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0015"
down_revision = "gateway_0014"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "change",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("concerned", ID, nullable=False),
        sa.Column("reach", sa.String(12), nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("event", sa.String(80), nullable=False),
        sa.Column("record_type", sa.String(40), nullable=False),
        sa.Column("record_id", sa.String(120), nullable=False),
    )
    op.create_index("change_once", "change", ["event_id", "concerned", "reach"], unique=True)
    op.create_index("change_concerning", "change", ["concerned", "number"])
    op.create_index("change_in_district", "change", ["district_id", "reach", "number"])
    op.create_index("ix_change_at", "change", ["at"])
    op.create_table(
        "reading_cursor",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),
    )


def downgrade() -> None:
    """Forget what was told."""
    for name in ("reading_cursor", "change"):
        op.drop_table(name)
