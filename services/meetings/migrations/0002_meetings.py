"""The tables of quarterly reports, meetings, what units report to them, decisions and honours."""

import sqlalchemy as sa
from alembic import op

revision = "meetings_0002"
down_revision = "meetings_0001"


def upgrade() -> None:
    """Create every table of the service's own."""
    op.create_table(
        "decision",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("responsible_organization_id", sa.String(64), nullable=False),
        sa.Column("post", sa.String(50), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date()),
        sa.Column("project_revision", sa.Integer(), nullable=False),
        sa.Column("project_status", sa.String(30)),
        sa.Column("milestone_revision", sa.Integer(), nullable=False),
        sa.Column("milestone_status", sa.String(10)),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("decision_of_meeting", "decision", ["meeting_id"])
    op.create_index("decision_of_organization", "decision", ["organization_id", "status"])
    op.create_index("decision_of_responsible", "decision", ["responsible_organization_id", "status"])
    op.create_table(
        "honour",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("giver", sa.String(100), nullable=False),
        sa.Column("giver_level", sa.String(12), nullable=False),
        sa.Column("document_number", sa.String(200), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("honour_of_organization", "honour", ["organization_id", "year"])
    op.create_table(
        "meeting",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("meet_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("convener", sa.String(100), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date()),
        sa.Column("followed_up_on", sa.Date()),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("meeting_of_organization", "meeting", ["organization_id", "held_on"])
    op.create_index(
        "meeting_of_quarter",
        "meeting",
        ["district_id", "organization_id", "quarter"],
        unique=True,
        postgresql_where=sa.text("status IN ('prepared', 'held', 'followed_up')"),
        sqlite_where=sa.text("status IN ('prepared', 'held', 'followed_up')"),
    )
    op.create_table(
        "quarterly_report",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("while_running", sa.Boolean(), nullable=False),
        sa.Column("tree_as_of", sa.Date()),
        sa.Column("content", sa.Text()),
        sa.Column("digest", sa.String(64)),
        sa.Column("frozen_on", sa.Date()),
        sa.Column("frozen_at", sa.DateTime(timezone=True)),
        sa.Column("superseded_by", sa.String(64)),
        sa.Column("superseded_because", sa.Text()),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("report_of_organization", "quarterly_report", ["organization_id", "quarter"])
    op.create_index(
        "report_one_draft",
        "quarterly_report",
        ["district_id", "organization_id", "quarter"],
        unique=True,
        postgresql_where=sa.text("status = 'draft'"),
        sqlite_where=sa.text("status = 'draft'"),
    )
    op.create_index(
        "report_one_frozen",
        "quarterly_report",
        ["district_id", "organization_id", "quarter"],
        unique=True,
        postgresql_where=sa.text("status = 'frozen'"),
        sqlite_where=sa.text("status = 'frozen'"),
    )
    op.create_table(
        "report_back",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("prefilled", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("handed_in_on", sa.Date()),
        sa.Column("handed_in_by", sa.String(100)),
        sa.Column("held_on", sa.Date()),
        sa.Column("form", sa.String(10)),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("report_back_of_organization", "report_back", ["organization_id", "status"])
    op.create_index("report_back_of_unit", "report_back", ["district_id", "meeting_id", "organization_id"], unique=True)
    op.create_table(
        "report_text",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("slot", sa.String(30), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("text_by_id", "report_text", ["id"])
    op.create_index("text_of_slot", "report_text", ["district_id", "organization_id", "quarter", "slot"], unique=True)
    op.create_table(
        "step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("record_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("step", sa.String(30), nullable=False),
        sa.Column("from_status", sa.String(30)),
        sa.Column("to_status", sa.String(30), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.Text()),
    )


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
