"""The tables of rounds, stops, calendars, delegations and visits, and of who inherits what."""

import sqlalchemy as sa
from alembic import op

from shared.migrations.tables_v1 import create_memberships, create_successions

revision = "observation_visits_0003"
down_revision = "observation_visits_0002"


def upgrade() -> None:
    """Create every one of them."""
    op.create_table(
        "known_tier",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("period", sa.String(6), primary_key=True),
        sa.Column("tier", sa.String(12), nullable=False),
    )
    op.create_table(
        "visit",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("visiting_organization_id", sa.String(64), nullable=False),
        sa.Column("stop_id", sa.String(64), nullable=False),
        sa.Column("delegation_id", sa.String(64), nullable=False),
        sa.Column("vehicle_id", sa.String(64)),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("period", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("travel_minutes", sa.Integer(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("confirm_by", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date()),
        sa.Column("reason", sa.String(1000)),
        sa.Column("another_day", sa.Boolean(), nullable=False),
        sa.Column("held_on", sa.Date()),
        sa.Column("hosts", sa.JSON(), nullable=False),
        sa.Column("visitors", sa.JSON(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
    )
    op.create_index("visit_by_id", "visit", ["id"])
    op.create_index("visit_of_delegation", "visit", ["delegation_id", "day"])
    op.create_index("visit_of_host", "visit", ["organization_id", "day"])
    op.create_index("visit_of_round", "visit", ["round_id"])
    op.create_index("visit_of_stop", "visit", ["stop_id", "day"])
    op.create_index("visit_of_visitor", "visit", ["visiting_organization_id", "day"])
    op.create_table(
        "visit_burden",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("period", sa.String(6), primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
    )
    op.create_table(
        "visit_calendar",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opens", sa.JSON(), nullable=False),
        sa.Column("closes", sa.JSON(), nullable=False),
        sa.Column("blackouts", sa.JSON(), nullable=False),
    )
    op.create_table(
        "visit_delegation",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("vehicles", sa.JSON(), nullable=False),
        sa.Column("splits", sa.Boolean(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("start", sa.JSON()),
        sa.Column("end", sa.JSON()),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(1000)),
    )
    op.create_index("visit_delegation_by_id", "visit_delegation", ["id"])
    op.create_index("visit_delegation_of_organization", "visit_delegation", ["organization_id"])
    op.create_index("visit_delegation_of_round", "visit_delegation", ["round_id"])
    op.create_table(
        "visit_participant",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("round_id", sa.String(64), primary_key=True),
        sa.Column("stop_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("worth", sa.Integer(), nullable=False),
        sa.Column("visited", sa.Boolean(), nullable=False),
    )
    op.create_index("visit_participant_of_organization", "visit_participant", ["organization_id"])
    op.create_table(
        "visit_pin",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("round_id", sa.String(64), primary_key=True),
        sa.Column("stop_id", sa.String(64), primary_key=True),
        sa.Column("delegation_id", sa.String(64), primary_key=True),
        sa.Column("day", sa.Date()),
        sa.Column("begin", sa.Integer()),
    )
    op.create_table(
        "visit_round",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("period", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(20), nullable=False),
        sa.Column("matrix", sa.JSON()),
        sa.Column("closed_roads", sa.JSON(), nullable=False),
        sa.Column("proposal", sa.JSON()),
        sa.Column("proposed_places", sa.JSON()),
        sa.Column("job_id", sa.String(64)),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("organizations", sa.Integer(), nullable=False),
        sa.Column("delegations", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("schedule_revision", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
    )
    op.create_index("visit_round_by_id", "visit_round", ["id"])
    op.create_index("visit_round_of_organization", "visit_round", ["organization_id", "year"])
    op.create_table(
        "visit_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("record_id", sa.String(64), primary_key=True),
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
        "visit_stop",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("source_id", sa.String(64)),
        sa.Column("source_revision", sa.Integer(), nullable=False),
        sa.Column("longitude", sa.Float()),
        sa.Column("latitude", sa.Float()),
        sa.Column("group_capacity", sa.Integer()),
        sa.Column("visit_minutes", sa.Integer()),
        sa.Column("bookable", sa.JSON()),
        sa.Column("blackouts", sa.JSON(), nullable=False),
        sa.Column("active_from", sa.Date()),
        sa.Column("active_until", sa.Date()),
        sa.Column("status", sa.String(10), nullable=False),
    )
    op.create_index("visit_stop_by_id", "visit_stop", ["id"])
    op.create_index("visit_stop_of_organization", "visit_stop", ["organization_id"])
    op.create_index("visit_stop_of_source", "visit_stop", ["source_id"])
    create_successions()
    create_memberships()


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
