"""Who was told that a member is entered twice."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0010"
down_revision = "organizations_0009"


def upgrade() -> None:
    """Begin with nobody told: those entered twice before are told with the next change in their district."""
    op.add_column("member", sa.Column("twice_told_to", sa.String(64), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("member", "twice_told_to")
