"""The first tables of the gateway: the seam, its copy of the tree, its accounts and the audit."""

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables_v1 import create_organization_versions, create_outbox_inbox_tables

revision = "gateway_0001"
down_revision = None

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the seam, the tree, the accounts and the audit."""
    create_outbox_inbox_tables()
    create_organization_versions()
    _accounts()
    _sessions()
    _audit()


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("username", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_account_id", "account", ["id"])
    op.create_index("ix_account_organization_id", "account", ["organization_id"])
    op.create_table(
        "account_grant",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("below", sa.Boolean, nullable=False),
        sa.Column("granted_by", ID, nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", ID),
        sa.Column("withdrawn_at", MOMENT),
        sa.ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),
    )


def _sessions() -> None:
    op.create_table(
        "refresh_token",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("family_id", ID, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("rotated_at", MOMENT),
        sa.Column("rotated_under", sa.String(64)),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index("refresh_token_family", "refresh_token", ["district_id", "account_id", "family_id"])
    op.create_table(
        "failed_sign_in",
        sa.Column("name_hash", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_index("ix_failed_sign_in_since", "failed_sign_in", ["since"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("at", MOMENT, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("route", sa.String(200), nullable=False),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("organization_id", ID),
        sa.Column("personal", sa.Boolean, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("correlation_id", ID, nullable=False),
    )
    op.create_index("ix_audit_account_id", "audit", ["account_id"])
    op.create_index("audit_by_organization", "audit", ["organization_id", "at"])


def downgrade() -> None:
    """Refuse: what was recorded is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
