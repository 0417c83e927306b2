"""`/readyz` says of each service whether it answers requests, and 503 only where the gateway can do no work."""

import signal
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from gateway import MIGRATIONS
from gateway.app import create_app
from gateway.service_limits import LimitedCaller
from shared import databases
from shared.hosts.rpc.client import RpcClient
from shared.settings import load_settings
from tests.hosts.conftest import SECONDS, EchoServices, on_each_host
from tools.servers.processes import await_true

pytestmark = [pytest.mark.server, pytest.mark.slow]

ALL, SOME, NONE = (
    (200, {"database": "ok", "services": "ok", "silent": []}),
    (200, {"database": "ok", "services": "partly away", "silent": ["nobody"]}),
    (503, {"database": "ok", "services": "away", "silent": ["echo_service"]}),
)


@pytest.fixture
def gateway(echo_services: EchoServices, tmp_path, monkeypatch) -> Iterator[dict[str, FlaskClient]]:
    """Yield the gateway where the echo service is the only service, and where there should be another one."""
    clients = {names: RpcClient(echo_services.uri, timeout=2.0) for names in ("echo_service", "echo_service nobody")}
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "gateway"))
    settings = load_settings()
    engine = databases.open_database(settings.database("gateway"))
    databases.migrate(engine, MIGRATIONS)
    yield {
        names: create_app(
            settings, LimitedCaller(client, settings.threads), engine, receives=frozenset(names.split())
        ).test_client()
        for names, client in clients.items()
    }
    for client in clients.values():
        client.close()
    engine.dispose()


def readiness(gateway: FlaskClient) -> tuple[int, dict[str, object]]:
    """Call as a load balancer does."""
    answer = gateway.get("/readyz")
    return answer.status_code, answer.json


def test_readiness_names_the_services_that_do_not_answer(gateway, echo_services: EchoServices) -> None:
    await_true(lambda: readiness(gateway["echo_service"]) == ALL, seconds=SECONDS, what="it answers")
    await_true(
        lambda: readiness(gateway["echo_service nobody"]) == SOME, seconds=SECONDS, what="the absent one is named"
    )


@on_each_host
def test_readiness_is_503_while_no_service_answers_though_the_broker_is_there(
    gateway, echo_services: EchoServices
) -> None:
    (process,) = echo_services.running
    await_true(lambda: readiness(gateway["echo_service"]) == ALL, seconds=SECONDS, what="it answers")
    process.send_signal(signal.SIGSTOP)
    await_true(lambda: readiness(gateway["echo_service"]) == NONE, seconds=SECONDS, what="503 while it is frozen")
    process.send_signal(signal.SIGCONT)
    await_true(lambda: readiness(gateway["echo_service"]) == ALL, seconds=SECONDS, what="200 when it goes on")
