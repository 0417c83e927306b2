"""The tables of organizations beside their timelines: history, members, posts, terms, tiers and imports."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0002"
down_revision = "organizations_0001"


def upgrade() -> None:
    """Create every table of the service's own."""
    op.create_table(
        "affiliation",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.PrimaryKeyConstraint("district_id", "member_id", "valid_from"),
    )
    op.create_index(op.f("ix_affiliation_organization_id"), "affiliation", ["organization_id"], unique=False)
    op.create_table(
        "district",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("district_id"),
        sa.UniqueConstraint("division_code"),
    )
    op.create_table(
        "import_job",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("skip_faulty", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_checked", sa.Integer(), nullable=False),
        sa.Column("rows_applied", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=True),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("district_id", "job_id"),
    )
    op.create_index(op.f("ix_import_job_job_id"), "import_job", ["job_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("organization_id", sa.String(length=64), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "job_id", "position"),
    )
    op.create_index(op.f("ix_import_row_outcome"), "import_row", ["outcome"], unique=False)
    op.create_table(
        "member",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("member_class", sa.String(length=12), nullable=False),
        sa.Column("long_ill", sa.Boolean(), nullable=False),
        sa.Column("identity_number", sa.LargeBinary(), nullable=True),
        sa.Column("identity_index", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "member_id"),
    )
    op.create_index(op.f("ix_member_member_id"), "member", ["member_id"], unique=False)
    op.create_index("member_identity", "member", ["district_id", "identity_index"], unique=True)
    op.create_table(
        "organization",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "organization_id"),
    )
    op.create_index(op.f("ix_organization_organization_id"), "organization", ["organization_id"], unique=False)
    op.create_table(
        "organization_change",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "organization_id", "number"),
    )
    op.create_table(
        "post",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("post_id", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=30), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=True),
        sa.Column("person_name", sa.String(length=50), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "post_id"),
    )
    op.create_index(op.f("ix_post_member_id"), "post", ["member_id"], unique=False)
    op.create_index(op.f("ix_post_organization_id"), "post", ["organization_id"], unique=False)
    op.create_index(op.f("ix_post_post_id"), "post", ["post_id"], unique=False)
    op.create_table(
        "term",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("term_id", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("regular_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("shift_basis", sa.String(length=200), nullable=True),
        sa.Column("rules_version", sa.String(length=40), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "term_id"),
    )
    op.create_index(op.f("ix_term_due_on"), "term", ["due_on"], unique=False)
    op.create_index(op.f("ix_term_organization_id"), "term", ["organization_id"], unique=False)
    op.create_index(op.f("ix_term_term_id"), "term", ["term_id"], unique=False)
    op.create_table(
        "tier",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "organization_id", "period", "number"),
    )
    op.create_table(
        "transfer",
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("transfer_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("from_organization_id", sa.String(length=64), nullable=False),
        sa.Column("to_organization_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district_id", "transfer_id"),
    )
    op.create_index(op.f("ix_transfer_from_organization_id"), "transfer", ["from_organization_id"], unique=False)
    op.create_index(op.f("ix_transfer_member_id"), "transfer", ["member_id"], unique=False)
    op.create_index(op.f("ix_transfer_to_organization_id"), "transfer", ["to_organization_id"], unique=False)
    op.create_index(op.f("ix_transfer_transfer_id"), "transfer", ["transfer_id"], unique=False)
    op.create_index("organization_version_code", "organization_version", ["district_id", "division_code"])


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
