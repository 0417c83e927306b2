"""Whom a refused request for data spared: kept from now on, and taken from what was told before."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "supervision_0006"
down_revision = "supervision_0005"


def upgrade() -> None:
    """Create the table, and fill it from the events that the service keeps."""
    table = op.create_table(
        "spared_unit",
        sa.Column("district_id", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.String(64), primary_key=True),
        sa.Column("organization_id", sa.String(64), primary_key=True),
    )
    op.create_index("spared_of_organization", "spared_unit", ["organization_id", "request_id"])
    for envelope in list(_refused()):
        data = json.loads(envelope)["data"]
        same = {"district_id": data["district_id"], "request_id": data["request"]["request_id"]}
        rows = [same | {"organization_id": unit} for unit in sorted(set(data["spared"]))]
        if rows:
            op.bulk_insert(table, rows)


def _refused() -> Iterator[Any]:
    outbox = sa.table("outbox", sa.column("position"), sa.column("name"), sa.column("envelope"))
    told = sa.select(outbox.c.envelope).where(outbox.c.name == "data_request_refused").order_by(outbox.c.position)
    return iter(op.get_bind().execute(told).scalars())


def downgrade() -> None:
    """Refuse: a record is never dropped by a tool."""
    raise RuntimeError("restore a backup instead")
