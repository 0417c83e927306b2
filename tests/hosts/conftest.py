"""Echo services in processes of their own, and clients that ask them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from shared.hosts.rpc.client import RpcClient
from tools.servers.processes import Process, await_true, end, start

SECONDS = 20
"""How long anything that is promised may take on a busy machine."""

UNUSED = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "SANJI_SECRET_KEY": "s" * 32,
    "SANJI_FIELD_KEY": "f" * 32,
}
"""Settings that a service has to be given and that this one never looks at."""


class EchoServices:
    """As many processes of one service as a test asks for."""

    def __init__(self, uri: str, folder: Path) -> None:
        self.uri, self.folder = uri, folder
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
            env=UNUSED
            | {"AMQP_URI": self.uri, "SANJI_HOST": "rabbitmq", "DATA_DIR": str(self.folder), "SANJI_RPC_TIMEOUT": "1"},
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


@pytest.fixture
def echo_services(fresh_amqp_uri: str, tmp_path: Path) -> Iterator[EchoServices]:
    """One echo service on a virtual host of its own; a test may start more."""
    with EchoServices(fresh_amqp_uri, tmp_path) as made:
        yield made


@pytest.fixture
def client(echo_services: EchoServices) -> Iterator[RpcClient]:
    """Yield a client that waits long."""
    made = RpcClient(echo_services.uri, timeout=SECONDS)
    yield made
    made.close()
