"""Kept answers are found by their age, to be deleted."""

from alembic import op

revision = "member_points_0006"
down_revision = "member_points_0005"


def upgrade() -> None:
    """Index the moment of kept answers."""
    op.create_index("answered_by_moment", "answered", ["answered_at"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("answered_by_moment", "answered")
