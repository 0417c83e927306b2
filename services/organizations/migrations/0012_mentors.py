"""Organizations have mentor units, which help them for a time."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0012"
down_revision = "organizations_0011"


def upgrade() -> None:
    """Create mentorships and what was done in them."""
    op.create_table(
        "mentorship",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("mentorship_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("mentor_id", sa.String(64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("plan", sa.String(1000)),
        sa.Column("outcome", sa.String(1000)),
        sa.Column("helped", sa.Integer(), nullable=False),
    )
    for column in ("mentorship_id", "organization_id", "mentor_id"):
        op.create_index(f"ix_mentorship_{column}", "mentorship", [column])
    op.create_table(
        "mentor_help",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("help_id", sa.String(64), primary_key=True),
        sa.Column("mentorship_id", sa.String(64), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("account_name", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_mentor_help_mentorship_id", "mentor_help", ["mentorship_id"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
