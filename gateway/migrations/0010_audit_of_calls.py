"""The trail names persons, and takes in what services tell of calls that no request of the API stands for.

Rows from before have neither a person nor calls, and their hashes stay as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0010"
down_revision = "gateway_0009"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns one by one: a table that SQLite copied would lose its triggers."""
    op.add_column("audit", sa.Column("person_id", ID))
    op.add_column("audit", sa.Column("calls", sa.JSON))
    op.create_index("ix_audit_person_id", "audit", ["person_id"])
    op.create_index("ix_audit_correlation_id", "audit", ["correlation_id"])
    op.create_table(
        "audit_pending_call",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("row", sa.JSON, nullable=False),
    )
    op.create_index("ix_audit_pending_call_received_at", "audit_pending_call", ["received_at"])


def downgrade() -> None:
    """Refuse: what was recorded is never changed by a tool."""
    raise RuntimeError("restore a backup instead")
