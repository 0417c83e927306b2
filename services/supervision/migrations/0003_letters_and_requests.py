"""The tables of duties and the letters that name them, of requests for data, and of suggestions."""

import sqlalchemy as sa
from alembic import op

revision = "supervision_0003"
down_revision = "supervision_0002"


def upgrade() -> None:
    """Create every table of the service's own."""
    op.create_table(
        "data_ask",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date()),
        sa.Column("given", sa.JSON()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("ask_of_organization", "data_ask", ["organization_id", "status"])
    op.create_index("ask_of_request", "data_ask", ["request_id"])
    op.create_table(
        "data_request",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("owner_post", sa.String(50), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("request_of_organization", "data_request", ["organization_id", "year"])
    op.create_table(
        "duty",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(150), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("whole_id", sa.String(64)),
        sa.Column("told", sa.JSON(), nullable=False),
    )
    op.create_index("duty_of_organization", "duty", ["organization_id", "year"])
    op.create_table(
        "known_project",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
    )
    op.create_table(
        "letter_duty",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("letter_id", sa.String(64), primary_key=True),
        sa.Column("duty_id", sa.String(150), primary_key=True),
    )
    op.create_table(
        "requested_field",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("unit", sa.String(50)),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("held_as", sa.String(64)),
        sa.Column("pointer", sa.String(300)),
    )
    op.create_index("field_by_key", "requested_field", ["district_id", "key"])
    op.create_table(
        "responsibility_letter",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("issuer_id", sa.String(64), nullable=False),
        sa.Column("parent_letter_id", sa.String(64)),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("issuer_post", sa.String(50), nullable=False),
        sa.Column("unit_post", sa.String(50), nullable=False),
        sa.Column("duties", sa.Integer(), nullable=False),
        sa.Column("issuer_signed_on", sa.Date()),
        sa.Column("unit_signed_on", sa.Date()),
        sa.Column("superseded_by", sa.String(64)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("letter_of_issuer", "responsibility_letter", ["issuer_id", "year"])
    op.create_index("letter_of_organization", "responsibility_letter", ["organization_id", "year"])
    op.create_table(
        "suggestion",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("from_organization_id", sa.String(64), nullable=False),
        sa.Column("sender_id", sa.String(64), nullable=False),
        sa.Column("sender_name", sa.String(100), nullable=False),
        sa.Column("handed_in_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("calendar_published", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("suggestion_of_organization", "suggestion", ["organization_id", "status"])
    op.create_index("suggestion_of_sender", "suggestion", ["sender_id"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
