"""What has not opened yet stands nowhere in today's tree, tiers say whether they are of a year or of a quarter.

All figures are counted anew from the records by the first projector that starts afterwards.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "gateway_0004"
down_revision = "gateway_0003"

NOT_OPEN_YET = """
UPDATE place SET parent_id = NULL
WHERE EXISTS (SELECT 1 FROM projected) AND NOT EXISTS (
    SELECT 1 FROM organization_version AS version
    WHERE version.district_id = place.district_id
      AND version.organization_id = place.organization_id
      AND version.valid_from <= (SELECT max(day) FROM projected)
)
"""
COUNT_ANEW = sa.text("UPDATE projected SET indicators = ''")
RECORD = sa.table("record", *map(sa.column, ("district_id", "record_type", "record_id", "state")))


def upgrade() -> None:
    """Take out what opens later, and complete the records of tiers."""
    op.execute(sa.text(NOT_OPEN_YET))
    connection = op.get_bind()
    tiers = connection.execute(sa.select(RECORD).where(RECORD.c.record_type == "tier")).all()
    for row in tiers:
        state = json.loads(row.state)
        period = str(state["period"])
        state |= {"year": int(period[:4]), "decided_for": "quarter" if "Q" in period else "year"}
        this = (RECORD.c.district_id == row.district_id) & (RECORD.c.record_id == row.record_id)
        said = {"state": json.dumps(state, ensure_ascii=False)}
        connection.execute(sa.update(RECORD).where(this, RECORD.c.record_type == "tier").values(said))
    op.execute(COUNT_ANEW)


def downgrade() -> None:
    """Count every record anew; where a place stands follows from its next change."""
    op.execute(COUNT_ANEW)
