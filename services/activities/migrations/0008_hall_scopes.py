"""A district sets of branches of which kinds it asks a lecture hall, from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "activities_0008"
down_revision = "activities_0007"


def upgrade() -> None:
    """Create the settings, and add to halls on which days they are asked for; null is on every day."""
    op.create_table(
        "hall_scope",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("from_on", sa.Date(), primary_key=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(100), nullable=False),
    )
    op.add_column("lecture_hall", sa.Column("asked", sa.JSON()))


def downgrade() -> None:
    """Drop the settings, and the halls that only they ask for."""
    op.execute("DELETE FROM lecture_hall WHERE status = 'missing' AND asked IS NOT NULL")
    op.drop_column("lecture_hall", "asked")
    op.drop_table("hall_scope")
