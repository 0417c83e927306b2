"""The houses, opened once for all tests of a module, and single databases on both servers."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from shared import databases as opened
from shared.messaging.events import CATALOGUE
from tests.messaging.sample_hosts import BrokerSampleHost, EmbeddedSampleHost, SampleHost
from tests.messaging.sample_services import EVENTS, MIGRATIONS
from tests.servers.fixtures import SERVED

PAUSE, ATTEMPTS = "0.3", "3"


@pytest.fixture(scope="module", autouse=True)
def sample_events() -> Iterator[None]:
    """Yield the sample services' events, registered as long as their tests run."""
    CATALOGUE.update(EVENTS)
    yield
    for known in EVENTS:
        del CATALOGUE[known]


HOSTS = ("embedded", *(pytest.param(host, marks=pytest.mark.server) for host in ("rabbitmq", "threads")))


@pytest.fixture(scope="module", params=HOSTS)
def sample(request, tmp_path_factory) -> Iterator[SampleHost]:
    """Both services, running."""
    folder = tmp_path_factory.mktemp(request.param)
    environment = SERVED | {"SANJI_HOST": request.param, "DATA_DIR": str(folder)}
    environment |= {"SANJI_RETRY_PAUSE": PAUSE, "SANJI_RETRY_ATTEMPTS": ATTEMPTS}
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for name, value in environment.items():
            patch.setenv(name, value)
        if request.param == "embedded":
            yield EmbeddedSampleHost(stack)
            return
        made = request.getfixturevalue("module_databases")
        patch.setenv("DATABASE_URL", made.url)
        patch.setenv("AMQP_URI", request.getfixturevalue("amqp_uri"))
        yield BrokerSampleHost(stack, made, request.getfixturevalue("rabbitmq_server").broker, folder)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def engine(request, tmp_path) -> Iterator[Engine]:
    """Yield a database with the seam and the consumer's tables."""
    if request.param == "sqlite":
        url = make_url(f"sqlite:///{tmp_path}/seam.sqlite3")
    else:
        url = make_url(request.getfixturevalue("databases").create("seam"))
    engine = opened.open_database(url)
    opened.migrate(engine, MIGRATIONS)
    yield engine
    engine.dispose()
