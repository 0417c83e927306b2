"""The first tables of the appraisals service."""

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables_v1 import (
    create_organization_versions,
    create_outbox_inbox_tables,
    create_relay_lease,
    create_successions,
)

revision = "appraisals_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, the tree, what is to happen when organizations end, and every table of the service's own."""
    create_outbox_inbox_tables()
    create_organization_versions()
    create_successions()
    create_relay_lease()
    op.create_table(
        "appraisal_scheme",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("citation", sa.String(300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("appraisal_scheme_by_id", "appraisal_scheme", ["id"])
    key = ["district_id", "organization_id", "year", "level", "number"]
    op.create_index("appraisal_scheme_number", "appraisal_scheme", key, unique=True)
    op.create_table(
        "appraisal",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("issuer_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("appraisal_scheme_id", sa.String(64), nullable=False),
        sa.Column("rule_version", sa.String(40), nullable=False),
        sa.Column("reviewed_by_version", sa.String(40)),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("assess_by", sa.Date(), nullable=False),
        sa.Column("assessed_on", sa.Date()),
        sa.Column("review_by", sa.Date()),
        sa.Column("reviewed_on", sa.Date()),
        sa.Column("published_on", sa.Date()),
        sa.Column("objections_until", sa.Date()),
        sa.Column("freezes_from", sa.Date()),
        sa.Column("frozen_on", sa.Date()),
        sa.Column("read_at", sa.JSON()),
        sa.Column("score", sa.Integer()),
        sa.Column("band", sa.String(20)),
        sa.Column("result", sa.JSON()),
        sa.Column("document", sa.JSON()),
        sa.Column("digest", sa.String(64)),
        sa.Column("merged_units", sa.JSON(), nullable=False),
        sa.Column("heir_id", sa.String(64)),
    )
    op.create_index("appraisal_by_id", "appraisal", ["id"])
    op.create_index("appraisal_of_organization", "appraisal", ["organization_id", "year"])
    op.create_index("appraisal_of_issuer", "appraisal", ["issuer_id", "year"])
    op.create_table(
        "appraisal_line",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("appraisal_id", sa.String(64), primary_key=True),
        sa.Column("item", sa.String(40), primary_key=True),
        sa.Column("statement", sa.String(500)),
        sa.Column("claim", sa.Integer()),
        sa.Column("points", sa.Integer()),
        sa.Column("reason", sa.String(500)),
        sa.Column("figure", sa.JSON()),
    )
    op.create_table(
        "appraisal_objection",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("about_id", sa.String(64), nullable=False),
        sa.Column("above_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(40)),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(1000)),
        sa.Column("answered_on", sa.Date()),
        sa.Column("answered_by", sa.String(64)),
    )
    op.create_index("appraisal_objection_by_id", "appraisal_objection", ["id"])
    op.create_index("appraisal_objection_about", "appraisal_objection", ["about_id", "status"])
    op.create_table(
        "appraisal_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("appraisal_id", sa.String(64), primary_key=True),
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
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
