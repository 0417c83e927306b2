"""Records say from which day on they are as they are, and facts on which days they count.

What records were before is in the services' event logs alone: `python -m gateway.rebuild` reads it. Until then, what
stands today is taken to have stood on earlier days as well, as it was before. All figures are counted anew by the first
projector that starts.
"""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0013"
down_revision = "gateway_0012"

ALWAYS = "0001-01-01"


def upgrade() -> None:
    """Add the days of records, and make the facts with theirs."""
    for name in ("since", "placed_from"):
        op.add_column("record", sa.Column(name, sa.String(10), nullable=False, server_default=ALWAYS))
    op.add_column("record", sa.Column("history", sa.Text(), nullable=False, server_default="[]"))
    op.drop_table("fact")
    op.create_table(
        "fact",
        *(sa.Column(name, sa.String(64), primary_key=True) for name in ("district_id", "organization_id")),
        sa.Column("indicator", sa.String(60), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("record_id", sa.String(120), primary_key=True),
        sa.Column("valid_from", sa.String(10), primary_key=True),
        sa.Column("valid_until", sa.String(10)),
        sa.Column("value", sa.BigInteger(), nullable=False),
    )
    op.execute(sa.text("UPDATE projected SET indicators = ''"))


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
