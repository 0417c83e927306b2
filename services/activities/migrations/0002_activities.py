"""The tables of lecture halls, activities, obligations and campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "activities_0002"
down_revision = "activities_0001"


def upgrade() -> None:
    """Create every table of the service's own."""
    _halls()
    _activities()
    _obligations()
    _campaigns()


def _halls() -> None:
    op.create_table(
        "lecture_hall",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("address", sa.String(100)),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("standard", sa.String(20), nullable=False),
        sa.Column("standard_of", sa.Date(), nullable=False),
        sa.Column("items_checked", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("overdue_from", sa.Date()),
        sa.Column("planned_on", sa.Date()),
        sa.Column("building_on", sa.Date()),
        sa.Column("established_on", sa.Date()),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("hall_by_id", "lecture_hall", ["id"])
    standing = sa.text("status <> 'ended'")
    op.create_index(
        "hall_once", "lecture_hall", ["organization_id"], unique=True, postgresql_where=standing, sqlite_where=standing
    )
    op.create_table(
        "hall_item",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("hall_id", sa.String(64), primary_key=True),
        sa.Column("item", sa.String(30), primary_key=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(500)),
        sa.Column("account_name", sa.String(100), nullable=False),
    )
    op.create_table(
        "hall_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("hall_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("step", sa.String(30), nullable=False),
        sa.Column("from_status", sa.String(30)),
        sa.Column("to_status", sa.String(30), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.Text()),
    )
    op.create_table(
        "hall_deadline",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("calendar_published", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(100), nullable=False),
    )


def _activities() -> None:
    op.create_table(
        "activity",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("mode", sa.String(20)),
        sa.Column("hall_id", sa.String(64)),
        sa.Column("campaign_id", sa.String(64)),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("makes_up_for", sa.String(10)),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("speakers", sa.JSON(), nullable=False),
        sa.Column("guest_speaker", sa.String(50)),
        sa.Column("attended", sa.JSON(), nullable=False),
        sa.Column("excused", sa.JSON(), nullable=False),
        sa.Column("on_roll", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(500)),
        sa.Column("steps", sa.Integer(), nullable=False),
    )
    op.create_index("activity_by_id", "activity", ["id"])
    op.create_index("activity_of_campaign", "activity", ["campaign_id"])
    op.create_index("activity_of_organization", "activity", ["organization_id", "held_on"])
    op.create_table(
        "activity_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("activity_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("step", sa.String(30), nullable=False),
        sa.Column("from_status", sa.String(30)),
        sa.Column("to_status", sa.String(30), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.Text()),
    )
    op.create_table(
        "minutes",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("activity_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "resolution",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("activity_id", sa.String(64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("election", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(1000)),
    )
    op.create_index("resolution_by_id", "resolution", ["id"])
    op.create_index("resolution_of_activity", "resolution", ["activity_id"])


def _obligations() -> None:
    op.create_table(
        "obligation",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_from", sa.Date(), nullable=False),
        sa.Column("missed_from", sa.Date(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("met_on", sa.Date()),
        sa.Column("activity_id", sa.String(64)),
        sa.Column("excuse", sa.Text()),
        sa.Column("excused_by", sa.String(100)),
        sa.Column("excused_on", sa.Date()),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
    )
    op.create_index("obligation_by_id", "obligation", ["id"])
    op.create_index("obligation_of_year", "obligation", ["organization_id", "year"])
    op.create_index("obligation_once", "obligation", ["organization_id", "kind", "period"], unique=True)
    op.create_table(
        "organization_year",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("rule_version", sa.String(20), nullable=False),
    )
    op.create_table(
        "district_year",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "secretary",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("post_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
    )
    op.create_index("secretary_of_organization", "secretary", ["organization_id"])


def _campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("basis", sa.String(100), nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date()),
        sa.Column("status", sa.String(10), nullable=False),
    )
    op.create_index("campaign_by_id", "campaign", ["id"])
    op.create_index("campaign_of_organization", "campaign", ["organization_id"])
    op.create_table(
        "campaign_part",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("campaign_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
    )
    op.create_index("part_of_organization", "campaign_part", ["organization_id"])
    op.create_table(
        "exemplar",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=False),
    )
    op.create_index("exemplar_of_campaign", "exemplar", ["campaign_id"])


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
