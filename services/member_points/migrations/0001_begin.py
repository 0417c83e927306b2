"""The first tables of the member points service."""

from shared.messaging.migrations import create_roll, create_seam, create_successions, create_tree

revision = "member_points_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam, and the copies of the tree and the roll."""
    create_seam()
    create_tree()
    create_roll()
    create_successions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
