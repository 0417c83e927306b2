"""The platform on each of its hosts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.fixtures import SERVED, lent_vhost
from tests.servers.pool import PooledDatabases
from tests.servers.provisioned import provisioned
from tools.platforms import DISTRIBUTED, EMBEDDED, Platform, running

HOSTS = (
    "embedded",
    pytest.param("rabbitmq", marks=pytest.mark.server),
    pytest.param("threads", marks=[pytest.mark.server, pytest.mark.long]),
)
PLENTY = {"SANJI_SIGN_INS_A_MINUTE": "1000", "SANJI_REQUESTS_A_MINUTE": "10000"}
LONG_WHEN_EMBEDDED = ("test_a_quarter_of_a_street", "test_a_visit_is_followed_up")
"""Journeys that `make test` takes on real servers alone; the demonstration does most of the same on the other host."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the longest journeys on the embedded host to the long run."""
    for item in items:
        if item.path.stem in LONG_WHEN_EMBEDDED and item.name.endswith("[embedded]"):
            item.add_marker(pytest.mark.long)


@contextmanager
def platform_on(request: pytest.FixtureRequest, folder: Path, **settings: str) -> Iterator[Platform]:
    """Run the whole platform on the host that is the fixture's parameter: one process, or many on real servers."""
    if request.param == "embedded":
        with running(EMBEDDED, folder, SANJI_HOST="embedded", **PLENTY, **settings) as platform:
            yield platform
        return
    served = SERVED | {"SANJI_HOST": request.param}
    broker, server = (request.getfixturevalue(name) for name in ("rabbitmq_server", "postgresql_server"))
    with (
        lent_vhost(broker) as uri,
        PooledDatabases(server.uri) as databases,
        provisioned(databases) as addresses,
        running(DISTRIBUTED, folder, addresses=addresses, **PLENTY, **served, AMQP_URI=uri, **settings) as platform,
    ):
        yield platform


@pytest.fixture(scope="package", params=HOSTS)
def platform(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Yield the whole platform, on each host one for all journeys: each has a district of its own."""
    with platform_on(request, tmp_path_factory.mktemp("platform")) as platform:
        yield platform
