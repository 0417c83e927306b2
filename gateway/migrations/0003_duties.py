"""Who owes a record, and by which day: what open duties are found by."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0003"
down_revision = "gateway_0002"


def upgrade() -> None:
    """Add the columns and the index."""
    for column in (
        sa.Column("owed_by", sa.String(64)),
        sa.Column("owed_at", sa.String(12)),
        sa.Column("due_on", sa.Date()),
    ):
        op.add_column("record", column)
    owed = sa.text("owed_by IS NOT NULL")
    op.create_index("record_owed", "record", ["owed_by", "owed_at"], postgresql_where=owed, sqlite_where=owed)


def downgrade() -> None:
    """Leave the columns: they hurt nobody, and the second version drops the table."""
