"""Monthly partitions of the outbox, created before the month begins.

Nothing depends on a partition being there: rows of a month without one rest in the default partition.
"""

from datetime import date

from sqlalchemy import Engine, text

AHEAD = 2
"""Months that are made ahead."""
LOCK_TIMEOUT = "2s"
"""Lock timeout of attaching a new partition."""


def create_partitions(engine: Engine, today: date) -> list[str]:
    """Create the missing partitions of this month and the next two; return their names.

    A month of which rows already rest in the default partition stays there. It raises DBAPIError when it would have
    kept commands waiting too long: it is to be called again later.
    """
    if engine.dialect.name != "postgresql":
        return []
    return [
        name for ahead in range(AHEAD + 1) if (name := _make(engine, _month(today, ahead), _month(today, ahead + 1)))
    ]


def _month(today: date, ahead: int) -> date:
    years, month = divmod(today.month - 1 + ahead, 12)
    return date(today.year + years, month + 1, 1)


def _make(engine: Engine, begin: date, end: date) -> str:
    name = f"outbox_{begin:%Y_%m}"
    with engine.begin() as connection:
        if connection.execute(text("SELECT to_regclass(:name)"), {"name": name}).scalar_one():
            return ""
        if connection.execute(text(RESTING), {"begin": f"{begin} UTC", "end": f"{end} UTC"}).scalar_one():
            return ""
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"CREATE TABLE {name} (LIKE outbox INCLUDING DEFAULTS)"))
        # Attaching lets commands go on; creating the partition in its place would keep all of them out.
        attach = f"ALTER TABLE outbox ATTACH PARTITION {name} FOR VALUES FROM ('{begin} UTC') TO ('{end} UTC')"
        connection.execute(text(attach))
    return name


RESTING = """
SELECT EXISTS (
    SELECT 1 FROM outbox_rest
    WHERE recorded_at >= CAST(:begin AS timestamptz) AND recorded_at < CAST(:end AS timestamptz)
)
"""
