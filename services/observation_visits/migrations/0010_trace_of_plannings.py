"""A planning job keeps the trace of who asked for it, so that solving it stands in that trace."""

import sqlalchemy as sa
from alembic import op

revision = "observation_visits_0010"
down_revision = "observation_visits_0009"


def upgrade() -> None:
    """Add the trace context; jobs from before have none."""
    op.add_column("planning_job", sa.Column("traceparent", sa.String(55), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop the trace context."""
    op.drop_column("planning_job", "traceparent")
