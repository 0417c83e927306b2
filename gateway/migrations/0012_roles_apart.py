"""Who runs the platform or audits it does nothing else, in installations from before that was refused as well.

Operations could hold, and give themselves, every other role. Whoever holds one of these two beside others keeps it
alone; the security administrator gives the others to accounts of their own.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "gateway_0012"
down_revision = "gateway_0011"

MOMENT = sa.DateTime(timezone=True)
GRANT = sa.table(
    "account_grant",
    *map(sa.column, ("district_id", "account_id", "role", "withdrawn_by")),
    sa.column("withdrawn_at", MOMENT),
)


def upgrade() -> None:
    """Withdraw every other grant of such accounts."""
    for role in ("system_admin", "auditor"):
        kept = GRANT.alias("kept")
        same = (kept.c.district_id == GRANT.c.district_id, kept.c.account_id == GRANT.c.account_id)
        has_role = sa.exists().where(*same, kept.c.role == role, kept.c.withdrawn_at.is_(None))
        others = sa.update(GRANT).where(GRANT.c.role != role, GRANT.c.withdrawn_at.is_(None), has_role)
        op.execute(others.values(withdrawn_by="upgrade", withdrawn_at=sa.literal(datetime.now(UTC), MOMENT)))


def downgrade() -> None:
    """Leave the grants withdrawn."""
