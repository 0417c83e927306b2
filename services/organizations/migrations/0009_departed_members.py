"""When a member's departure was recorded, and when what is personal of them was purged."""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0009"
down_revision = "organizations_0008"

LAST_DAY = """
UPDATE member SET departure_recorded_on = (
    SELECT max(valid_until) FROM affiliation
    WHERE affiliation.district_id = member.district_id AND affiliation.member_id = member.member_id
)
WHERE NOT EXISTS (
    SELECT 1 FROM affiliation
    WHERE affiliation.district_id = member.district_id AND affiliation.member_id = member.member_id
    AND affiliation.valid_until IS NULL
)
"""


def upgrade() -> None:
    """Take the day on which the last place ended for that of the record, of members who had departed before."""
    op.create_index("answered_by_moment", "answered", ["answered_at"])
    op.add_column("member", sa.Column("departure_recorded_on", sa.Date(), nullable=True))
    op.add_column("member", sa.Column("purged_on", sa.Date(), nullable=True))
    op.create_index("ix_member_departure_recorded_on", "member", ["departure_recorded_on"])
    op.execute(LAST_DAY)


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
