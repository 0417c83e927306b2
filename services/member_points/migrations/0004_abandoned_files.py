"""Why a file was ended before all its rows were there."""

import sqlalchemy as sa
from alembic import op

revision = "member_points_0004"
down_revision = "member_points_0003"


def upgrade() -> None:
    """Give an import a reason, and make those that wait for rows easy to find."""
    op.add_column("point_import", sa.Column("reason", sa.JSON()))
    op.create_index(
        "point_import_receiving",
        "point_import",
        ["requested_at"],
        postgresql_where=sa.text("state = 'receiving'"),
        sqlite_where=sa.text("state = 'receiving'"),
    )


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
