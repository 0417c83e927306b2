"""The table of tiers that published thresholds propose."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0003"
down_revision = "organizations_0002"


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "tier_proposal",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("proposal_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("period", sa.String(6), nullable=False),
        sa.Column("tier", sa.String(12), nullable=False),
        sa.Column("score", sa.String(10), nullable=False),
        sa.Column("basis", sa.String(1000), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_number", sa.Integer()),
    )
    op.create_index("ix_tier_proposal_organization_id", "tier_proposal", ["organization_id"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
