"""When a backup, a restore drill and a reconciliation ended last, and what was found: rows, and metrics of them.

`deploy/backup` writes the rows of the first two itself, for it runs where nothing of ours does.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from prometheus_client import Gauge
from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, select

from shared import databases
from shared.messaging import metrics

metadata = MetaData()
maintenance_run = Table(
    "maintenance_run",
    metadata,
    Column("task", String(40), primary_key=True),
    Column("finished_at", databases.UtcDateTime(), nullable=False),
    Column("differences", BigInteger),
)
RECONCILIATION = "reconciliation"
NEVER = float("inf")
AGES = {
    "backup": Gauge("gateway_backup_age_seconds", "Time since the newest backup; infinite where there is none"),
    "restore_drill": Gauge("gateway_restore_drill_age_seconds", "Time since a backup was restored and reconciled"),
    RECONCILIATION: Gauge("gateway_reconciliation_age_seconds", "Time since the figures were last reconciled"),
}
DIFFERING = Gauge("gateway_reconciliation_differing_rows", "Differences that the last reconciliation found")


def note(engine: Engine, task: str, now: datetime, differences: int | None = None) -> None:
    """Store that a task has ended, with the differences it found."""
    row = {"task": task, "finished_at": now, "differences": differences}
    with databases.transaction(engine) as session:
        stored = databases.insert(session, maintenance_run).values(row)
        session.execute(stored.on_conflict_do_update(index_elements=["task"], set_=row))


def watch(engine: Engine, clock: Callable[[], datetime]) -> None:
    """Read the rows into gauges at every scrape of this process."""
    metrics.REFRESHED.append(partial(refresh, engine, clock))


def refresh(engine: Engine, clock: Callable[[], datetime]) -> None:
    """Read the rows into gauges as they are now."""
    with databases.reading(engine) as session:
        rows = {row.task: row for row in session.execute(select(maintenance_run))}
    for task, age in AGES.items():
        age.set((clock() - rows[task].finished_at).total_seconds() if task in rows else NEVER)
    DIFFERING.set(rows[RECONCILIATION].differences or 0 if RECONCILIATION in rows else 0)
