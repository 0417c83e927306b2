"""A process of a service on either host: what it imports, and how it ends when it is told to, whatever it is doing."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import psutil
import pytest

from shared.hosts.rpc.client import RpcClient
from shared.rights import Actor
from tests.faults.proxy import Proxy
from tests.hosts.conftest import SECONDS, EchoServices, on_each_host
from tools.servers.databases import Databases
from tools.servers.finding import Found
from tools.servers.processes import Process, await_true, end, start

pytestmark = [pytest.mark.server, pytest.mark.slow]

SERVICE = "projects"
NAMEKOS = {"nameko", "eventlet"}
"""What a process on plain threads is to do without."""
FORBIDDEN = 403
STUCK = {"rabbitmq": "response not sent, retrying", "threads": "rpc connection lost, reconnecting"}
"""What each host says of an answer that its broker does not read."""
LONG = "x" * 4_000_000
"""Of such answers, a few fill every buffer between a service and its broker."""


@pytest.fixture
def launch(fresh_amqp_uri: str, databases: Databases, tmp_path: Path, host: str) -> Iterator[Callable[..., Process]]:
    """Yield what starts a service of the product on a host; it is ended after the test."""
    databases.create(SERVICE)
    settings = os.environ | {
        "SANJI_HOST": host, "AMQP_URI": fresh_amqp_uri, "DATABASE_URL": databases.url, "DATA_DIR": str(tmp_path),
        "SANJI_SECRET_KEY": "s" * 48, "SANJI_FIELD_KEY": "f" * 48,
    }  # fmt: skip
    with ExitStack() as stack:

        def launched(*command: str) -> Process:
            process = start([sys.executable, "-m", *command], env=settings, cwd=Path.cwd(), log=tmp_path / "log")
            stack.callback(end, process)
            return process

        yield launched


def answer_of(uri: str) -> dict[str, object]:
    """Wait until the service takes requests, and return what it answers one who may not ask."""
    with closing(RpcClient(uri, timeout=SECONDS)) as client:
        await_true(lambda: not client.silent([SERVICE]), seconds=3 * SECONDS, what="the service")
        acting = Actor("a1", "A").sign("s" * 48, SERVICE, "parked_events")
        answer: dict[str, object] = client.call(SERVICE, "parked_events", call={"acting": acting})
        return answer


@on_each_host
def test_a_service_on_threads_answers_without_nameko_and_eventlet(
    launch: Callable[..., Process], fresh_amqp_uri: str, tmp_path: Path, host: str
) -> None:
    process = launch("tests.hosts.run_and_list_modules", str(tmp_path / "modules"), "services", SERVICE)
    assert answer_of(fresh_amqp_uri)["refusal"]["status"] == FORBIDDEN
    process.terminate()
    assert process.wait(SECONDS) == 0
    imported = {name.partition(".")[0] for name in (tmp_path / "modules").read_text("utf-8").split()}
    assert {"amqp", "sqlalchemy", "psycopg"} <= imported
    assert imported & NAMEKOS == (NAMEKOS if host == "rabbitmq" else set())


@on_each_host
def test_processes_side_by_side_answer_and_end_in_good_order(
    launch: Callable[..., Process], fresh_amqp_uri: str
) -> None:
    process = launch("services", SERVICE, "--workers", "2")
    assert answer_of(fresh_amqp_uri)["refusal"]["status"] == FORBIDDEN
    side_by_side = psutil.Process(process.pid).children()
    assert len(side_by_side) == 2
    process.terminate()
    assert process.wait(2 * SECONDS) == 0
    assert not any(each.is_running() for each in side_by_side)


@on_each_host
def test_a_second_signal_ends_a_process_that_still_works(client: RpcClient, echo_services: EchoServices) -> None:
    (process,) = echo_services.running
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.call, "echo_service", "write", value="held", gate=str(echo_services.folder / "gate"))
        await_true(lambda: echo_services.effects() == ["held"], seconds=SECONDS, what="it is being worked on")
        process.terminate()
        await_true(lambda: "service stopping" in echo_services.log, seconds=SECONDS, what="it is stopping")
        assert process.poll() is None
        process.terminate()
        assert process.wait(SECONDS) == -signal.SIGTERM
        client.close()
        assert asked.exception() is not None


@on_each_host
def test_a_process_that_has_never_reached_its_broker_ends_in_good_order(tmp_path: Path, host: str) -> None:
    nowhere = EchoServices("amqp://guest:guest@127.0.0.1:1//", tmp_path, host)
    process = nowhere.launch()
    try:
        await_true(lambda: "reconnecting" in nowhere.log, seconds=SECONDS, what="it looks for the broker")
        process.terminate()
        assert process.wait(SECONDS) == 0
    finally:
        end(process)


@pytest.fixture
def swallowing(fresh_amqp_uri: str, rabbitmq_server: Found) -> Iterator[tuple[Proxy, str]]:
    """Yield a proxy before the broker, and the address of this test's virtual host behind it."""
    port = int(fresh_amqp_uri.rpartition("/")[0].rpartition(":")[2])
    with Proxy(port) as proxy:
        yield proxy, fresh_amqp_uri.replace(f":{port}/", f":{proxy.port}/")


@pytest.mark.long
@on_each_host
def test_a_process_whose_broker_reads_nothing_any_more_ends_when_it_is_told_to(
    swallowing: tuple[Proxy, str], fresh_amqp_uri: str, tmp_path: Path, host: str
) -> None:
    proxy, uri = swallowing
    gate = tmp_path / "gate"
    with (
        EchoServices(uri, tmp_path, host) as made,
        closing(RpcClient(fresh_amqp_uri, timeout=3 * SECONDS)) as client,
        ThreadPoolExecutor(6) as pool,
    ):
        for number in range(6):
            pool.submit(client.call, "echo_service", "write", value=f"{number}{LONG}", gate=str(gate))
        await_true(lambda: len(made.effects()) == 6, seconds=SECONDS, what="all are being worked on")
        proxy.open.clear()
        gate.touch()
        await_true(lambda: STUCK[host] in made.log, seconds=SECONDS, what="an answer is stuck")
        made.running[0].terminate()
        assert made.running[0].wait(3 * SECONDS) == 0
        assert "shutdown timed out" not in made.log
        client.close()
