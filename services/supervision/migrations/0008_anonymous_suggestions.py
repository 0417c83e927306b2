"""Who sent a suggestion without a name, and from where, is not kept."""

import sqlalchemy as sa
from alembic import op

revision = "supervision_0008"
down_revision = "supervision_0007"


def upgrade() -> None:
    """Let both be missing, and forget those of before; their accounts stay, for the senders to find the answers."""
    with op.batch_alter_table("suggestion") as suggestion:
        suggestion.alter_column("from_organization_id", existing_type=sa.String(64), nullable=True)
        suggestion.alter_column("sender_name", existing_type=sa.String(100), nullable=True)
    op.execute("UPDATE suggestion SET from_organization_id = NULL, sender_name = NULL WHERE NOT named")


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
