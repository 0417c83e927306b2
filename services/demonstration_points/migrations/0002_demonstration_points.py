"""The tables of points, their nodes and steps, schemes, brands and what carries them."""

import sqlalchemy as sa
from alembic import op

revision = "demonstration_points_0002"
down_revision = "demonstration_points_0001"


def upgrade() -> None:
    """Create every table of the service's own."""
    op.create_table(
        "brand",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("reach", sa.String(12), nullable=False),
        sa.Column("visit_id", sa.String(64)),
        sa.Column("strength_id", sa.String(64)),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("proposed_on", sa.Date()),
        sa.Column("discovered_on", sa.Date()),
        sa.Column("consolidated_on", sa.Date()),
        sa.Column("promoted_on", sa.Date()),
    )
    op.create_index("brand_by_id", "brand", ["id"])
    op.create_index("brand_of_organization", "brand", ["organization_id"])
    op.create_index("brand_of_strength", "brand", ["district_id", "strength_id"], unique=True)
    op.create_table(
        "brand_carrier",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("brand_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
    )
    op.create_index("carrier_of_brand", "brand_carrier", ["brand_id", "kind", "record_id"], unique=True)
    op.create_table(
        "brand_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("brand_id", sa.String(64), primary_key=True),
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
    op.create_table(
        "known_project",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("project_id", sa.String(64), primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
    )
    op.create_table(
        "node",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("point_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("post", sa.String(50), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at_risk_from", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("calendar_published", sa.Boolean(), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("reached_on", sa.Date()),
        sa.Column("report", sa.String(1000)),
        sa.Column("evidence", sa.String(500)),
        sa.Column("reason", sa.String(1000)),
    )
    op.create_index("node_of_point", "node", ["point_id"])
    op.create_table(
        "point",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("hardware", sa.Text()),
        sa.Column("foundation", sa.Text()),
        sa.Column("features", sa.Text()),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("vetting_level", sa.String(12), nullable=False),
        sa.Column("scheme_id", sa.String(64)),
        sa.Column("scope", sa.String(12)),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("vetted_by", sa.String(64)),
        sa.Column("declared_on", sa.Date()),
        sa.Column("confirmed_on", sa.Date()),
        sa.Column("started_on", sa.Date()),
        sa.Column("accepted_on", sa.Date()),
        sa.Column("checklist_met", sa.JSON()),
        sa.Column("checklist_version", sa.String(20)),
        sa.Column("active_from", sa.Date()),
        sa.Column("active_until", sa.Date()),
        sa.Column("renewal_due_from", sa.Date()),
        sa.Column("nodes", sa.Integer(), nullable=False),
        sa.Column("nodes_reached", sa.Integer(), nullable=False),
        sa.Column("at_risk_from", sa.Date()),
        sa.Column("overdue_from", sa.Date()),
        sa.Column("longitude", sa.Float()),
        sa.Column("latitude", sa.Float()),
        sa.Column("group_capacity", sa.Integer()),
        sa.Column("visit_minutes", sa.Integer()),
        sa.Column("bookable", sa.JSON(), nullable=False),
        sa.Column("blackouts", sa.JSON(), nullable=False),
    )
    op.create_index("point_by_id", "point", ["id"])
    op.create_index("point_of_organization", "point", ["organization_id", "year"])
    op.create_index("point_of_scheme", "point", ["scheme_id"])
    op.create_table(
        "point_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("point_id", sa.String(64), primary_key=True),
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
    op.create_table(
        "scheme",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("document_title", sa.String(200), nullable=False),
        sa.Column("document_number", sa.String(60), nullable=False),
        sa.Column("issuer", sa.String(100), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
    )
    op.create_index("scheme_by_id", "scheme", ["id"])
    op.create_index("scheme_of_year", "scheme", ["district_id", "year", "scope"], unique=True)


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
