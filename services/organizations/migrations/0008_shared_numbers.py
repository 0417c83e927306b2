"""An identity number that stands on a roll out of the sight of who enters it again."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0008"
down_revision = "organizations_0007"


def upgrade() -> None:
    """Let further members have a number's blind index; whose it is is settled by somebody who sees both."""
    op.add_column("member", sa.Column("shared_index", sa.String(64), nullable=True))
    op.create_index("member_shared_identity", "member", ["district_id", "shared_index"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
