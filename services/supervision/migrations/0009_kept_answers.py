"""Kept answers are found by their age, to be deleted; those to suggestions without a name are deleted at once.

Earlier versions kept in them who had sent it.
"""

from alembic import op

revision = "supervision_0009"
down_revision = "supervision_0008"


def upgrade() -> None:
    """Index the moment of kept answers, and delete those that name a sender who was promised not to be named."""
    op.create_index("answered_by_moment", "answered", ["answered_at"])
    op.execute("""DELETE FROM answered WHERE answer LIKE '%"named": false%' AND account_id NOT LIKE 'anonymous %'""")


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("answered_by_moment", "answered")
