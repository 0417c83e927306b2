"""Who owes a record, and by which day: what open duties are found by."""

import sqlalchemy as sa
from alembic import op

from gateway.projections.tables import RECORD_OWED

revision = "gateway_0003"
down_revision = "gateway_0002"


def upgrade() -> None:
    """Add the columns where they are missing: who begins today has them from the second on."""
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("record")}
    if "owed_by" not in known:
        op.add_column("record", sa.Column("owed_by", sa.String(64)))
        op.add_column("record", sa.Column("owed_at", sa.String(12)))
        op.add_column("record", sa.Column("due_on", sa.Date()))
        RECORD_OWED.create(op.get_bind())


def downgrade() -> None:
    """Leave the columns: they hurt nobody, and the second version drops the table."""
