"""The first tables of the observation visits service."""

from shared.messaging.migrations import create_seam, create_tree

revision = "observation_visits_0001"
down_revision = None


def upgrade() -> None:
    """This function will create the seam and the tree."""
    create_seam()
    create_tree()


def downgrade() -> None:
    """This function will refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
