"""The title of a duty joins two, and the key of a field may be longer than its name: neither is cut."""

import sqlalchemy as sa
from alembic import op

revision = "supervision_0007"
down_revision = "supervision_0006"


def upgrade() -> None:
    """Let both be as long as they are."""
    with op.batch_alter_table("duty") as duty:
        duty.alter_column("title", existing_type=sa.String(200), type_=sa.Text(), existing_nullable=False)
    with op.batch_alter_table("requested_field") as field:
        field.alter_column("key", existing_type=sa.String(100), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
