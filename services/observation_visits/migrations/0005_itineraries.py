"""Itineraries, what calendars were told, who is left out, and how good a job's best schedule is, level by level."""

import sqlalchemy as sa
from alembic import op

revision = "observation_visits_0005"
down_revision = "observation_visits_0004"


def upgrade() -> None:
    """Add the columns, and create the table of itineraries."""
    for column in (
        sa.Column("missing_bound", sa.Integer()),
        sa.Column("change", sa.Integer()),
        sa.Column("gap_of", sa.String(10)),
        sa.Column("unexplained", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("passes", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("planning_job", column)
    op.create_index("planning_job_to_explain", "planning_job", ["unexplained", "finished_at"])
    op.add_column("visit", sa.Column("calendar_digest", sa.String(64)))
    op.add_column("visit_round", sa.Column("left_out", sa.JSON()))
    op.create_table(
        "visit_itinerary",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("schedule_revision", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.String(64), nullable=False),
        sa.Column("vehicle_id", sa.String(64)),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("back", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("calendar_digest", sa.String(64)),
    )
    op.create_index("visit_itinerary_of_round", "visit_itinerary", ["round_id", "day"])
    op.create_index("visit_itinerary_of_delegation", "visit_itinerary", ["delegation_id", "day"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
