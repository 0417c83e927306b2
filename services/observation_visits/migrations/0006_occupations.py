"""When a visit's delegation is under way, the lock of a district's calendar, and what hosts refused."""

import sqlalchemy as sa
from alembic import op

revision = "observation_visits_0006"
down_revision = "observation_visits_0005"

OPEN_ROUNDS = "('drafted', 'planning', 'proposed', 'published', 'held')"


def upgrade() -> None:
    """Add both, and write down as refusals what hosts declined in rounds that go on, as the steps on record say."""
    op.add_column("visit", sa.Column("leaves", sa.Integer()))
    op.add_column("visit", sa.Column("returns", sa.Integer()))
    op.create_table("visit_calendar_lock", sa.Column("district_id", sa.String(64), primary_key=True))
    op.create_table(
        "visit_refusal",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("visit_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("stop_id", sa.String(64), nullable=False),
        sa.Column("delegation_id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=False),
        sa.Column("taken_back_on", sa.Date()),
        sa.Column("taken_back_because", sa.String(1000)),
    )
    op.create_index("visit_refusal_of_round", "visit_refusal", ["round_id"])
    op.create_index("visit_refusal_of_visit", "visit_refusal", ["visit_id"])
    op.execute(declined_before())


def declined_before() -> str:
    """Select visits whose last answer is a refusal, or a withdrawal after one; a moved visit was asked anew."""
    last = (
        "SELECT MAX(number) FROM visit_step WHERE district_id = visit.district_id AND record_id = visit.id"
        " AND step <> 'withdraw'"
    )
    return (
        "INSERT INTO visit_refusal (district_id, id, round_id, visit_id, organization_id, stop_id, delegation_id,"  # noqa: S608 - nothing from outside
        " title, day, reason, refused_on)"
        " SELECT visit.district_id, visit.id, visit.round_id, visit.id, visit.organization_id, visit.stop_id,"
        " visit.delegation_id, visit.title, CASE WHEN visit.another_day THEN visit.day END,"
        " COALESCE(SUBSTR(step.opinion, 1, 1000), visit.reason, '—'), step.taken_on"
        " FROM visit JOIN visit_step step ON step.district_id = visit.district_id AND step.record_id = visit.id"
        " JOIN visit_round ON visit_round.district_id = visit.district_id AND visit_round.id = visit.round_id"
        f" WHERE step.step = 'decline' AND step.number = ({last})"
        f" AND visit.status IN ('declined', 'withdrawn') AND visit_round.status IN {OPEN_ROUNDS}"
    )


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
