"""The tables of scores and reviews."""

import sqlalchemy as sa
from alembic import op

revision = "observation_visits_0004"
down_revision = "observation_visits_0003"


def upgrade() -> None:
    """Create every one of them."""
    op.create_table(
        "score_adjustment",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sheet_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("points", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("evidence", sa.String(1000)),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "score_assessment",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("sheet_id", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.String(64), primary_key=True),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("numerator", sa.String(40), nullable=False),
        sa.Column("denominator", sa.String(40), nullable=False),
        sa.Column("note", sa.String(1000)),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "score_sheet",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.String(64), nullable=False),
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("period", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("template_version", sa.String(40), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("assessors", sa.Integer(), nullable=False),
        sa.Column("mean", sa.String(10)),
        sa.Column("score", sa.String(10)),
        sa.Column("completed_on", sa.Date()),
        sa.Column("sign_by", sa.Date()),
        sa.Column("object_by", sa.Date()),
        sa.Column("host_signed_on", sa.Date()),
        sa.Column("assessing_signed_on", sa.Date()),
        sa.Column("objection", sa.String(1000)),
        sa.Column("answer", sa.String(1000)),
        sa.Column("settled_on", sa.Date()),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("score_sheet_by_id", "score_sheet", ["id"])
    op.create_index("score_sheet_of_organization", "score_sheet", ["organization_id", "year"])
    op.create_index("score_sheet_of_round", "score_sheet", ["round_id"])
    op.create_index("score_sheet_of_visit", "score_sheet", ["visit_id"])
    op.create_table(
        "score_template",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "visit_commitment",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("post", sa.String(50), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("outcome", sa.String(1000)),
        sa.Column("evidence", sa.String(1000)),
    )
    op.create_index("visit_commitment_by_id", "visit_commitment", ["id"])
    op.create_index("visit_commitment_of_organization", "visit_commitment", ["organization_id", "status"])
    op.create_index("visit_commitment_of_visit", "visit_commitment", ["visit_id"])
    op.create_table(
        "visit_finding",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("visit_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("clause", sa.String(200)),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date()),
    )
    op.create_index("visit_finding_of_organization", "visit_finding", ["organization_id"])
    op.create_index("visit_finding_of_visit", "visit_finding", ["visit_id"])
    op.create_table(
        "visit_review",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("visit_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.String(1000)),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
