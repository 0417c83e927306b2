"""What points derive from, and files on their way into the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "member_points_0003"
down_revision = "member_points_0002"


def upgrade() -> None:
    """Create the tables of facts and of files."""
    for create in TABLES:
        create()


def create_point_fact() -> None:
    op.create_table(
        "point_fact",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("evidence_id", sa.String(64), primary_key=True),
        sa.Column("evidence_type", sa.String(20), primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
    )
    op.create_index("point_fact_of_organization", "point_fact", ["organization_id", "evidence_type"])
    op.create_index("point_fact_of_year", "point_fact", ["district_id", "year", "evidence_id"])


def create_point_import() -> None:
    op.create_table(
        "point_import",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("covers_below", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_checked", sa.Integer(), nullable=False),
        sa.Column("rows_applied", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_index("point_import_by_id", "point_import", ["id"])


def create_point_import_row() -> None:
    op.create_table(
        "point_import_row",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("point_import_id", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("once", sa.String(300)),
        sa.Column("entry_id", sa.String(64)),
        sa.Column("member_id", sa.String(64)),
        sa.Column("organization_id", sa.String(64)),
        sa.Column("year", sa.Integer()),
        sa.Column("item", sa.String(40)),
        sa.Column("group_kind", sa.String(20)),
        sa.Column("hundredths", sa.Integer()),
        sa.Column("reason", sa.String(500)),
        sa.Column("evidence", sa.String(500)),
        sa.Column("scheme_id", sa.String(64)),
        sa.Column("rule_version", sa.String(40)),
        sa.Column("occurred_on", sa.Date()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(12)),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
    )
    op.create_index("ix_point_import_row_outcome", "point_import_row", ["outcome"])
    op.create_index("point_import_row_once", "point_import_row", ["point_import_id", "once"])


def create_point_post() -> None:
    op.create_table(
        "point_post",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("post_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
    )
    op.create_index("point_post_of_organization", "point_post", ["organization_id"])


def create_point_waiting_member() -> None:
    op.create_table(
        "point_waiting_member",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("evidence_id", sa.String(64), primary_key=True),
        sa.Column("evidence_type", sa.String(20), primary_key=True),
        sa.Column("member_id", sa.String(64), primary_key=True),
    )


TABLES = (
    create_point_fact,
    create_point_import,
    create_point_import_row,
    create_point_post,
    create_point_waiting_member,
)


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
