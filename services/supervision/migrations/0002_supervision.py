"""The tables of inspections, their findings, the notices that follow and what is to be put right."""

import sqlalchemy as sa
from alembic import op

revision = "supervision_0002"
down_revision = "supervision_0001"


def upgrade() -> None:
    """Create every table of the service's own."""
    op.create_table(
        "delivery",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("notice_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "finding",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("inspection_id", sa.String(64), nullable=False),
        sa.Column("issuer_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("clause", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(500)),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("notice_id", sa.String(64)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("finding_of_inspection", "finding", ["inspection_id"])
    op.create_index("finding_of_organization", "finding", ["organization_id"])
    op.create_table(
        "inspected_unit",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("inspection_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_table(
        "inspection",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("inspect_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date()),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(100)),
        sa.Column("seed_source", sa.String(200)),
        sa.Column("wanted", sa.JSON()),
        sa.Column("population", sa.JSON()),
        sa.Column("population_digest", sa.String(64)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("inspection_of_organization", "inspection", ["organization_id", "year"])
    op.create_table(
        "inspection_plan",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("plan_of_organization", "inspection_plan", ["organization_id", "year"])
    op.create_table(
        "notice",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("issuer_id", sa.String(64), nullable=False),
        sa.Column("numbered_by", sa.String(64), nullable=False),
        sa.Column("inspection_id", sa.String(64)),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("proposed", sa.String(30), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_from", sa.Date(), nullable=False),
        sa.Column("calendar_published", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("items_open", sa.Integer(), nullable=False),
        sa.Column("items_answered", sa.Integer(), nullable=False),
        sa.Column("items_closed", sa.Integer(), nullable=False),
        sa.Column("acknowledged_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("climbed_from", sa.String(64)),
        sa.Column("climbed_into", sa.String(64)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index(
        "notice_in_register", "notice", ["district_id", "numbered_by", "year", "kind", "number"], unique=True
    )
    op.create_index("notice_of_issuer", "notice", ["issuer_id", "year"])
    op.create_index("notice_of_organization", "notice", ["organization_id", "year"])
    op.create_table(
        "number_register",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(30), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "rectification_item",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("issuer_id", sa.String(64), nullable=False),
        sa.Column("notice_id", sa.String(64)),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("origin_id", sa.String(64), nullable=False),
        sa.Column("visit_id", sa.String(64)),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(200)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("proof", sa.Text()),
        sa.Column("evidence", sa.String(500)),
        sa.Column("answered_by", sa.String(64)),
        sa.Column("answered_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("item_of_notice", "rectification_item", ["notice_id"])
    op.create_index("item_of_organization", "rectification_item", ["organization_id", "status"])
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
