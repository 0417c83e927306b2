"""A party class knows whether a secretary of its organization gave it."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "activities_0007"
down_revision = "activities_0006"

ACTIVITY = sa.table(
    "activity",
    sa.column("id", sa.String),
    sa.column("organization_id", sa.String),
    sa.column("kind", sa.String),
    sa.column("mode", sa.String),
    sa.column("held_on", sa.Date),
    sa.column("speakers", sa.JSON),
    sa.column("by_secretary", sa.Boolean),
)
SECRETARY = sa.table(
    "secretary",
    sa.column("organization_id", sa.String),
    sa.column("member_id", sa.String),
    sa.column("from_on", sa.Date),
    sa.column("until_on", sa.Date),
)


def upgrade() -> None:
    """Add the column, and fill it from the secretaries that are known."""
    op.add_column("activity", sa.Column("by_secretary", sa.Boolean(), nullable=False, server_default=sa.false()))
    bind = op.get_bind()
    secretaries = defaultdict(list)
    for row in bind.execute(sa.select(SECRETARY)):
        secretaries[row.organization_id].append(row)
    is_class = (ACTIVITY.c.kind == "party_class") | (ACTIVITY.c.mode == "party_class")
    given = [
        row.id
        for row in bind.execute(sa.select(ACTIVITY).where(is_class))
        if any(
            each.member_id in (row.speakers or ())
            and each.from_on <= row.held_on
            and (each.until_on is None or row.held_on <= each.until_on)
            for each in secretaries[row.organization_id]
        )
    ]
    for begin in range(0, len(given), 500):
        chosen = ACTIVITY.c.id.in_(given[begin : begin + 500])
        bind.execute(sa.update(ACTIVITY).where(chosen).values(by_secretary=True))
