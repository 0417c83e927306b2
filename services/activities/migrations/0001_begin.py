"""The first tables of the activities service."""

from shared.messaging.migrations import create_roll, create_seam, create_successions, create_tree

revision = "activities_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, the copies of tree and roll, and what is to happen when organizations end."""
    create_seam()
    create_tree()
    create_roll()
    create_successions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
