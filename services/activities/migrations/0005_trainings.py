"""Trainings are activities of their own kind, and each post asks for one."""

import sqlalchemy as sa
from alembic import op

revision = "activities_0005"
down_revision = "activities_0004"


def upgrade() -> None:
    """Add what a training has beside other activities, and what posts ask."""
    op.add_column("activity", sa.Column("training", sa.String(40)))
    op.add_column("activity", sa.Column("hours", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "training_need",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("post_id", sa.String(64), nullable=False),
        sa.Column("post", sa.String(40), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("training", sa.String(40), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue_from", sa.Date(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("hours_attended", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("rule_version", sa.String(20), nullable=False),
    )
    op.create_index("training_need_by_id", "training_need", ["id"])
    op.create_index("training_need_once", "training_need", ["district_id", "post_id"], unique=True)
    op.create_index("training_need_of_organization", "training_need", ["organization_id"])
    op.create_index("training_need_of_member", "training_need", ["member_id"])


def downgrade() -> None:
    """Drop what posts ask; trainings stay as activities."""
    op.drop_table("training_need")
    op.drop_column("activity", "hours")
    op.drop_column("activity", "training")
