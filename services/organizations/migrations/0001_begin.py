"""The first tables of the organizations service."""

from shared.messaging.migrations import create_seam, create_tree

revision = "organizations_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam and the tree."""
    create_seam()
    create_tree()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
