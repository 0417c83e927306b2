"""Echo services in processes of their own, and clients that ask them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from shared.hosts.rpc.client import RpcClient
from tests.servers.fixtures import SERVED, SERVER_HOST, lent_vhost
from tools.servers.finding import Found
from tools.servers.processes import Process, await_true, end, start

SECONDS = 20
"""How long anything that is promised may take on a busy machine."""
SETTINGS = SERVED | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "SANJI_RPC_TIMEOUT": "1"}
"""Among them a database that this service never looks at."""


on_each_host = pytest.mark.parametrize("host", ["rabbitmq", "threads"], indirect=True, scope="module")
"""Marks tests of what a host does; those of the client alone run beside one of them."""


class EchoServices:
    """As many processes of one service as a test asks for, on one host."""

    def __init__(self, uri: str, folder: Path, host: str) -> None:
        self.uri, self.folder, self.host = uri, folder, host
        self.running: list[Process] = []

    @property
    def file(self) -> Path:
        """Where they write what took effect."""
        return self.folder / "effects"

    def start(self) -> Process:
        """Start one more and return when the service answers."""
        process = self.launch()
        self.await_serving()
        return process

    def launch(self) -> Process:
        """Start one more and not wait for it."""
        process = start(
            [sys.executable, "-m", "tests.hosts.echo_service", str(self.file)],
            env=SETTINGS | {"SANJI_HOST": self.host, "AMQP_URI": self.uri, "DATA_DIR": str(self.folder)},
            cwd=Path.cwd(),
            log=self.folder / "log",
        )
        self.running.append(process)
        return process

    def await_serving(self) -> None:
        """Wait until all that were started take requests."""
        await_true(
            lambda: self.log.count("rpc consumer started") >= len(self.running),
            seconds=SECONDS,
            what="the echo service",
        )

    @property
    def pids(self) -> set[int]:
        """The processes that were started."""
        return {process.pid for process in self.running}

    @property
    def log(self) -> str:
        """What they all said until now."""
        return (self.folder / "log").read_text()

    def effects(self) -> list[str]:
        """Return what took effect until now."""
        return self.file.read_text().split() if self.file.exists() else []

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running:
            end(process)


@pytest.fixture(scope="module")
def host(request: pytest.FixtureRequest) -> str:
    """Return the host on which the echo services of a test run."""
    return str(getattr(request, "param", SERVER_HOST))


@pytest.fixture
def echo_services(fresh_amqp_uri: str, tmp_path: Path, host: str) -> Iterator[EchoServices]:
    """One echo service on a virtual host of its own; a test may start more, stop it and kill it."""
    with EchoServices(fresh_amqp_uri, tmp_path, host) as made:
        yield made


@pytest.fixture(scope="module")
def undisturbed(rabbitmq_server: Found, tmp_path_factory: pytest.TempPathFactory, host: str) -> Iterator[EchoServices]:
    """One echo service for all tests of a module that only call it."""
    with lent_vhost(rabbitmq_server) as uri, EchoServices(uri, tmp_path_factory.mktemp("echo"), host) as made:
        yield made


@pytest.fixture
def client(request: pytest.FixtureRequest, host: str) -> Iterator[RpcClient]:
    """Yield a client, which waits long, of the echo service that the test disturbs, or else of the undisturbed one."""
    print(f"the services run on {host}")
    called = "echo_services" if "echo_services" in request.fixturenames else "undisturbed"
    made = RpcClient(request.getfixturevalue(called).uri, timeout=SECONDS)
    yield made
    made.close()
