"""What the figures were taken on: without that, they say nothing."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import amqp
import psycopg
from sqlalchemy.engine import make_url

from shared.messaging import broker

LIBRARIES = ("nameko", "kombu", "amqp", "eventlet", "gunicorn", "flask", "sqlalchemy", "psycopg")


def described(amqp_uri: str, database_url: str) -> Iterator[str]:
    """Describe the machine, its servers and the libraries that matter, line by line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    yield f"machine: {len(os.sched_getaffinity(0))} cores, {_processor()}, {memory:.0f} GiB; load before: {load}"
    yield f"system: {platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield f"servers: RabbitMQ {_rabbitmq(amqp_uri)}, PostgreSQL {_postgresql(database_url)}"
    yield "libraries: " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "CPU part"))]
    return names[0] if names else platform.machine()


def _rabbitmq(uri: str) -> str:
    connection: amqp.Connection = broker.connect(uri)
    try:
        return str(connection.server_properties["version"])
    finally:
        broker.close(connection)


def _postgresql(url: str) -> str:
    plain = make_url(url).set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(plain) as session:
        return str(session.info.parameter_status("server_version")).split(maxsplit=1)[0]
