"""The tables of projects, their milestones, reports and steps, and the year's list."""

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables_v1 import create_successions

revision = "projects_0002"
down_revision = "projects_0001"


def upgrade() -> None:
    """Create every table of the service's own."""
    op.create_table(
        "assignment",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("project_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("part_id", sa.String(64), nullable=False),
        sa.Column("post", sa.String(50), nullable=False),
        sa.Column("duty", sa.String(1000), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
    )
    op.create_index("assignment_of_organization", "assignment", ["organization_id"])
    op.create_table(
        "matter_list",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(64), nullable=False),
    )
    op.create_table(
        "milestone",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("post", sa.String(50), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at_risk_from", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("calendar_published", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("reached_on", sa.Date()),
        sa.Column("reached_by_report", sa.String(64)),
        sa.Column("reason", sa.String(1000)),
    )
    op.create_index("milestone_of_organization", "milestone", ["organization_id", "status"])
    op.create_index("milestone_of_project", "milestone", ["project_id"])
    op.create_table(
        "progress_report",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("project_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("part_id", sa.String(64)),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("people_served", sa.Integer(), nullable=False),
        sa.Column("difficulties_solved", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(500)),
        sa.Column("reason", sa.String(1000)),
        sa.Column("milestones_reached", sa.JSON(), nullable=False),
        sa.Column("corrects", sa.String(64)),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("report_corrects", "progress_report", ["corrects"])
    op.create_index("report_of_project", "progress_report", ["project_id", "reported_on", "number"])
    op.create_table(
        "project",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("category", sa.String(30)),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("lead_post", sa.String(50), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("people_served", sa.BigInteger(), nullable=False),
        sa.Column("difficulties_solved", sa.BigInteger(), nullable=False),
        sa.Column("milestones", sa.Integer(), nullable=False),
        sa.Column("milestones_reached", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("reviewed_by", sa.String(64)),
        sa.Column("declared_on", sa.Date()),
        sa.Column("approved_on", sa.Date()),
        sa.Column("started_on", sa.Date()),
        sa.Column("accepted_on", sa.Date()),
        sa.Column("rating", sa.String(20)),
        sa.Column("proposed_rating", sa.String(20)),
        sa.Column("last_report_on", sa.Date()),
        sa.Column("silent_from", sa.Date()),
        sa.Column("at_risk_from", sa.Date()),
        sa.Column("overdue_from", sa.Date()),
    )
    op.create_index("project_by_id", "project", ["id"])
    op.create_index("project_of_organization", "project", ["organization_id", "year"])
    op.create_table(
        "project_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("project_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("from_status", sa.String(30)),
        sa.Column("to_status", sa.String(30), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.String(1000)),
    )
    create_successions()


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
