"""The first tables of the demonstration_points service."""

from shared.migrations.tables_v1 import create_organization_versions, create_outbox_inbox_tables, create_successions

revision = "demonstration_points_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, the tree and what is to happen when organizations end."""
    create_outbox_inbox_tables()
    create_organization_versions()
    create_successions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
