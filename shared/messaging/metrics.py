"""Metrics of outbox and inbox, named `<service>_<noun>_<unit>`: no person and no organization in any label.

The figures that rest in the databases are read when someone asks for them, never on a timer: what Prometheus sees is as
old as its own scrape.
"""

import os
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import ColumnElement, Engine, and_, exists, func, select, text
from sqlalchemy.pool import QueuePool

from shared import databases
from shared.messaging.tables import inbox, inbox_cursor, outbox

SPANS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
"""Seconds from where an event is told to where it has taken effect: of a quiet day, and of an outage."""


class ServiceMetric:
    """One metric that every service has under its own name, registered when the service first counts."""

    def __init__(
        self, kind: type[Counter | Gauge | Histogram], noun: str, text: str, labels: tuple[str, ...] = ()
    ) -> None:
        self.kind = kind
        self.noun = noun
        self.text = text
        self.names = labels
        # Several processes may know a value that rests in one database: the last to look is right.
        self.extra: dict[str, Any] = {"multiprocess_mode": "mostrecent"} if kind is Gauge else {}
        self.extra |= {"buckets": SPANS} if kind is Histogram else {}
        self.made: dict[str, Counter | Gauge | Histogram] = {}
        self.making = threading.Lock()

    def labels(self, service: str, *values: str) -> Any:
        """Return a service's counter, gauge or histogram for some label values."""
        with self.making:
            if service not in self.made:
                self.made[service] = self.kind(f"{service}_{self.noun}", self.text, self.names, **self.extra)
        return self.made[service].labels(*values) if values else self.made[service]


REACTIONS = ServiceMetric(Counter, "reactions_total", "Events heard, by what became of them", ("event", "outcome"))
PUBLISHED = ServiceMetric(Counter, "outbox_published_total", "Events handed to the broker and confirmed")
UNROUTABLE = ServiceMetric(Counter, "outbox_unroutable_total", "Events that no queue was bound for")
SET_ASIDE = ServiceMetric(
    Counter, "inbox_set_aside_total", "Messages kept in the dead queue: they are no events of ours"
)
SIGNATURE_FAULTS = ("unsigned", "unknown_key", "wrong")
SIGNATURES_REFUSED = ServiceMetric(
    Counter, "inbox_signatures_refused_total", "Messages set aside because no relay signed them", ("fault",)
)
WAITING = ServiceMetric(Gauge, "outbox_waiting_events", "Events committed but not yet published")
WAITING_AGE = ServiceMetric(Gauge, "outbox_waiting_seconds", "Age of the oldest event committed but not yet published")
PENDING = ServiceMetric(
    Gauge, "inbox_pending_events", "Events heard but not applied, those behind a parked one among them"
)
PENDING_AGE = ServiceMetric(
    Gauge, "inbox_pending_seconds", "Age of the oldest event heard, not applied and behind no parked one"
)
LAG = ServiceMetric(Gauge, "inbox_lag_seconds", "How old the newest applied event was when it took effect")
PURGED = ServiceMetric(Counter, "purged_records_total", "Records whose personal data was purged, by rule", ("rule",))
PARKED = ServiceMetric(Gauge, "inbox_parked_events", "Events that await an operator's decision")
VISIBLE = ServiceMetric(
    Histogram, "event_visible_seconds", "Time from an event's commit until it had taken effect here"
)
POOL = ServiceMetric(Gauge, "pool_connections", "Connections to the database that are in use")
POOL_LIMIT = ServiceMetric(Gauge, "pool_limit_connections", "Connections to the database that may be in use")
DATABASE = ServiceMetric(Gauge, "database_bytes", "Size of the database")
DISK = ServiceMetric(Gauge, "disk_free_bytes", "Free space on the disk of the process")

WATCHED: dict[str, Engine] = {}
REFRESHED: list[Callable[[], None]] = []
"""What else a process reads into gauges at every scrape."""


def watch(name: str, engine: Engine) -> None:
    """Measure a database's outbox and inbox at every scrape of this process."""
    WATCHED[name] = engine
    for family in (VISIBLE, REACTIONS):
        family.labels(name)  # it is there before the first event is


def forget(name: str) -> None:
    """Stop measuring a database, before its pool is closed."""
    WATCHED.pop(name, None)


def refresh(name: str, engine: Engine) -> None:
    """Read one database's outbox and inbox into the gauges."""
    now = datetime.now(UTC)
    unpublished = outbox.c.published_at.is_(None)
    head, behind_parked, to_come = _inbox_terms()
    with databases.reading(engine) as session:
        waiting = session.execute(select(func.count(), func.min(outbox.c.recorded_at)).where(unpublished)).one()
        pending = select(func.count()).select_from(head).where(to_come)
        oldest = select(func.min(inbox.c.received_at)).select_from(head).where(to_come, ~behind_parked)
        parked = select(func.count()).select_from(inbox).where(inbox.c.parked_at.is_not(None))
        WAITING.labels(name).set(waiting[0])
        WAITING_AGE.labels(name).set(_age(waiting[1], now))
        PENDING.labels(name).set(session.execute(pending).scalar_one())
        PENDING_AGE.labels(name).set(_age(session.execute(oldest).scalar_one(), now))
        PARKED.labels(name).set(session.execute(parked).scalar_one())
        newest = session.execute(_NEWEST).one_or_none()
        DATABASE.labels(name).set(session.execute(_SIZE[engine.dialect.name]).scalar_one())
        LAG.labels(name).set(_age(newest.event_time, newest.applied_at) if newest else 0.0)


_NEWEST = (
    select(inbox_cursor.c.applied_at, inbox_cursor.c.event_time)
    .where(inbox_cursor.c.applied_at.is_not(None))
    .order_by(inbox_cursor.c.applied_at.desc())
    .limit(1)
)


def refresh_pool(name: str, engine: Engine) -> None:
    """Read how a process uses its database's pool and its disk into the gauges."""
    if isinstance(engine.pool, QueuePool):
        POOL.labels(name).set(engine.pool.checkedout())
        POOL_LIMIT.labels(name).set(engine.pool.size())
    DISK.labels(name).set(shutil.disk_usage("/").free)


_SIZE = {
    "postgresql": text("SELECT pg_database_size(current_database())"),
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
}


def exposition() -> tuple[bytes, str]:
    """Return this process's metrics (under gunicorn its siblings' too) and their content type."""
    for name, engine in list(WATCHED.items()):
        refresh(name, engine)
        refresh_pool(name, engine)
    for read in REFRESHED:
        read()
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST


def _inbox_terms() -> tuple[Any, ColumnElement[bool], ColumnElement[bool]]:
    same = and_(inbox_cursor.c.source == inbox.c.source, inbox_cursor.c.partition_key == inbox.c.partition_key)
    parked = inbox.alias("parked")
    stream = and_(parked.c.source == inbox.c.source, parked.c.partition_key == inbox.c.partition_key)
    behind_parked = exists().where(stream, parked.c.parked_at.is_not(None)).correlate(inbox)
    # A fact heard again after it took effect rests in the inbox until the next one of its stream: it is not pending.
    return inbox.join(inbox_cursor, same), behind_parked, inbox.c.sequence > inbox_cursor.c.applied


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
