"""What a test asks for: a virtual host and databases of its own on real servers, or whole servers of its own.

Without a server a test is skipped, with the sentence that says what to do; with CI=true it fails instead.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

import pytest

from services import service_names
from tests.servers import openid_provider, sharing
from tests.servers.openid_provider import ProviderProcess
from tests.servers.pool import PooledDatabases
from tools.servers import installing, postgresql, rabbitmq, vhosts
from tools.servers.databases import Databases
from tools.servers.finding import Found, find_postgresql, find_rabbitmq
from tools.servers.postgresql import PrivatePostgreSQL
from tools.servers.processes import ServerUnavailableError, program
from tools.servers.rabbitmq import PrivateRabbitMQ, RabbitMQCluster

Server = TypeVar("Server", PrivateRabbitMQ, PrivatePostgreSQL, RabbitMQCluster)

SERVER_HOST = "threads" if os.environ.get("SANJI_HOST") == "threads" else "rabbitmq"
"""On which host services run where a test does not name one: `SANJI_HOST=threads` before pytest names the other."""
SERVED = {"SANJI_HOST": SERVER_HOST, "SANJI_SECRET_KEY": "s" * 48, "SANJI_FIELD_KEY": "f" * 48}
"""What every process on RabbitMQ and PostgreSQL is told besides where these are."""
ONE_VHOST = "AMQP_URI's broker lets the tests make no virtual host: give its user the right, or run with WORKERS=0."


def unavailable(refusal: ServerUnavailableError) -> NoReturn:
    """Fail a test in CI for what it needs and is not there; skip it on a machine without."""
    if os.environ.get("CI") == "true":
        raise refusal
    pytest.skip(str(refusal))  # a laptop without servers still runs the rest; CI never comes here


def _shared(name: str, find: Callable[[], Found]) -> Found:
    try:
        return sharing.shared(name, find)
    except ServerUnavailableError as refusal:
        unavailable(refusal)


@pytest.fixture(scope="session")
def rabbitmq_server() -> Found:
    """Return the RabbitMQ of this run."""
    return _shared("rabbitmq", find_rabbitmq)


@pytest.fixture(scope="session")
def postgresql_server() -> Found:
    """Return the PostgreSQL of this run."""
    return _shared("postgresql", find_postgresql)


@pytest.fixture(scope="session")
def amqp_uri(rabbitmq_server: Found) -> Iterator[str]:
    """Yield a virtual host of this test process; what earlier tests declared there is still there."""
    with lent_vhost(rabbitmq_server) as uri:
        yield uri


@pytest.fixture
def fresh_amqp_uri(rabbitmq_server: Found) -> Iterator[str]:
    """Yield a virtual host of this one test, empty at its start."""
    with lent_vhost(rabbitmq_server) as uri:
        yield uri


@contextmanager
def lent_vhost(server: Found) -> Iterator[str]:
    """Lend a virtual host, empty at its start, where the broker lets us make one."""
    if server.via == "none":
        if os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") != "1":
            unavailable(ServerUnavailableError(ONE_VHOST))
        yield server.uri
        return
    with vhosts.temporary(server.broker) as uri:
        yield uri


@pytest.fixture
def databases(postgresql_server: Found) -> Iterator[Databases]:
    """Databases of this test on the run's server: `.url` is its DATABASE_URL, `.create(name)` makes one."""
    with PooledDatabases(postgresql_server.uri) as made:
        yield made


def served_by(amqp_uri: str, databases: Databases) -> dict[str, str]:
    """Make the databases of a platform, and return the settings of its processes."""
    for name in ("gateway", *service_names()):
        databases.create(name)
    return SERVED | {"AMQP_URI": amqp_uri, "DATABASE_URL": databases.url}


@pytest.fixture
def served(fresh_amqp_uri: str, databases: Databases) -> dict[str, str]:
    """Return the settings of processes on a virtual host and databases of this one test."""
    return served_by(fresh_amqp_uri, databases)


@pytest.fixture
def database_urls(databases: Databases) -> Callable[[], str]:
    """Each call gives the address of a new, empty database."""
    return databases.create


@pytest.fixture(scope="module")
def module_databases(postgresql_server: Found) -> Iterator[Databases]:
    """Yield the same for all tests of one module."""
    with PooledDatabases(postgresql_server.uri) as made:
        yield made


@contextmanager
def private_node() -> Iterator[PrivateRabbitMQ]:
    """Lend a booting RabbitMQ node of the caller's own; call `await_ready` before using it."""
    with _own("rabbitmq", rabbitmq.is_installed, PrivateRabbitMQ) as node:
        yield node


@contextmanager
def private_nodes() -> Iterator[RabbitMQCluster]:
    """Lend three booting RabbitMQ nodes that form a cluster; call `await_ready` before using it."""
    with _own("rabbitmq", rabbitmq.is_installed, RabbitMQCluster) as nodes:
        yield nodes


@contextmanager
def private_cluster() -> Iterator[PrivatePostgreSQL]:
    """Lend a booting PostgreSQL of the caller's own; call `await_ready` before using it."""
    with _own("postgresql", postgresql.is_installed, PrivatePostgreSQL) as server:
        yield server


@contextmanager
def _own(name: str, is_installed: Callable[[], bool], make: Callable[[], Server]) -> Iterator[Server]:
    try:
        if not is_installed():
            sharing.once(f"install-{name}", lambda: installing.install(name))
        server = make()
    except ServerUnavailableError as refusal:
        unavailable(refusal)
    try:
        yield server.launch()
    finally:
        server.close()


def _installed(package: str, *programs: str) -> str:
    try:
        if not all(program(name) for name in programs):
            sharing.once(f"install-{package}", lambda: installing.install(package))
    except ServerUnavailableError as refusal:
        unavailable(refusal)
    return programs[0]


@pytest.fixture(scope="session")
def promtool() -> str:
    """Prometheus's own checker of rules, settings and metrics, installed where the machine has none."""
    return _installed("prometheus", "promtool", "prometheus")


@pytest.fixture(scope="session")
def alertmanager() -> str:
    """Alertmanager with its checker, installed where the machine has none."""
    return _installed("alertmanager", "prometheus-alertmanager", "amtool")


@pytest.fixture(scope="session")
def nginx() -> str:
    """Web server that stands in front, installed where the machine has none."""
    return _installed("nginx", "nginx", "openssl")


@pytest.fixture(scope="session")
def systemd() -> str:
    """Return systemd's own checker of units, installed where the machine has none; systemd itself need not run."""
    return _installed("systemd", "systemd-analyze")


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """LibreOffice's Writer beside poppler's tools and a Chinese typeface, installed where the machine lacks any."""
    try:
        if not (shutil.which("soffice") and shutil.which("pdftotext") and _typeface("Noto Serif CJK SC")):
            sharing.once("install-libreoffice", lambda: installing.install("libreoffice"))
    except ServerUnavailableError as refusal:
        unavailable(refusal)
    return "soffice"


def _typeface(family: str) -> bool:
    listed = ["fc-list", family]
    return shutil.which("fc-list") is not None and bool(subprocess.run(listed, capture_output=True, check=True).stdout)


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProviderProcess]:
    """Yield a running OpenID Connect provider of this module's own."""
    try:
        sharing.once("install-openid-provider", openid_provider.install)
    except ServerUnavailableError as refusal:
        unavailable(refusal)
    made = ProviderProcess(tmp_path_factory.mktemp("provider"))
    made.start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def private_rabbitmq() -> Iterator[PrivateRabbitMQ]:
    """Yield a node of this test's own, to restart, kill and cut off."""
    with private_node() as node:
        yield node.await_ready()
