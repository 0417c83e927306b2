"""A field of a request keeps the held facts that it was compared with and is not."""

import sqlalchemy as sa
from alembic import op

revision = "supervision_0004"
down_revision = "supervision_0003"


def upgrade() -> None:
    op.add_column("requested_field", sa.Column("differs_from", sa.JSON()))


def downgrade() -> None:
    raise RuntimeError("restore a backup instead")
