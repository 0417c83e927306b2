"""Accounts are linked to identities at OpenID Connect providers, by sign-ins that have begun and are good once."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0008"
down_revision = "gateway_0007"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "external_identity",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_by", ID, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),
    )
    op.create_index("external_identity_of_one", "external_identity", ["issuer", "claim", "subject"], unique=True)
    op.create_table(
        "openid_attempt",
        sa.Column("state_hash", sa.String(64), primary_key=True),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("ix_openid_attempt_expires_at", "openid_attempt", ["expires_at"])


def downgrade() -> None:
    """Forget who is who at the providers."""
    for name in ("openid_attempt", "external_identity"):
        op.drop_table(name)
