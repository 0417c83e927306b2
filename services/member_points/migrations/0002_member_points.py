"""The tables of schemes, the ledger, declarations, objections and annual results."""

import sqlalchemy as sa
from alembic import op

revision = "member_points_0002"
down_revision = "member_points_0001"


def upgrade() -> None:
    """Create every table of the service's own, and close the ledger against change."""
    for create in TABLES:
        create()
    for statement in CLOSED[op.get_bind().dialect.name]:
        op.execute(statement)


def create_point_book() -> None:
    op.create_table(
        "point_book",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
    )


def create_point_declaration() -> None:
    op.create_table(
        "point_declaration",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("evidence", sa.String(500)),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("scheme_id", sa.String(64), nullable=False),
        sa.Column("rule_version", sa.String(40), nullable=False),
        sa.Column("objection_days", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("above_id", sa.String(64)),
        sa.Column("meeting_id", sa.String(64)),
        sa.Column("meeting_on", sa.Date()),
        sa.Column("present", sa.Integer()),
        sa.Column("agreed", sa.Integer()),
        sa.Column("published_on", sa.Date()),
        sa.Column("objections_until", sa.Date()),
        sa.Column("entry_id", sa.String(64)),
    )
    op.create_index("point_declaration_by_id", "point_declaration", ["id"])
    op.create_index("point_declaration_of_organization", "point_declaration", ["organization_id", "year"])


def create_point_declaration_step() -> None:
    op.create_table(
        "point_declaration_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("declaration_id", sa.String(64), primary_key=True),
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


def create_point_entry() -> None:
    op.create_table(
        "point_entry",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("once", sa.String(300), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("group_kind", sa.String(20), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("evidence_type", sa.String(20), nullable=False),
        sa.Column("evidence_id", sa.String(64)),
        sa.Column("evidence", sa.String(500)),
        sa.Column("scheme_id", sa.String(64), nullable=False),
        sa.Column("rule_version", sa.String(40), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("reverses", sa.String(64)),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("point_entry_by_id", "point_entry", ["id"])
    op.create_index("point_entry_of_evidence", "point_entry", ["evidence_type", "evidence_id"])
    op.create_index("point_entry_of_member", "point_entry", ["member_id", "year"])
    op.create_index("point_entry_once", "point_entry", ["district_id", "once"], unique=True)


def create_point_objection() -> None:
    op.create_table(
        "point_objection",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("about", sa.String(12), nullable=False),
        sa.Column("about_id", sa.String(64), nullable=False),
        sa.Column("above_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(1000)),
        sa.Column("answered_on", sa.Date()),
        sa.Column("answered_by", sa.String(64)),
    )
    op.create_index("point_objection_about", "point_objection", ["about_id", "status"])
    op.create_index("point_objection_by_id", "point_objection", ["id"])


def create_point_result() -> None:
    op.create_table(
        "point_result",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("member_id", sa.String(64), primary_key=True),
        sa.Column("point_year_id", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("member_class", sa.String(20), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Integer(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("band", sa.String(20), nullable=False),
    )
    op.create_index("point_result_of_member", "point_result", ["member_id", "year"])


def create_point_scheme() -> None:
    op.create_table(
        "point_scheme",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("member_class", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("citation", sa.String(300), nullable=False),
        sa.Column("objection_days", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("point_scheme_by_id", "point_scheme", ["id"])
    op.create_index(
        "point_scheme_number", "point_scheme", ["district_id", "year", "member_class", "number"], unique=True
    )


def create_point_year() -> None:
    op.create_table(
        "point_year",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=False),
        sa.Column("schemes", sa.JSON(), nullable=False),
        sa.Column("rule_versions", sa.JSON(), nullable=False),
        sa.Column("objection_days", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("excellent", sa.Integer(), nullable=False),
        sa.Column("qualified", sa.Integer(), nullable=False),
        sa.Column("basically_qualified", sa.Integer(), nullable=False),
        sa.Column("unqualified", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.Integer(), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("objections_until", sa.Date()),
        sa.Column("frozen_on", sa.Date()),
    )
    op.create_index("point_year_by_id", "point_year", ["id"])
    op.create_index("point_year_of_organization", "point_year", ["district_id", "organization_id", "year"], unique=True)


def create_point_year_step() -> None:
    op.create_table(
        "point_year_step",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("point_year_id", sa.String(64), primary_key=True),
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


TABLES = (
    create_point_book,
    create_point_declaration,
    create_point_declaration_step,
    create_point_entry,
    create_point_objection,
    create_point_result,
    create_point_scheme,
    create_point_year,
    create_point_year_step,
)
CLOSED = {
    "sqlite": [
        f"CREATE TRIGGER point_entry_no_{deed} BEFORE {deed} ON point_entry "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END"
        for deed in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """CREATE FUNCTION point_entry_closed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the ledger is only added to'; END $$""",
        """CREATE TRIGGER point_entry_only_added BEFORE UPDATE OR DELETE ON point_entry
        FOR EACH ROW EXECUTE FUNCTION point_entry_closed()""",
    ],
}
"""A mistake in the ledger is reversed by another entry; whatever code or hand tries to change one is refused here."""


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
