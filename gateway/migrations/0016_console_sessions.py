"""The console keeps who is signed in by a cookie: the tokens encrypted, and a form that a session's end interrupted."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0016"
down_revision = "gateway_0015"


def upgrade() -> None:
    """Create the console's one table."""
    op.create_table(
        "console_sessions",
        sa.Column("id_hash", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_console_sessions_expires_at", "console_sessions", ["expires_at"])


def downgrade() -> None:
    """Sign everybody out of the console."""
    op.drop_table("console_sessions")
