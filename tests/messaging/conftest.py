"""The houses, opened once for all tests of a module, and single databases on both servers."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from shared import databases as opened
from shared.messaging.events import CATALOGUE
from tests.messaging.sample_hosts import SampleHost, broker_sample_host, embedded_sample_host
from tests.messaging.sample_services import EVENTS, MIGRATIONS

PAUSE, ATTEMPTS = "0.3", "3"


@pytest.fixture(scope="module", autouse=True)
def sample_events() -> Iterator[None]:
    """Yield the sample services' events, registered as long as their tests run."""
    CATALOGUE.update(EVENTS)
    yield
    for known in EVENTS:
        del CATALOGUE[known]


@pytest.fixture(scope="module", params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.server)])
def sample(request, tmp_path_factory) -> Iterator[SampleHost]:
    """Both services, running."""
    folder = tmp_path_factory.mktemp(request.param)
    environment = {
        "DATA_DIR": str(folder),
        "SANJI_HOST": request.param,
        "SANJI_SECRET_KEY": "s" * 32,
        "SANJI_FIELD_KEY": "f" * 32,
        "SANJI_RETRY_PAUSE": PAUSE,
        "SANJI_RETRY_ATTEMPTS": ATTEMPTS,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        if request.param == "embedded":
            with embedded_sample_host() as opened:
                yield opened
            return
        made = request.getfixturevalue("module_databases")
        patch.setenv("DATABASE_URL", made.url)
        patch.setenv("AMQP_URI", request.getfixturevalue("amqp_uri"))
        with broker_sample_host(made, request.getfixturevalue("rabbitmq_server").broker, folder) as opened:
            yield opened


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


@pytest.fixture
def postgresql_engine(databases) -> Iterator[Engine]:
    """Yield the same, on PostgreSQL only."""
    engine = opened.open_database(make_url(databases.create("seam")))
    opened.migrate(engine, MIGRATIONS)
    yield engine
    engine.dispose()
