"""Members' details as they stood before each change; those of today are valid until the next one."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0007"
down_revision = "organizations_0006"


def upgrade() -> None:
    """Create the table of past details, empty: what stands today is all that was ever kept."""
    op.create_table(
        "member_past_details",
        sa.Column("district_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("member_class", sa.String(12), nullable=False),
        sa.Column("long_ill", sa.Boolean(), nullable=False),
        sa.Column("identity_number", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("district_id", "member_id", "version"),
    )


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
