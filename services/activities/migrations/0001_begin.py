"""The first tables of the activities service."""

from shared.migrations.tables_v1 import (
    create_memberships,
    create_organization_versions,
    create_outbox_inbox_tables,
    create_successions,
)

revision = "activities_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, the copies of tree and roll, and what is to happen when organizations end."""
    create_outbox_inbox_tables()
    create_organization_versions()
    create_memberships()
    create_successions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
