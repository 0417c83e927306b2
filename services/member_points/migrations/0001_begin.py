"""The first tables of the member points service."""

from shared.migrations.tables_v1 import (
    create_memberships,
    create_organization_versions,
    create_outbox_inbox_tables,
    create_successions,
)

revision = "member_points_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, and the copies of the tree and the roll."""
    create_outbox_inbox_tables()
    create_organization_versions()
    create_memberships()
    create_successions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
