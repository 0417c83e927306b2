"""The first tables of the demonstration_points service."""

from shared.messaging.migrations import create_seam, create_successions, create_tree

revision = "demonstration_points_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, the tree and what is to happen when organizations end."""
    create_seam()
    create_tree()
    create_successions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
