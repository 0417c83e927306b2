"""Accounts of other systems have keys, of which only hashes are kept."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0009"
down_revision = "gateway_0008"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table of keys."""
    op.create_table(
        "api_key",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("areas", sa.JSON, nullable=False),
        sa.Column("read_only", sa.Boolean, nullable=False),
        sa.Column("personal", sa.Boolean, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_by", ID),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),
    )
    op.create_index("ix_api_key_id", "api_key", ["id"], unique=True)


def downgrade() -> None:
    """Withdraw every key."""
    op.drop_table("api_key")
