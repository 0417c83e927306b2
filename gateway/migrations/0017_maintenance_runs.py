"""When a backup, a restore drill and a reconciliation ended last, so that one that does not happen is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0017"
down_revision = "gateway_0016"


def upgrade() -> None:
    """Create a row for each kind of work."""
    op.create_table(
        "maintenance_run",
        sa.Column("task", sa.String(40), primary_key=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("differences", sa.BigInteger(), nullable=True),
    )


def downgrade() -> None:
    """Forget when work was done."""
    op.drop_table("maintenance_run")
