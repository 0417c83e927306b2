"""How a threaded process asks services: its own answer to each, in time or not at all, whatever breaks on the way."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nameko.standalone.rpc import ClusterRpcProxy

from shared.errors import Unavailable
from shared.hosts.rpc.client import RemoteBug, RpcClient
from tests.hosts.conftest import SECONDS, EchoServices, on_each_host
from tools.servers.finding import Found
from tools.servers.processes import await_true
from tools.servers.rabbitmq import PrivateRabbitMQ

pytestmark = pytest.mark.server

THREADS, CALLS = 32, 50
KEYED = {"idempotency_key": "k"}


@on_each_host
def test_each_of_many_threads_gets_its_own_answers(client: RpcClient) -> None:
    def ask(thread: int) -> list[str]:
        return [client.call("echo_service", "echo", value=f"{thread}-{number}") for number in range(CALLS)]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(ask, range(THREADS)))
    assert answers == [[f"{thread}-{number}" for number in range(CALLS)] for thread in range(THREADS)]


def test_all_threads_share_one_connection(client: RpcClient) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: client.call("echo_service", "echo"), range(THREADS)))
    assert [thread.name for thread in threading.enumerate()].count("rpc-line") == 1


def test_a_call_ends_with_its_time_and_a_late_answer_reaches_nobody_else(client: RpcClient) -> None:
    client.call("echo_service", "echo")
    client.timeout = 0.3
    began = time.monotonic()
    with pytest.raises(Unavailable):
        client.call("echo_service", "write", value="late", seconds=1.0)
    assert time.monotonic() - began < 1.0
    client.timeout = SECONDS
    until = time.monotonic() + 1.5
    number = 0
    while time.monotonic() < until:
        number += 1
        assert client.call("echo_service", "echo", value=number) == number


@on_each_host
def test_a_request_nobody_waits_for_any_more_never_takes_effect(client: RpcClient, echo_services: EchoServices) -> None:
    client.call("echo_service", "echo")
    (process,) = echo_services.running
    process.send_signal(signal.SIGSTOP)
    # What the process was handed already is its own to finish: fill what it may hold, and one more.
    client.timeout = 0.5
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(client.call, "echo_service", "write", value=str(number)) for number in range(THREADS)]
    assert all(isinstance(each.exception(), Unavailable) for each in asked)
    process.send_signal(signal.SIGCONT)
    client.timeout = SECONDS
    client.call("echo_service", "write", value="last")
    assert echo_services.effects()[-1] == "last"
    assert len(echo_services.effects()) < THREADS


def test_a_service_that_does_not_exist_is_said_at_once(client: RpcClient) -> None:
    client.call("echo_service", "echo")
    began = time.monotonic()
    with pytest.raises(Unavailable, match="nobody takes requests for nobody"):
        client.call("nobody", "echo")
    assert time.monotonic() - began < SECONDS / 2


@on_each_host
@pytest.mark.parametrize(
    ("method", "asked", "remote_type"),
    [
        ("steal", {}, "MethodNotFound"),
        ("echo", {"values": 1}, "IncorrectSignature"),
        ("fail", {}, "LookupError"),
        ("answer_what_json_cannot_say", {}, "UnserializableValueError"),
    ],
)
def test_what_a_service_cannot_do_is_told_and_ends_nothing(
    client: RpcClient, method: str, asked: dict[str, int], remote_type: str
) -> None:
    with pytest.raises(RemoteBug) as told:
        client.call("echo_service", method, **asked)
    assert told.value.remote_type == remote_type
    assert client.call("echo_service", "echo", value="still here") == "still here"


@on_each_host
def test_a_message_of_many_frames_goes_there_and_back(client: RpcClient) -> None:
    text = "沙" * 1_000_000
    assert client.call("echo_service", "echo", value=text) == text


@on_each_host
def test_a_call_with_a_key_outlives_its_connection_and_one_without_fails(
    client: RpcClient, echo_services: EchoServices, rabbitmq_server: Found, tmp_path: Path
) -> None:
    client.call("echo_service", "echo")
    gate = tmp_path / "gate"
    with ThreadPoolExecutor(2) as pool:
        keyed = pool.submit(client.call, "echo_service", "write", value="keyed", gate=str(gate), call=KEYED)
        plain = pool.submit(client.call, "echo_service", "write", value="plain", gate=str(gate))
        await_true(lambda: len(echo_services.effects()) == 2, seconds=SECONDS, what="both are being worked on")
        rabbitmq_server.broker.cut_connections(echo_services.uri.rpartition("/")[2])
        gate.touch()
        assert keyed.result(SECONDS) == "keyed"
        with pytest.raises(Unavailable, match="broke before the answer came"):
            plain.result(SECONDS)
    assert echo_services.effects().count("plain") == 1


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_has_a_connection_of_its_own(client: RpcClient) -> None:
    client.call("echo_service", "echo")
    child = os.fork()
    if child == 0:
        answer = client.call("echo_service", "echo", value="child")
        os._exit(0 if answer == "child" else 1)
    assert client.call("echo_service", "echo", value="parent") == "parent"
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@on_each_host
def test_a_service_that_is_told_to_stop_answers_what_it_took(client: RpcClient, echo_services: EchoServices) -> None:
    client.call("echo_service", "echo")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.call, "echo_service", "write", value="taken", seconds=1.0)
        await_true(lambda: echo_services.effects() == ["taken"], seconds=SECONDS, what="it is being worked on")
        echo_services.running[0].terminate()
        assert asked.result(SECONDS) == "taken"
    assert echo_services.running[0].wait(SECONDS) == 0


@on_each_host
def test_what_a_killed_process_did_not_answer_is_answered_by_another(
    client: RpcClient, echo_services: EchoServices
) -> None:
    client.call("echo_service", "echo")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.call, "echo_service", "write", value="handed-on", seconds=1.0)
        await_true(lambda: echo_services.effects() == ["handed-on"], seconds=SECONDS, what="it is being worked on")
        echo_services.running[0].kill()
        echo_services.start()
        assert asked.result(SECONDS) == "handed-on"
    assert client.call("echo_service", "who") == echo_services.running[1].pid


@on_each_host
def test_processes_of_one_service_share_its_requests(client: RpcClient, echo_services: EchoServices) -> None:
    echo_services.start()
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(client.call, "echo_service", "who") for _ in range(THREADS * 4)]
    assert {each.result() for each in asked} == echo_services.pids


@on_each_host
def test_namekos_own_client_is_answered(undisturbed: EchoServices) -> None:
    with ClusterRpcProxy({"AMQP_URI": undisturbed.uri}, timeout=SECONDS) as cluster:
        assert cluster.echo_service.echo(value={"三级": [1]}) == {"三级": [1]}
        with pytest.raises(Exception, match="nothing here"):
            cluster.echo_service.fail()


@pytest.fixture
def restarted(private_rabbitmq: PrivateRabbitMQ, tmp_path: Path) -> Iterator[EchoServices]:
    """Yield an echo service on a broker that may be restarted: two processes, one on each host."""
    with EchoServices(private_rabbitmq.uri, tmp_path, "rabbitmq") as made:
        made.host = "threads"
        made.start()
        yield made


def test_a_restarted_broker_is_found_again_without_an_operator(
    restarted: EchoServices, private_rabbitmq: PrivateRabbitMQ
) -> None:
    client = RpcClient(restarted.uri, timeout=2.0)
    try:
        assert client.call("echo_service", "echo", value=1) == 1
        private_rabbitmq.stop()
        await_true(lambda: not client.healthy(), seconds=SECONDS, what="the client knows")
        began = time.monotonic()
        with pytest.raises(Unavailable):
            client.call("echo_service", "echo", value=2)
        assert time.monotonic() - began < 1.0
        private_rabbitmq.start()
        await_true(client.healthy, seconds=SECONDS, what="the client is back")
        await_true(lambda: _answering(client) == restarted.pids, seconds=SECONDS, what="both processes are back")
    finally:
        client.close()


def test_a_closed_client_fails_what_is_under_way(client: RpcClient, echo_services: EchoServices) -> None:
    client.call("echo_service", "echo")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.call, "echo_service", "write", value="cut", seconds=2.0)
        await_true(lambda: echo_services.effects() == ["cut"], seconds=SECONDS, what="it is being worked on")
        client.close()
        with pytest.raises(Unavailable):
            asked.result(SECONDS)


def _answering(client: RpcClient) -> set[int]:
    """Name the processes that answer a few requests."""
    try:
        return {client.call("echo_service", "who") for _ in range(8)}
    except Unavailable:
        return set()
