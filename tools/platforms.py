"""The whole platform as its users meet it: real processes, one address; embedded, or on RabbitMQ and PostgreSQL."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import requests

from deploy.demo.client import Client
from services import service_names
from tools.servers.processes import end, free_port

ROOT = Path(__file__).parents[1]
EMBEDDED = (("deploy.embedded",),)
EACH = "each"
"""In the place of an address of metrics: each process has one of its own."""


def distributed(*names: str) -> tuple[tuple[str, ...], ...]:
    """Return the processes of some services, or of all of them, with the gateway in front."""
    services = names or tuple(service_names())
    planner = [("services.observation_visits.planner",)] if "observation_visits" in services else []
    sides = [(module, name) for module in ("services", "services.relay") for name in services]
    return (*sides, *planner, ("gateway.projector",), ("gateway",))


DISTRIBUTED = distributed()


@dataclass
class Platform:
    """Running processes by name, their common environment, and the address of the gateway."""

    address: str
    env: dict[str, str]
    folder: Path
    commands: tuple[tuple[str, ...], ...]
    metrics: str = field(default_factory=lambda: f"http://127.0.0.1:{free_port()}")
    """The address at which the gateway answers its metrics."""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    watched: dict[str, str] = field(default_factory=dict)
    """The address at which each other process answers its metrics, where `SANJI_METRICS` is `EACH`."""
    addresses: dict[str, str] = field(default_factory=dict)
    """The DATABASE_URL of each process that has a database user of its own."""

    def start(self, *command: str) -> None:
        """Start one process; what it prints goes into a file of its name."""
        name = " ".join(command)
        log = (self.folder / f"{name.replace(' ', '-')}.log").open("ab")
        arguments = [sys.executable, "-m", *command]
        env = self.environment(*command)
        self.processes[name] = subprocess.Popen(arguments, cwd=ROOT, env=env, stdout=log, stderr=log)
        log.close()

    def environment(self, *command: str) -> dict[str, str]:
        """Return the environment of one process: the common one, with the address of its own database user."""
        name = "observation_visits" if command[0].endswith(".planner") else command[-1]
        address = self.addresses.get(name if name in service_names() else "gateway")
        own = {} if address is None else {"DATABASE_URL": address}
        if command in {("gateway",), *EMBEDDED}:
            own["SANJI_METRICS"] = self.metrics.removeprefix("http://")
        elif self.env.get("SANJI_METRICS") == EACH:
            own["SANJI_METRICS"] = self.watched.setdefault(" ".join(command), f"127.0.0.1:{free_port()}")
        return self.env | own

    def stop(self, *names: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End processes at once."""
        ending = [self.processes.pop(name) for name in names]
        for process in ending:
            process.send_signal(how)
        for process in ending:
            process.wait(timeout=60)

    def wait_until_ready(self, *, seconds: float = 180) -> None:
        """Wait for the gateway to say that it is ready, or fail with what the processes printed."""
        until = time.monotonic() + seconds
        # A gateway with no service behind it, as a measurement of overviews has it, is never ready for everything.
        sign = "healthz" if {command[0] for command in self.commands} <= {"gateway", "gateway.projector"} else "readyz"
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.address}/{sign}", timeout=5).ok:
                    return
            except (requests.ConnectionError, requests.Timeout):  # the socket listens before the workers do
                pass
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended:\n{self.printed(name)}")
            time.sleep(0.1)
        raise TimeoutError("\n".join(f"== {name}\n{self.printed(name)}" for name in self.processes))

    def printed(self, name: str) -> str:
        """Return the end of what a process printed."""
        return (self.folder / f"{name.replace(' ', '-')}.log").read_text(errors="replace")[-3000:]

    def client(self, username: str, password: str, seed: int = 1) -> Client:
        """Sign someone in."""
        client = Client(self.address, Random(seed))
        client.sign_in(username, password)
        return client

    def operator(self) -> Client:
        """Make a system administrator's account on the command line, and sign it in."""
        return self.administrator("system_admin")

    @cached_property
    def granter(self) -> Client:
        """A security administrator, signed in."""
        return self.administrator("security_admin")

    def account(self, operator: Client, *, grants: list[dict[str, Any]], **asked: Any) -> dict[str, Any]:
        """Make an account as a system administrator and have a security administrator give its grants."""
        made: dict[str, Any] = operator.post("/accounts", **asked)
        self.granter.position = operator.position
        for grant in grants:
            self.granter.post(f"/accounts/{made['id']}/grants", **grant)
        return made

    def administrator(self, role: str) -> Client:
        """Make an administrator's account on the command line, and sign it in."""
        username = f"{role}-{secrets.token_hex(4)}"
        command = [sys.executable, "-m", "gateway.accounts", "create", "--username", username]
        made = subprocess.run(
            [*command, "--role", role],
            cwd=ROOT, env=self.environment("gateway.accounts"), capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        password = re.findall(r"\S+", made.stdout)[-1]
        return self.client(username, password)


@contextmanager
def running(
    commands: tuple[tuple[str, ...], ...],
    folder: Path,
    addresses: Mapping[str, str] | None = None,
    **settings: str,
) -> Iterator[Platform]:
    """Run processes until the block ends, and end them and what they started by force.

    In good order it takes each of them a third of a second of processor time to forget what it knew.
    """
    port = free_port()
    env = os.environ | {"PORT": str(port), "DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"} | settings
    platform = Platform(f"http://127.0.0.1:{port}", env, folder, commands, addresses=dict(addresses or {}))
    try:
        for command in commands:
            platform.start(*command)
        platform.wait_until_ready()
        yield platform
    finally:
        for process in platform.processes.values():
            end(process)
