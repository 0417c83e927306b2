"""The front ends TLS, and two gateways behind it are restarted one after the other without a failed request."""

import signal
import socket
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from deploy.demo.client import Client
from tests.servers.fixtures import SERVED
from tests.tooling.trees import ROOT
from tools.platforms import Platform, running
from tools.servers.databases import Databases
from tools.servers.processes import await_true, end, free_port, listens, start

pytestmark = [pytest.mark.slow, pytest.mark.server]
FRONT = ROOT / "deploy" / "nginx"
A_SECOND = 20
PLENTY = {"SANJI_REQUESTS_A_MINUTE": "1000000", "SANJI_SIGN_INS_A_MINUTE": "1", "SANJI_WORKERS": "1"}
MAIN = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {conf};
}}
"""


def prepared(folder: Path, gateways: str, listen: str) -> list[str]:
    """Write what an installation writes around the front's configuration, and return the command that runs it."""
    tls = folder / "sanji" / "tls"
    tls.mkdir(parents=True)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, conf=FRONT / "sanji.conf"))
    (folder / "sanji" / "gateways.conf").write_text(gateways)
    (folder / "sanji" / "listen.conf").write_text(listen)
    subprocess.run(["sh", str(ROOT / "deploy" / "nginx" / "self_signed.sh"), str(tls)], check=True, capture_output=True)
    return ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


@pytest.mark.parametrize("place", ["compose", "one_machine"])
def test_nginx_accepts_the_configuration_of_each_place(nginx: str, tmp_path: Path, place: str) -> None:
    given = {name: (FRONT / place / f"{name}.conf").read_text() for name in ("gateways", "listen")}
    # Names of containers are known in compose only.
    given["gateways"] = given["gateways"].replace("gateway-2:", "127.0.0.2:").replace("gateway:", "127.0.0.1:")
    tried = subprocess.run([*prepared(tmp_path, **given), "-t"], check=False, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    (tmp_path / "sanji" / "listen.conf").write_text("listen 443 tls;")
    slipped = subprocess.run(["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], check=False, capture_output=True)
    assert slipped.returncode == 1


@dataclass
class Front:
    """Two gateways and what stands in front of them."""

    address: str
    certificate: str
    gateways: tuple[Platform, Platform]
    own: threading.local = field(default_factory=threading.local)

    def ask(self, method: str, path: str, client: Client, **options: object) -> requests.Response:
        """Ask on the connection of the running thread."""
        session = vars(self.own).setdefault("session", requests.Session())
        headers = {"Authorization": str(client.http.headers["Authorization"])} | options.pop("headers", {})
        return session.request(
            method, f"{self.address}{path}", headers=headers, verify=self.certificate, timeout=20, **options
        )


@pytest.fixture(scope="module")
def front(
    nginx: str, tmp_path_factory: pytest.TempPathFactory, amqp_uri: str, module_databases: Databases
) -> Iterator[Front]:
    module_databases.create("gateway")
    where = {"AMQP_URI": amqp_uri, "DATABASE_URL": module_databases.url, "SANJI_TRUSTED_PROXIES": "127.0.0.0/8"}
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    alone = (("gateway",),)
    with (
        running(alone, folders[0], **SERVED | PLENTY | where) as first,
        running(alone, folders[1], **SERVED | PLENTY | where) as second,
    ):
        lines = (FRONT / "one_machine" / "gateways.conf").read_text()
        for there, here in (("127.0.0.1:8000", first), ("127.0.0.1:8001", second)):
            lines = lines.replace(there, here.address.removeprefix("http://"))
        command = prepared(folder, lines, f"listen 127.0.0.1:{port} ssl;")
        process = start(command, cwd=folder, log=folder / "nginx.log")
        try:
            await_true(lambda: listens(port), seconds=10, what="nginx listens", process=process)
            yield Front(f"https://127.0.0.1:{port}", str(folder / "sanji/tls/certificate.pem"), (first, second))
        finally:
            end(process, gently=signal.SIGQUIT, seconds=3)


@pytest.fixture(scope="module")
def operator(front: Front) -> Client:
    return front.gateways[0].operator()


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/metrics/", "//metrics", "/%6detrics", "/api/../readyz/"])
def test_what_is_for_operations_is_not_outside(front: Front, path: str) -> None:
    host, _, port = front.address.removeprefix("https://").partition(":")
    asked = requests.Request("GET", front.address).prepare()
    asked.url = f"https://{host}:{port}{path}"
    with requests.Session() as session:
        answer = session.send(asked, verify=front.certificate, timeout=10)
    assert answer.status_code == 404
    assert "gateway_requests_total" not in answer.text
    assert "silent" not in answer.text


def test_what_is_for_operations_is_not_at_the_public_port_either(front: Front) -> None:
    for path in ("/metrics", "/metrics/"):
        assert requests.get(f"{front.gateways[0].address}{path}", timeout=10).status_code == 404


def test_a_strong_tag_stays_strong_and_answers_come_by_tls_only(front: Front, operator: Client) -> None:
    account = front.ask("GET", "/api/v1/accounts/me", operator)
    own = front.ask("GET", f"/api/v1/accounts/{account.json()['id']}", operator, headers={"Accept-Encoding": "gzip"})
    assert own.headers["ETag"].startswith('"')
    assert own.headers["Strict-Transport-Security"] == "max-age=31536000"
    with socket.create_connection(("127.0.0.1", int(front.address.rpartition(":")[2])), 5) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 400 " in plain.recv(200)


class Repeating:
    """Requests at twenty a second; a POST without an answer is sent again with its key, a GET is not."""

    def __init__(self, front: Front, client: Client) -> None:
        self.front, self.client = front, client
        self.reads: Counter[int | str] = Counter()
        self.made: list[str] = []
        self.repeated = 0

    def read(self) -> None:
        try:
            self.reads[self.front.ask("GET", "/api/v1/accounts/me", self.client).status_code] += 1
        except requests.RequestException as error:
            self.reads[type(error).__name__] += 1

    def write(self) -> None:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        username = f"u{key['Idempotency-Key'][:20]}"
        body = {"username": username, "name": "张三", "organization_id": "*"}
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                answer = self.front.ask("POST", "/api/v1/accounts", self.client, json=body, headers=key)
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code < 500:
                self.made.append(str(answer.json().get("id", answer.text)))
                return
            self.repeated += 1
            time.sleep(0.2)
        self.made.append("given up")


def test_gateways_restarted_one_after_the_other_fail_no_idempotent_request(front: Front, operator: Client) -> None:
    load = Repeating(front, operator)
    asked: list[Future[None]] = []
    with ThreadPoolExecutor(A_SECOND) as pool:
        begun = time.monotonic()

        def ask_for(seconds: float) -> None:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                asked.append(pool.submit(load.write if len(asked) % A_SECOND == 0 else load.read))
                time.sleep(max(0.0, begun + len(asked) / A_SECOND - time.monotonic()))

        for gateway in front.gateways:
            process = gateway.processes["gateway"]
            process.send_signal(signal.SIGTERM)
            while process.poll() is None:
                ask_for(0.2)
            gateway.start("gateway")
            while not _answers(gateway):
                ask_for(0.2)
        ask_for(1)
    for each in asked:
        each.result()
    assert len(asked) / (time.monotonic() - begun) > A_SECOND / 2
    assert set(load.reads) == {200}, load.reads
    assert len(load.made) == len(set(load.made)) == len(asked) - load.reads.total()


def _answers(gateway: Platform) -> bool:
    try:
        return requests.get(f"{gateway.address}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def test_limits_by_address_see_the_real_one_through_the_front(front: Front) -> None:
    asked = {"username": ""}
    url = f"{front.gateways[0].address}/api/v1/auth/token"

    def sign_in(address: str) -> int:
        headers = {"Idempotency-Key": uuid.uuid4().hex, "X-Forwarded-For": address}
        return requests.post(url, json=asked, headers=headers, timeout=10).status_code

    assert [sign_in("192.0.2.1"), sign_in("192.0.2.2"), sign_in("192.0.2.1")] == [422, 422, 429]
