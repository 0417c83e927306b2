"""An index by which the projects are found that an organization has reported on."""

from alembic import op

revision = "projects_0004"
down_revision = "projects_0003"


def upgrade() -> None:
    """Create the index."""
    op.create_index("report_of_organization", "progress_report", ["organization_id", "project_id"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
