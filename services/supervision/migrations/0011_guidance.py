"""Posts of a level above have contact points, and pay guidance visits to them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "supervision_0011"
down_revision = "supervision_0010"


def _record(*columns: sa.Column[Any]) -> list[sa.Column[Any]]:
    return [
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("issuer_id", sa.String(64), nullable=False),
        sa.Column("post", sa.String(50), nullable=False),
        *columns,
    ]


def upgrade() -> None:
    """Create contact points and guidance visits."""
    op.create_table(
        "contact_point",
        *_record(
            sa.Column("person_name", sa.String(50)),
            sa.Column("basis", sa.String(200), nullable=False),
            sa.Column("from_on", sa.Date(), nullable=False),
            sa.Column("until_on", sa.Date()),
        ),
    )
    op.create_index("contact_point_of_organization", "contact_point", ["organization_id", "status"])
    op.create_index("contact_point_of_issuer", "contact_point", ["issuer_id", "status"])
    op.create_table(
        "guidance_visit",
        *_record(
            sa.Column("contact_point_id", sa.String(64), nullable=False),
            sa.Column("visited_on", sa.Date(), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("findings", sa.Integer(), nullable=False),
        ),
    )
    op.create_index("guidance_visit_of_organization", "guidance_visit", ["organization_id", "status"])
    op.create_index("guidance_visit_of_contact_point", "guidance_visit", ["contact_point_id"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
