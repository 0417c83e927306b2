"""Every tier says who decided on it, at which level, and whether it stands."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0006"
down_revision = "organizations_0005"


def upgrade() -> None:
    """Refuse a tier without them; revision 4 filled those of before."""
    with op.batch_alter_table("tier") as tier:
        tier.alter_column("decided_by", existing_type=sa.String(64), nullable=False)
        tier.alter_column("decided_level", existing_type=sa.String(12), nullable=False)
        tier.alter_column("stands", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
