"""The size of the trail as metrics: rows, bytes, and the age of its oldest row, so that archiving is not forgotten."""

from datetime import datetime

from prometheus_client import Gauge
from sqlalchemy import BigInteger, Engine, text

from shared import databases

ROWS = Gauge("gateway_audit_rows", "Rows of the audit trail that are not archived", multiprocess_mode="mostrecent")
BYTES = Gauge("gateway_audit_bytes", "Bytes of the audit trail and its indexes", multiprocess_mode="mostrecent")
LIMIT = Gauge(
    "gateway_audit_limit_bytes", "Bytes above which the trail is to be archived", multiprocess_mode="mostrecent"
)
OLDEST = Gauge("gateway_audit_oldest_seconds", "Age of the oldest row not archived", multiprocess_mode="mostrecent")
# A district's numbers have no gap, so its ends tell how many there are; counting would read the whole index each time.
HELD = text("""
WITH RECURSIVE district (id) AS (
    SELECT min(district_id) FROM audit
    UNION ALL
    SELECT (SELECT min(audit.district_id) FROM audit WHERE audit.district_id > district.id)
    FROM district WHERE district.id IS NOT NULL
)
SELECT sum((SELECT max(number) FROM audit WHERE district_id = district.id)
         - (SELECT min(number) FROM audit WHERE district_id = district.id) + 1) AS held,
    min((SELECT min(at) FROM audit WHERE district_id = district.id)) AS first
FROM district WHERE district.id IS NOT NULL
""").columns(held=BigInteger(), first=databases.UtcDateTime())
STORED = {
    "postgresql": text("SELECT pg_total_relation_size('audit')"),
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
}
"""SQLite knows the size of its whole file only."""


def refresh(engine: Engine, now: datetime, limit: int) -> None:
    """Read the trail's size into the gauges, beside the bytes that are its limit."""
    LIMIT.set(limit)
    with databases.reading(engine) as session:
        held, first = session.execute(HELD).one()
        BYTES.set(session.execute(STORED[engine.dialect.name]).scalar_one())
    ROWS.set(held or 0)
    OLDEST.set((now - first).total_seconds() if first else 0)
