"""Drafts of forms are kept for their author, encrypted, until they are handed in or two weeks old."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0014"
down_revision = "gateway_0013"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "draft",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("form", ID, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["district_id", "account_id"], ["account.district_id", "account.id"]),
    )
    op.create_index("ix_draft_saved_at", "draft", ["saved_at"])


def downgrade() -> None:
    """Forget what was not handed in."""
    op.drop_table("draft")
