"""The first tables of the projects service."""

from shared.migrations.tables_v1 import create_organization_versions, create_outbox_inbox_tables

revision = "projects_0001"
down_revision = None


def upgrade() -> None:
    """Create the seam and the tree."""
    create_outbox_inbox_tables()
    create_organization_versions()


def downgrade() -> None:
    """Refuse: an event log is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
