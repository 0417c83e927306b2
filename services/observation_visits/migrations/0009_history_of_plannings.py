"""A planning job keeps how its best schedule and the bound came about, second by second."""

import sqlalchemy as sa
from alembic import op

revision = "observation_visits_0009"
down_revision = "observation_visits_0008"


def upgrade() -> None:
    """Add the history; of jobs from before there is none."""
    op.add_column("planning_job", sa.Column("history", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop the history."""
    op.drop_column("planning_job", "history")
