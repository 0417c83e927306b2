"""What has not opened yet stands nowhere in today's tree: it is taken out, and all figures are counted anew."""

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


def upgrade() -> None:
    """Take out what opens later; a projector that finds no indicators noted counts every record anew."""
    op.execute(sa.text(NOT_OPEN_YET))
    op.execute(sa.text("UPDATE projected SET indicators = ''"))


def downgrade() -> None:
    """Count every record anew; where a place stands follows from its next change."""
    op.execute(sa.text("UPDATE projected SET indicators = ''"))
