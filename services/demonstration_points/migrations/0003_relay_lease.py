"""The lease of the relay that moves the outbox."""

from alembic import op

from shared.migrations.tables_v1 import create_relay_lease

revision = "demonstration_points_0003"
down_revision = "demonstration_points_0002"


def upgrade() -> None:
    """Create the lease, which nobody holds."""
    create_relay_lease()


def downgrade() -> None:
    """Drop the lease."""
    op.drop_table("relay_lease")
