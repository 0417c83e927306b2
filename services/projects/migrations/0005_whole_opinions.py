"""A step's name and opinion are as long as the tables of steps admit."""

import sqlalchemy as sa
from alembic import op

revision = "projects_0005"
down_revision = "projects_0004"


def upgrade() -> None:
    """Widen both columns."""
    with op.batch_alter_table("project_step") as step:
        step.alter_column("step", existing_type=sa.String(20), type_=sa.String(30), existing_nullable=False)
        step.alter_column("opinion", existing_type=sa.String(1000), type_=sa.Text(), existing_nullable=True)


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
