"""Sessions, resets of passwords, second factors; failed sign-ins are counted by address, account and both.

Who is signed in stays signed in: each family of refresh tokens becomes a session that ends a week from now.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "gateway_0005"
down_revision = "gateway_0004"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)
LONGEST = timedelta(days=7)
TOKENS = sa.table(
    "refresh_token",
    *map(sa.column, ("district_id", "account_id", "family_id")),
    sa.column("ended_at", MOMENT),
    sa.column("expires_at", MOMENT),
)
SESSIONS = sa.table(
    "sign_in_session",
    *map(sa.column, ("district_id", "account_id", "id", "address", "device")),
    *(sa.column(name, MOMENT) for name in ("opened_at", "renewed_at", "expires_at", "ended_at")),
)


def upgrade() -> None:
    """Create the sessions from the families of tokens, and begin to count failures anew."""
    op.create_table(
        "sign_in_session",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("device", sa.String(200), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("renewed_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    _carry_families_over()
    with op.batch_alter_table("refresh_token") as table:
        table.drop_column("ended_at")
    _sign_in_failures()
    _second_factors()
    op.create_table(
        "password_reset",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(6), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("approved_by", ID),
        sa.Column("approved_at", MOMENT),
    )


def _carry_families_over() -> None:
    now = datetime.now(UTC)
    families = sa.select(
        TOKENS.c.district_id,
        TOKENS.c.account_id,
        TOKENS.c.family_id,
        sa.literal(""),
        sa.literal(""),
        sa.literal(now, MOMENT),
        sa.literal(now, MOMENT),
        sa.literal(now + LONGEST, MOMENT),
        sa.func.max(TOKENS.c.ended_at),
    ).group_by(TOKENS.c.district_id, TOKENS.c.account_id, TOKENS.c.family_id)
    op.execute(sa.insert(SESSIONS).from_select([column.name for column in SESSIONS.columns], families))


def _sign_in_failures() -> None:
    op.drop_table("failed_sign_in")
    op.create_table(
        "sign_in_failures",
        sa.Column("key_hash", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.Column("closed_until", MOMENT, nullable=False),
    )
    op.create_index("ix_sign_in_failures_failed_at", "sign_in_failures", ["failed_at"])
    op.create_table(
        "familiar_address",
        sa.Column("key_hash", sa.String(64), primary_key=True),
        sa.Column("signed_in_at", MOMENT, nullable=False),
    )
    op.create_index("ix_familiar_address_signed_in_at", "familiar_address", ["signed_in_at"])


def _second_factors() -> None:
    op.create_table(
        "second_factor",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("confirmed_at", MOMENT),
    )
    op.create_table(
        "recovery_code",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("code_hash", sa.String(64), primary_key=True),
    )
    op.create_table(
        "sign_in_policy",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("second_factor_required", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Sign everybody out, and count failures by name again."""
    for name in ("familiar_address", "password_reset", "sign_in_policy", "recovery_code", "second_factor"):
        op.drop_table(name)
    op.drop_table("sign_in_failures")
    op.execute(sa.delete(TOKENS))
    with op.batch_alter_table("refresh_token") as table:
        table.add_column(sa.Column("ended_at", MOMENT))
    op.drop_table("sign_in_session")
    op.create_table(
        "failed_sign_in",
        sa.Column("name_hash", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_index("ix_failed_sign_in_since", "failed_sign_in", ["since"])
