"""The table of planning jobs."""

import sqlalchemy as sa
from alembic import op

revision = "observation_visits_0002"
down_revision = "observation_visits_0001"


def upgrade() -> None:
    """Create the table of planning jobs."""
    op.create_table(
        "planning_job",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer()),
        sa.Column("best", sa.BigInteger()),
        sa.Column("bound", sa.BigInteger()),
        sa.Column("gap", sa.Float()),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("result", sa.Text()),
        sa.Column("reason_code", sa.String(50)),
        sa.Column("reason_zh", sa.String(500)),
        sa.Column("reason_en", sa.String(500)),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    )
    op.create_index("planning_job_to_take", "planning_job", ["state", "asked_at"])
    op.create_index("planning_job_of_round", "planning_job", ["round_id", "asked_at"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
