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
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        where = "public"
        if not connection.execute(text("SELECT to_regprocedure(:made)"), {"made": PROVISIONED}).scalar_one():
            where = "pg_temp"
            connection.execute(text(partition_function(where)))
        made = text(f"SELECT {where}.create_outbox_partition(:begin, :end)")
        return str(connection.execute(made, {"begin": begin, "end": end}).scalar_one())


PROVISIONED = "public.create_outbox_partition(date, date)"
"""What the owner of a database leaves to a user who may create nothing."""


def partition_function(schema: str, *, options: str = "") -> str:
    """Return the statement that makes the function which makes one month's partition, and gives its name or ''.

    Attaching lets commands go on; creating the partition in its place would keep all of them out.
    """
    return f"""
CREATE OR REPLACE FUNCTION {schema}.create_outbox_partition(begins date, ends date) RETURNS text
LANGUAGE plpgsql {options} AS $$
DECLARE
    name text := to_char(begins, '"outbox_"YYYY_MM');
    first timestamptz := begins::timestamp AT TIME ZONE 'UTC';
    last timestamptz := ends::timestamp AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass(name) IS NOT NULL
       OR EXISTS (SELECT 1 FROM outbox_rest WHERE recorded_at >= first AND recorded_at < last) THEN
        RETURN '';
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE outbox INCLUDING DEFAULTS)', name);
    EXECUTE format('ALTER TABLE outbox ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, last);
    RETURN name;
END $$
"""  # noqa: S608 - schema and options are written where this is called
