"""The first tables of the meetings service."""

from shared.migrations.tables_v1 import (
    create_organization_versions,
    create_outbox_inbox_tables,
    create_relay_lease,
    create_successions,
)

revision = "meetings_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, the relay's lease, the tree and what is to happen when organizations end."""
    create_outbox_inbox_tables()
    create_relay_lease()
    create_organization_versions()
    create_successions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
