"""A lecture hall has lecturers, a menu of classes, and requests of units."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "activities_0006"
down_revision = "activities_0005"


def _record(*columns: sa.Column[Any]) -> list[sa.Column[Any]]:
    return [
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        *columns,
    ]


def upgrade() -> None:
    """Create what a hall has as a school."""
    op.create_table(
        "lecturer",
        *_record(
            sa.Column("hall_id", sa.String(64), nullable=False),
            sa.Column("name", sa.String(50), nullable=False),
            sa.Column("unit", sa.String(100), nullable=False),
            sa.Column("subject", sa.String(100)),
            sa.Column("listed_on", sa.Date(), nullable=False),
            sa.Column("retired_on", sa.Date()),
        ),
    )
    op.create_table(
        "hall_class",
        *_record(
            sa.Column("hall_id", sa.String(64), nullable=False),
            sa.Column("lecturer_id", sa.String(64)),
            sa.Column("title", sa.String(100), nullable=False),
            sa.Column("content", sa.Text()),
            sa.Column("material", sa.String(500)),
            sa.Column("offered_on", sa.Date(), nullable=False),
            sa.Column("withdrawn_on", sa.Date()),
        ),
    )
    op.create_table(
        "class_request",
        *_record(
            sa.Column("hall_organization_id", sa.String(64), nullable=False),
            sa.Column("hall_class_id", sa.String(64), nullable=False),
            sa.Column("title", sa.String(100), nullable=False),
            sa.Column("note", sa.String(1000)),
            sa.Column("requested_on", sa.Date(), nullable=False),
            sa.Column("wanted_on", sa.Date()),
            sa.Column("held_on", sa.Date()),
            sa.Column("activity_id", sa.String(64)),
            sa.Column("reason", sa.String(1000)),
        ),
    )
    for table in ("lecturer", "hall_class", "class_request"):
        op.create_index(f"{table}_by_id", table, ["id"])
        op.create_index(f"{table}_of_organization", table, ["organization_id"])
    op.create_index("class_request_of_hall", "class_request", ["hall_organization_id"])
    op.create_index("class_request_of_class", "class_request", ["hall_class_id"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
