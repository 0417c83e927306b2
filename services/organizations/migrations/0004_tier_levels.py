"""Who decided on a tier, which decision stands, and what was withdrawn.

Of what was decided before, it is not known at which level: it counts as decided by the organization right above, as it
stood on the day of the decision, so that everyone above may still decide otherwise.
"""

import sqlalchemy as sa
from alembic import op

revision = "organizations_0004"
down_revision = "organizations_0003"

ABOVE = """
UPDATE tier SET decided_by = coalesce((
    SELECT coalesce(version.parent_id, version.organization_id) FROM organization_version AS version
    WHERE version.district_id = tier.district_id AND version.organization_id = tier.organization_id
      AND version.valid_from <= tier.decided_on
    ORDER BY version.valid_from DESC LIMIT 1
), district_id)
"""
LEVEL = """
UPDATE tier SET decided_level = coalesce((
    SELECT version.level FROM organization_version AS version
    WHERE version.district_id = tier.district_id AND version.organization_id = tier.decided_by
    ORDER BY version.valid_from LIMIT 1
), 'district')
"""
STANDS = """
UPDATE tier SET stands = (number = (
    SELECT max(other.number) FROM tier AS other
    WHERE other.district_id = tier.district_id AND other.organization_id = tier.organization_id
      AND other.period = tier.period
))
"""


def upgrade() -> None:
    """Add the columns; the last decision for each period stands, as it did."""
    for column in (
        sa.Column("decided_by", sa.String(64)),
        sa.Column("decided_level", sa.String(12)),
        sa.Column("stands", sa.Boolean()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("withdrawal_reason", sa.String(500)),
        sa.Column("withdrawn_by_account_id", sa.String(64)),
        sa.Column("withdrawn_by_account_name", sa.String(200)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("tier", column)
    for statement in (ABOVE, LEVEL, STANDS):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
