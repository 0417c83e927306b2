"""Processes of the compose file as they run on one machine: their commands, limits and settings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.engine import make_url

ROOT = Path(__file__).parents[2]
IMAGE = "sanji:local"
HERE = "127.0.0.1"
FIRST_METRICS_PORT = 9101
Own = Callable[[str], str]
"""Gives what an installation says of a setting; empty where it says nothing."""
VARIABLE = re.compile(r"\$\{(\w+)(?::(?:-([^}]*)|\?[^}]*))?\}")
OF_CONTAINERS = {"SANJI_TRUSTED_PROXIES": f"{HERE}/32"}
"""Settings whose default is another one where nothing runs in a container."""


class SettingMissingError(Exception):
    """A setting that a process needs stands neither in the settings nor in the compose file."""


@dataclass(frozen=True)
class Process:
    """One process: its name and words of command, its limits, and the port of its metrics."""

    name: str
    command: tuple[str, ...]
    given: Mapping[str, str]
    memory: str
    processors: float
    tasks: int
    stop_seconds: int
    metrics_port: int
    port: int | None

    def settings(self, own: Own) -> dict[str, str]:
        """Return the environment for an installation's settings; SettingMissingError."""
        found = {name: filled(str(value), own) for name, value in self.given.items()}
        if "DATABASE_URL" in found:
            found["DATABASE_URL"] = _on_server(found["DATABASE_URL"], own("DATABASE_URL"))
        if "AMQP_URI" in found and own("AMQP_URI"):
            found["AMQP_URI"] = own("AMQP_URI")
        found = {name: value.replace("@rabbitmq:", f"@{HERE}:") for name, value in found.items()}
        if "SANJI_METRICS" in found:
            found["SANJI_METRICS"] = f"{HERE}:{self.metrics_port}"
        if self.port is not None:
            found |= {"PORT": str(self.port), "SANJI_BIND": HERE}
        return found


@cache
def containers() -> dict[str, Any]:
    """Return the services of the compose file."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    return read


def processes() -> list[Process]:
    """Return every process that runs all the time, each with a port of its own for its metrics."""
    lasting = {name: each for name, each in containers().items() if each["image"] == IMAGE and "profiles" not in each}
    ports = iter(gateway_ports())
    return [
        _process(name, container, FIRST_METRICS_PORT + number, next(ports) if "ports" in container else None)
        for number, (name, container) in enumerate(lasting.items())
    ]


def in_order_of_restart() -> list[Process]:
    """Return them as a newer version is brought: services, then what listens to them, the gateways last."""
    return sorted(processes(), key=lambda each: (each.port is not None, each.command[1] != "services"))


def occasional(name: str) -> Process:
    """Return what the compose file runs on demand: `tools` or `provision`."""
    return _process(name, {"command": ["python"]} | containers()[name], 0, None)


def gateway_ports() -> list[int]:
    """Return the ports of the gateways, as nginx knows them on one machine."""
    known = (ROOT / "deploy" / "nginx" / "one_machine" / "gateways.conf").read_text("utf-8")
    return [int(port) for port in re.findall(rf"{re.escape(HERE)}:(\d+)", known)]


def _process(name: str, container: Mapping[str, Any], metrics_port: int, port: int | None) -> Process:
    return Process(
        name=name,
        command=tuple(container["command"][1:]),
        given=container["environment"],
        memory=container["mem_limit"].upper(),
        processors=float(container["cpus"]),
        tasks=int(container["pids_limit"]),
        stop_seconds=int(container["stop_grace_period"].removesuffix("s")),
        metrics_port=metrics_port,
        port=port,
    )


def filled(text: str, own: Own) -> str:
    """Return a value of the compose file with an installation's settings in it; SettingMissingError."""

    def value(found: re.Match[str]) -> str:
        name, default = found[1], found[2]
        if said := own(name):
            return said
        if default is None:
            raise SettingMissingError(name)
        return OF_CONTAINERS.get(name, default)

    return VARIABLE.sub(value, text)


def _on_server(address: str, server: str) -> str:
    """Return a user's address on the server that an installation names, else on this machine."""
    there = make_url(server) if server else make_url(f"postgresql://{HERE}:5432/sanji")
    own = make_url(address)
    return there.set(username=own.username, password=own.password).render_as_string(hide_password=False)
