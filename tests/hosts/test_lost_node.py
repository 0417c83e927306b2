"""Requests go on when one of three broker nodes is lost, also where an older version left a queue on one node only."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from time import monotonic
from typing import Self

import amqp
import psutil
import pytest
from nameko.standalone.rpc import ClusterRpcProxy

from shared.errors import Unavailable
from shared.hosts.rpc.client import RpcClient
from shared.keys import KeyRing
from shared.messaging import broker
from shared.messaging.consumer import consume
from shared.messaging.events import Envelope, envelope
from shared.messaging.publisher import ConfirmingPublisher
from shared.messaging.signatures import EventSignatures
from shared.unit_of_work import clock, new_id
from tests.hosts.conftest import SECONDS, EchoServices, on_each_host
from tests.hosts.older_echo_service import OlderEchoService, declare_classic
from tests.messaging.sample_hosts import outbox_rows
from tests.messaging.sample_services import NotePublished
from tests.servers.fixtures import private_nodes
from tools.servers.processes import await_true
from tools.servers.rabbitmq import PrivateRabbitMQ, RabbitMQCluster

pytestmark = [pytest.mark.server, pytest.mark.slow]

QUEUE = "rpc-echo_service"
KEYED = {"idempotency_key": "k"}
WAITING = 20


@pytest.fixture(scope="module")
def cluster() -> Iterator[RabbitMQCluster]:
    """Three nodes, without a default for the kind of queues: what names no kind is classic."""
    with private_nodes() as nodes:
        yield nodes.await_ready()


@pytest.fixture
def uri(cluster: RabbitMQCluster) -> Iterator[str]:
    """All addresses of the cluster, on which no service has ever been."""
    yield cluster.uri
    with broker.connect(cluster.uri) as connection:
        connection.channel().queue_delete(QUEUE)


@pytest.fixture
def client(uri: str) -> Iterator[RpcClient]:
    """Yield a client that waits long."""
    made = RpcClient(uri, timeout=SECONDS)
    yield made
    made.close()


@contextmanager
def echo_services(uri: str, folder: Path, host: str, *, processes: int = 2) -> Iterator[EchoServices]:
    """Run processes of the service on a host, side by side."""
    made = EchoServices(uri, folder, host)
    with ExitStack() as stack:
        stack.push(made.__exit__)
        for _ in range(processes):
            made.launch()
        yield made


class Asking:
    """Somebody who asks for one effect after another; `refused` are those that were not answered."""

    def __init__(self, client: RpcClient) -> None:
        self.client = client
        self.stopping = threading.Event()
        self.asked: list[str] = []
        self.answers: list[str] = []
        self.refused: list[str] = []
        self.longest = 0.0
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self.stopping.wait(0.02):
            value, began = f"asked-{len(self.asked)}", monotonic()
            self.asked.append(value)
            try:
                self.answers.append(self.client.call("echo_service", "write", value=value, call=KEYED))
            except Unavailable as error:
                self.refused.append(f"{value}: {error}")
            self.longest = max(self.longest, monotonic() - began)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()


def kind_of(uri: str) -> str:
    """Name the kind of queue that requests go to."""
    with broker.connect(uri) as connection:
        try:
            connection.channel().queue_declare(
                QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
            )
        except amqp.PreconditionFailed:
            return "classic"
    return "quorum"


def put_requests(uri: str, count: int) -> None:
    """Leave requests that nobody has taken in a classic queue, as a stopped installation does."""
    with broker.connect(uri) as connection:
        channel = connection.channel()
        declare_classic(channel)
        channel.queue_declare("kept-answers", durable=True)
        channel.queue_bind("kept-answers", "nameko-rpc", "kept-answers")
        for number in range(count):
            body = f'{{"args": [], "kwargs": {{"value": "kept-{number}"}}}}'
            properties = {"content_type": "application/json", "reply_to": "kept-answers", "correlation_id": str(number)}
            channel.basic_publish(amqp.Message(body, **properties), "nameko-rpc", "echo_service.write")


def kept_answers(uri: str) -> set[str]:
    """Take the answers to those requests and name the requests."""
    answered = set()
    with broker.connect(uri) as connection:
        channel = connection.channel()
        while message := channel.basic_get("kept-answers", no_ack=True):
            answered.add(message.properties["correlation_id"])
        channel.queue_delete("kept-answers")
    return answered


@on_each_host
def test_a_classic_queue_with_requests_in_it_is_replaced_and_each_is_carried_out_once(
    uri: str, client: RpcClient, tmp_path: Path, host: str
) -> None:
    put_requests(uri, WAITING)
    assert kind_of(uri) == "classic"
    with echo_services(uri, tmp_path, host) as made, Asking(client) as asking:
        await_true(lambda: "quorum queue declared" in made.log, seconds=2 * SECONDS, what="the queue is replaced")
        await_true(
            lambda: made.log.count("rpc consumer started") == 2, seconds=SECONDS, what="both processes take requests"
        )
        asked = len(asking.asked)
        await_true(lambda: len(asking.answers) > asked + 20, seconds=SECONDS, what="answers over the new queue")
        assert all(process.poll() is None for process in made.running)
    assert kind_of(uri) == "quorum"
    assert asking.refused == []
    assert kept_answers(uri) == {str(number) for number in range(WAITING)}
    assert sorted(made.effects()) == sorted([*asking.asked, *(f"kept-{number}" for number in range(WAITING))])


@on_each_host
def test_an_older_process_goes_on_answering_until_it_ends_and_no_request_is_lost(
    uri: str, client: RpcClient, tmp_path: Path, host: str
) -> None:
    with ExitStack() as stack:
        older = stack.enter_context(OlderEchoService(uri))
        made = stack.enter_context(echo_services(uri, tmp_path, host))
        asking = stack.enter_context(Asking(client))
        await_true(lambda: made.log.count("classic queue in use") >= 4, seconds=SECONDS, what="both wait for it")
        answered = older.answered
        await_true(lambda: older.answered > answered + 20, seconds=SECONDS, what="it goes on answering")
        assert made.effects() == []
        older.__exit__()
        await_true(
            lambda: made.log.count("rpc consumer started") == 2, seconds=SECONDS, what="both processes take requests"
        )
        assert client.call("echo_service", "who") in {process.pid for process in made.running}
    assert kind_of(uri) == "quorum"
    assert asking.refused == []
    assert older.answered + len(made.effects()) == len(asking.asked)


def test_namekos_own_client_is_answered_over_the_replicated_queue(uri: str, tmp_path: Path, host: str) -> None:
    with echo_services(uri, tmp_path, host, processes=1) as made:
        made.await_serving()
        with ClusterRpcProxy({"AMQP_URI": uri.partition(";")[0]}, timeout=SECONDS) as stock:
            assert stock.echo_service.echo(value=[1]) == [1]
    assert kind_of(uri) == "quorum"


class Telling:
    """Somebody who tells one event after another, each until the broker has confirmed it, and what a listener hears."""

    def __init__(self, uri: str) -> None:
        self.stopping = threading.Event()
        self.told = 0
        self.heard: set[int] = set()
        signatures = EventSignatures(KeyRing((b"k" * 32,)))
        self.publisher = ConfirmingPublisher(uri, "publisher", signatures, inboxes=["witness.inbox"])
        self.threads = [
            threading.Thread(target=self._tell),
            threading.Thread(
                target=consume,
                args=(uri, "witness.inbox", frozenset({"publisher"}), self._hear),
                kwargs={"signatures": signatures, "stopping": self.stopping},
            ),
        ]

    def _tell(self) -> None:
        while not self.stopping.wait(0.02):
            note = NotePublished(district_id="d1", organization_id="o1", note=f"n{self.told + 1}")
            item = envelope(note, id=new_id(), time=clock(), number=self.told + 1)
            while not self._confirmed(item) and not self.stopping.is_set():
                self.stopping.wait(0.2)

    def _confirmed(self, item: Envelope) -> bool:
        try:
            self.publisher.publish(outbox_rows([item]))()
        except Exception:  # noqa: BLE001 - whatever a lost node looks like
            return False
        self.told += 1
        return True

    def _hear(self, envelopes: Sequence[Envelope]) -> None:
        self.heard.update(item.number for item in envelopes)

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        self.publisher.close()


@on_each_host
def test_requests_and_events_go_on_by_themselves_when_the_node_that_leads_their_queue_is_killed(
    uri: str, cluster: RabbitMQCluster, tmp_path: Path, host: str
) -> None:
    with echo_services(uri, tmp_path, host) as made:
        made.await_serving()
        lost = cluster.leader_of(QUEUE)
        # Who connects anew in the moment after the loss may be told that the lost node leads.
        with closing(client_on(lost, uri)) as client, Asking(client) as asking, Telling(uri) as telling:
            lose(lost, asking, telling)
            lost.start()
            second = node_of(client, cluster)
            lose(second, asking, telling)
            await_true(lambda: len(telling.heard) >= telling.told, seconds=SECONDS, what="all events are heard")
        assert asking.refused == []
        assert all(process.poll() is None for process in made.running)
    # A request that was being carried out when its node was lost may be carried out twice: its key is for that.
    assert set(made.effects()) == set(asking.asked)
    second.start()
    print(f"{len(asking.asked)} requests, the longest took {asking.longest:.1f} s; {telling.told} events")


def lose(lost: PrivateRabbitMQ, asking: Asking, telling: Telling) -> None:
    """Kill a node and see that requests are answered and events heard without it."""
    lost.kill()
    answered, heard = len(asking.answers), len(telling.heard)
    await_true(lambda: len(asking.answers) > answered + 20, seconds=SECONDS, what="answers without the lost node")
    await_true(lambda: len(telling.heard) > heard + 20, seconds=SECONDS, what="events without the lost node")


def client_on(node: PrivateRabbitMQ, uri: str) -> RpcClient:
    """Return a client that happens to be connected to a node."""
    while True:
        client = RpcClient(uri, timeout=SECONDS)
        client.call("echo_service", "echo")
        if node.port in ports():
            return client
        client.close()


def ports() -> set[int]:
    """Return the ports to which this process is connected."""
    return {
        each.raddr.port for each in psutil.Process().net_connections() if each.raddr and each.status == "ESTABLISHED"
    }


def node_of(client: RpcClient, cluster: RabbitMQCluster) -> PrivateRabbitMQ:
    """Return a node to which the clients of this process are connected."""
    client.call("echo_service", "echo")
    connected = ports()
    return next(node for node in cluster.nodes if node.port in connected)
