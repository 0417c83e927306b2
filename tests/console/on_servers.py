"""The filled district on RabbitMQ and PostgreSQL: its databases are copied there, each process is one of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, MetaData, create_engine, inspect, select, text

from deploy.provision.names import Site
from gateway.app import create_app
from gateway.service_limits import LimitedCaller
from shared.databases import open_database
from shared.hosts.rpc.client import RpcClient
from shared.settings import load_settings
from tests.console.served import Served, peopled
from tests.gateway.app_harness import AppHarness, MovableClock
from tests.gateway.full_district.scenario import TODAY, FullDistrict
from tests.gateway.full_district.snapshot import PLENTY, SAVED
from tests.journeys.days import Days
from tests.servers.fixtures import SERVED, lent_vhost, private_cluster
from tests.servers.provisioned import provisioned
from tools.platforms import DISTRIBUTED, Platform, running
from tools.servers.databases import Databases
from tools.servers.finding import Found

LIMITS = {
    "SANJI_SIGN_INS_A_MINUTE": str(PLENTY), "SANJI_REQUESTS_A_MINUTE": str(PLENTY),
    "SANJI_STRANGERS_A_MINUTE": str(PLENTY), "SANJI_ACCESS_SECONDS": str(PLENTY), "SANJI_SESSION_SECONDS": str(PLENTY),
}  # fmt: skip
LAST_OF = """SELECT setval(pg_get_serial_sequence('{0}', '{1}'), max({1})) FROM {0} HAVING max({1}) IS NOT NULL"""
AT_ONCE = 1000
"""Rows that are copied at a time."""


@contextmanager
def served_on_servers(planted: Path, folder: Path, broker: Found) -> Iterator[Served]:
    """Serve the planted district by a platform of many processes, on its day, and make somebody for each role."""
    days = Days(folder, TODAY)
    keys = json.loads((planted / "keys.json").read_text())
    told = SERVED | LIMITS | {f"SANJI_{name.upper()}": key for name, key in keys.items()} | days.settings
    with (
        lent_vhost(broker) as uri,
        # A platform opens nearly all connections that the run's server may admit, and two of the console's run at once.
        private_cluster() as cluster,
        Databases(cluster.await_ready().url) as databases,
        provisioned(databases) as addresses,
    ):
        copy_databases(planted, Site(databases.url))
        with running(DISTRIBUTED, folder, addresses=addresses, AMQP_URI=uri, **told) as platform:
            yield from _peopled(platform, databases, planted, days)


def copy_databases(planted: Path, site: Site) -> None:
    """Copy every row of the district's SQLite files into the databases of their names, which are migrated."""
    for process in site.processes:
        source = create_engine(f"sqlite:///{planted / process}.sqlite3")
        target = create_engine(site.admin(process))
        with source.connect() as old, target.begin() as new:
            # No trigger and no foreign key is asked: what is copied was checked when it was written.
            new.execute(text("SET session_replication_role = replica"))
            _copy(old, new)
        source.dispose()
        target.dispose()


def _copy(old: Connection, new: Connection) -> None:
    tables = MetaData()
    # Partitions are of PostgreSQL alone, and filled by the tables that they are parts of.
    tables.reflect(new, only=[each for each in inspect(old).get_table_names() if each != "alembic_version"])
    for table in tables.sorted_tables:
        new.execute(table.delete())
        for rows in old.execute(select(table)).mappings().partitions(AT_ONCE):
            new.execute(table.insert(), [{name: _zoned(value) for name, value in row.items()} for row in rows])
        if (counted := table.autoincrement_column) is not None:
            new.execute(text(LAST_OF.format(table.name, counted.name)))


def _zoned(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _peopled(platform: Platform, databases: Databases, planted: Path, days: Days) -> Iterator[Served]:
    """Yield the people and the district as tests know them, by one more gateway in the test's own process."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in (platform.env | {"DATABASE_URL": databases.url}).items():
            environment.setenv(name, value)
        settings = load_settings()
    engine, caller = open_database(settings.database("gateway")), RpcClient(settings.amqp_uri, settings.rpc_timeout)
    clock = MovableClock(TODAY)
    app = create_app(settings, LimitedCaller(caller, settings.threads), engine, clock=clock)
    harness = AppHarness(app, cast("Any", None), engine, settings, clock)
    district = FullDistrict.restored(harness, json.loads((planted / SAVED).read_text()))

    def pass_to(day: date) -> None:
        days.pass_to(day)
        clock.turn_to(day)

    try:
        yield peopled(Served(platform.address, harness, district, pass_to, has_planner=True))
    finally:
        caller.close()
        engine.dispose()
