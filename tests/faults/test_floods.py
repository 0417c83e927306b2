"""What strangers and crowds do to a gateway that was started as in production, and what a signed-in user reads then."""

import json
import re
import socket
import statistics
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse

import psutil
import pytest
import requests

from deploy.demo.client import Client
from gateway import request_receiving
from tests.servers.fixtures import SERVED
from tools.platforms import Platform, running
from tools.servers.databases import Databases

pytestmark = [pytest.mark.slow, pytest.mark.server]
THREADS = 4
CROWD = 80
PLENTY = {"SANJI_REQUESTS_A_MINUTE": "1000000", "SANJI_SIGN_INS_A_MINUTE": "1000000", "SANJI_STRANGERS_A_MINUTE": "50"}
HEAD = "{method} {path} HTTP/1.1\r\nHost: sanji\r\n{headers}"


@pytest.fixture(scope="module")
def platform(
    tmp_path_factory: pytest.TempPathFactory, amqp_uri: str, module_databases: Databases
) -> Iterator[Platform]:
    """Yield a gateway alone: nothing that strangers send gets further."""
    module_databases.create("gateway")
    settings = SERVED | PLENTY | {"SANJI_WORKERS": "1", "SANJI_THREADS": str(THREADS), "SANJI_RPC_TIMEOUT": "3"}
    where = {"AMQP_URI": amqp_uri, "DATABASE_URL": module_databases.url}
    with running((("gateway",),), tmp_path_factory.mktemp("floods"), **settings, **where) as platform:
        yield platform


@pytest.fixture(scope="module")
def slow(platform: Platform) -> Iterator[socket.socket]:
    """Yield a connection on which half a request was sent as soon as the gateway listened."""
    with crowd(platform, begun("GET", "/healthz"), 1) as (begun_first,):
        yield begun_first


@pytest.fixture(scope="module")
def reader(platform: Platform, slow: socket.socket) -> Client:
    return platform.operator()


class Read:
    """A signed-in user's read, asked again and again on connections of its own."""

    def __init__(self, client: Client) -> None:
        self.url = f"{client.address}/api/v1/accounts/me"
        self.headers = {"Authorization": str(client.http.headers["Authorization"])}

    def seconds(self, times: int = 20) -> float:
        """Return the median; none fails and none waits until a flood is over."""
        taken = []
        for _ in range(times):
            begun = time.monotonic()
            assert requests.get(self.url, headers=self.headers, timeout=request_receiving.SECONDS / 2).ok
            taken.append(time.monotonic() - begun)
        return statistics.median(taken)


def address_of(platform: Platform) -> tuple[str, int]:
    host, _, port = platform.address.removeprefix("http://").partition(":")
    return host, int(port)


@contextmanager
def crowd(platform: Platform, sent: bytes, most: int = CROWD) -> Iterator[list[socket.socket]]:
    """Open so many connections, send the same on each, and leave them open."""
    with ExitStack() as opened:
        sockets = [opened.enter_context(socket.create_connection(address_of(platform), 5)) for _ in range(most)]
        for each in sockets:
            each.sendall(sent)
        yield sockets


def begun(method: str, path: str, **headers: str) -> bytes:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return HEAD.format(method=method, path=path, headers=named).encode()


def figures(platform: Platform, name: str) -> dict[str, float]:
    page = requests.get(f"{platform.metrics}/metrics", timeout=10).text
    found = re.findall(rf"^{name}(\{{.*\}})? ([0-9.e+-]+)$", page, re.MULTILINE)
    return {labels: float(value) for labels, value in found}


@pytest.mark.parametrize(
    "sent",
    [
        begun("GET", "/healthz"),
        begun("POST", "/api/v1/auth/token", Content_Type="application/json", Content_Length="4000") + b'\r\n{"user',
        begun("POST", "/api/v1/organizations", Authorization="Bearer x", Content_Length="9000000")
        + b"\r\n"
        + b"x" * 99,
        begun("POST", "/api/v1/organizations", Authorization="Bearer x", Transfer_Encoding="chunked") + b"\r\nff\r\nx",
        b"",
    ],
    ids=["headers", "sign-in", "upload", "chunks", "nothing"],
)
def test_eighty_requests_that_are_half_sent_hold_no_thread(platform: Platform, reader: Client, sent: bytes) -> None:
    read = Read(reader)
    alone = read.seconds()
    with crowd(platform, sent):
        assert read.seconds() < 5 * alone + 0.05


def test_what_is_not_sent_in_time_is_answered_and_ended(platform: Platform, slow: socket.socket) -> None:
    slow.settimeout(request_receiving.SECONDS + 5)
    answer = HTTPResponse(slow)
    answer.begin()
    assert (answer.status, answer.getheader("Connection")) == (408, "close")
    assert "未在时限内" in json.load(answer)["detail"]
    assert slow.recv(1) == b""
    assert figures(platform, "gateway_connections_dropped_total")['{reason="slow"}'] >= 1


def test_more_connections_than_a_worker_takes_end_the_oldest_and_not_the_newest(
    platform: Platform, reader: Client
) -> None:
    read = Read(reader)
    with crowd(platform, begun("GET", "/healthz"), 450) as sockets:
        assert read.seconds(5) < request_receiving.SECONDS
        sockets[0].settimeout(5)
        assert b" 503 " in sockets[0].recv(100)
        assert len(_connections(platform)) <= 400


def _connections(platform: Platform) -> list[object]:
    (worker,) = psutil.Process(platform.processes["gateway"].pid).children()
    port = address_of(platform)[1]
    return [each for each in worker.net_connections("tcp") if each.laddr.port == port and each.status == "ESTABLISHED"]


def test_those_who_leave_an_answered_connection_open_stop_nobody(platform: Platform, reader: Client) -> None:
    read = Read(reader)
    alone = read.seconds()
    with crowd(platform, begun("GET", "/healthz", Connection="close") + b"\r\n"):
        assert read.seconds() < 5 * alone + 0.05


def test_a_body_in_pieces_with_another_request_behind_it_is_understood(platform: Platform, reader: Client) -> None:
    headers = {"Authorization": reader.http.headers["Authorization"], "Content-Type": "application/json"}
    body = json.dumps({"wrong": "x" * 100_000}).encode()
    key = {"Idempotency-Key": uuid.uuid4().hex}
    pieces = (body[at : at + 7_001] for at in range(0, len(body), 7_001))
    url = f"{platform.address}/api/v1/organizations"
    whole = requests.post(url, data=body, headers=headers | key, timeout=10)
    chunked = requests.post(url, data=pieces, headers=headers | key, timeout=10)
    assert whole.status_code == chunked.status_code == 422
    with socket.create_connection(address_of(platform), 5) as client:
        client.sendall((begun("GET", "/healthz") + b"\r\n") * 3)
        answers = b""
        while answers.count(b"HTTP/1.1 200") < 3:
            answers += client.recv(10_000)


def test_a_stranger_s_long_body_is_refused_before_it_is_received(platform: Platform) -> None:
    sent = begun("POST", "/api/v1/auth/token", Content_Type="application/json", Content_Length="5000000")
    with crowd(platform, sent + b"Idempotency-Key: k\r\n\r\n", 1) as (stranger,):
        answer = HTTPResponse(stranger)
        answer.begin()
        assert answer.status == 413
        assert "4096" in json.load(answer)["detail"]


def test_a_body_of_unknown_keys_is_answered_in_a_few_lines(platform: Platform, reader: Client) -> None:
    body = json.dumps({f"key{number:07}" + "x" * 30: 1 for number in range(175_000)})
    headers = {"Authorization": reader.http.headers["Authorization"], "Content-Type": "application/json"}
    key = {"Idempotency-Key": uuid.uuid4().hex}
    answer = requests.post(f"{platform.address}/api/v1/organizations", body, headers=headers | key, timeout=60)
    assert answer.status_code == 422
    assert len(body) > 8_000_000
    assert len(answer.content) < 4_000
    assert len(answer.json()["errors"]) == 10
    assert answer.json()["more_errors"] > 169_000
    assert str(answer.json()["more_errors"]) in answer.json()["detail"]


def test_waiting_for_a_position_that_never_comes_leaves_threads_to_others(platform: Platform, reader: Client) -> None:
    read = Read(reader)
    alone = read.seconds()
    url = f"{platform.address}/api/v1/levels/community/none/overview"
    never = read.headers | {"Sanji-After": "projects:none:999999"}
    with ThreadPoolExecutor(CROWD) as pool:
        waiting = [pool.submit(requests.get, url, headers=never, timeout=60) for _ in range(CROWD)]
        meanwhile = read.seconds(10)
        unanswered = sum(not each.done() for each in waiting)
        assert unanswered <= THREADS // 2
        assert {each.result().status_code for each in waiting} == {409}
    assert meanwhile < 10 * alone + 0.2


def test_strangers_without_a_token_are_counted_by_their_address(platform: Platform) -> None:
    asked = [requests.get(f"{platform.address}/api/v1/accounts/me", timeout=5).status_code for _ in range(60)]
    assert set(asked) == {401, 429}
