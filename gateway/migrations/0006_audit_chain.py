"""The audit trail becomes a chain: rows are numbered, hashed and sealed, and nothing but archiving removes any.

What there is already is chained as it stands; the first row written afterwards seals it.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "gateway_0006"
down_revision = "gateway_0005"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)
COVERED = (
    "district_id", "number", "at", "id", "account_id", "account_name", "method", "route", "path", "organization_id",
    "personal", "status", "correlation_id", "address", "detail",
)  # fmt: skip
AUDIT = sa.table(
    "audit",
    *map(sa.column, COVERED[3:10]),
    sa.column("district_id", ID),
    sa.column("at", MOMENT),
    sa.column("personal", sa.Boolean),
    *map(sa.column, ("status", "correlation_id", "address", "number", "hash")),
)
ONLY_ADDED = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{deed} BEFORE {deed.upper()} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END"
        for deed in ("update", "delete")
    ],
    "postgresql": [
        """CREATE FUNCTION audit_closed() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit trail is only added to'; END $$""",
        """CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_closed()""",
    ],
}


def upgrade() -> None:
    """Chain the rows of every district, and close the table to changes."""
    with op.batch_alter_table("audit") as table:
        table.add_column(sa.Column("number", sa.BigInteger))
        table.add_column(sa.Column("address", sa.String(64), server_default="", nullable=False))
        table.add_column(sa.Column("detail", sa.JSON))
        table.add_column(sa.Column("hash", sa.String(64)))
        table.add_column(sa.Column("seal", sa.String(64)))
    _chain(op.get_bind())
    with op.batch_alter_table("audit") as table:
        table.alter_column("number", nullable=False)
        table.alter_column("hash", nullable=False)
        table.alter_column("address", server_default=None)
    op.create_index("audit_by_number", "audit", ["district_id", "number"], unique=True)
    op.create_table(
        "audit_archive",
        sa.Column("district_id", ID, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=False),
    )
    for statement in ONLY_ADDED[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def _chain(connection: sa.Connection) -> None:
    ends: dict[str, tuple[int, str]] = {}
    rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.district_id, AUDIT.c.at, AUDIT.c.id)).mappings().all()
    for row in rows:
        number, previous = ends.get(row["district_id"], (0, ""))
        values = dict(row) | {"number": number + 1, "address": "", "detail": None}
        content = json.dumps([_plain(values[name]) for name in COVERED], ensure_ascii=False, sort_keys=True)
        chained = hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()
        ends[row["district_id"]] = (number + 1, chained)
        this = (AUDIT.c.district_id == row["district_id"], AUDIT.c.id == row["id"])
        connection.execute(sa.update(AUDIT).where(*this).values(number=number + 1, hash=chained))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        known = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return known.isoformat(timespec="microseconds")
    return value


def downgrade() -> None:
    """Refuse: what was recorded is never changed by a tool."""
    raise RuntimeError("restore a backup instead")
