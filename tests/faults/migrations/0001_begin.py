"""The tables of the recorder: the seam's, and what it saw."""

from alembic import op

from shared.migrations.tables_v1 import create_outbox_inbox_tables, create_relay_lease
from tests.faults.recorder import tables

revision = "witness_0001"
down_revision = None


def upgrade() -> None:
    create_outbox_inbox_tables()
    create_relay_lease()
    tables.create_all(op.get_bind())


def downgrade() -> None:
    raise RuntimeError("made anew for each test")
