"""The tables of both performers: the seam's, and what the hearer writes down."""

from alembic import op

from shared.messaging.migrations import create_relay_lease, create_seam
from tests.messaging.performers import tables

revision = "performers_0001"
down_revision = None


def upgrade() -> None:
    create_seam()
    create_relay_lease()
    tables.create_all(op.get_bind())


def downgrade() -> None:
    raise RuntimeError("made anew for each test")
