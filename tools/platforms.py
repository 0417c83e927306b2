"""The whole platform as its users meet it: real processes, one address; embedded, or on RabbitMQ and PostgreSQL."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import requests

from deploy.demo.client import Client
from services import service_names
from tools.servers.processes import end, free_port

ROOT = Path(__file__).parents[1]
EMBEDDED = (("deploy.embedded",),)


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
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *command: str) -> None:
        """Start one process; what it prints goes into a file of its name."""
        name = " ".join(command)
        log = (self.folder / f"{name.replace(' ', '-')}.log").open("ab")
        arguments = [sys.executable, "-m", *command]
        self.processes[name] = subprocess.Popen(arguments, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        log.close()

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
        """Make the first account as an operator does, on the command line, and sign it in."""
        username = f"ops-{secrets.token_hex(4)}"
        command = [sys.executable, "-m", "gateway.accounts", "create", "--username", username]
        made = subprocess.run(
            [*command, "--role", "operations", "--organization", "*"],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        password = re.findall(r"\S+", made.stdout)[-1]
        return self.client(username, password)


@contextmanager
def running(commands: tuple[tuple[str, ...], ...], folder: Path, **settings: str) -> Iterator[Platform]:
    """Run processes until the block ends, and end them and what they started by force.

    In good order it takes each of them a third of a second of processor time to forget what it knew.
    """
    port = free_port()
    env = os.environ | {"PORT": str(port), "DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"} | settings
    platform = Platform(f"http://127.0.0.1:{port}", env, folder, commands)
    try:
        for command in commands:
            platform.start(*command)
        platform.wait_until_ready()
        yield platform
    finally:
        for process in platform.processes.values():
            end(process)
