"""Each unit's part of a request for data says on which day it was asked, so that a month's figures can count it."""

import sqlalchemy as sa
from alembic import op

revision = "supervision_0010"
down_revision = "supervision_0009"

FROM_REQUESTS = """
UPDATE data_ask SET asked_on = (
    SELECT request.asked_on FROM data_request AS request
    WHERE request.district_id = data_ask.district_id AND request.id = data_ask.request_id
)
"""


def upgrade() -> None:
    """Add the column, and fill it from the requests."""
    op.add_column("data_ask", sa.Column("asked_on", sa.Date()))
    op.execute(sa.text(FROM_REQUESTS))


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
