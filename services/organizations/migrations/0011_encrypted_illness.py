"""Whether a member is long ill is health data: encrypted, as the numbers are."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0011"
down_revision = "organizations_0010"


def upgrade() -> None:
    """Add the encrypted column; the service, which has the key, empties the one in clear when it starts."""
    for name in ("member", "member_past_details"):
        op.add_column(name, sa.Column("long_ill_encrypted", sa.LargeBinary(), nullable=True))
        with op.batch_alter_table(name) as table:
            table.alter_column("long_ill", existing_type=sa.Boolean(), nullable=True)


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
