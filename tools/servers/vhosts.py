"""A virtual host for each test run, so that fixed exchange and queue names collide with nobody's."""

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import amqp
import requests

from tools.servers.processes import ServerUnavailableError
from tools.servers.rabbitmq import run_ctl

MANAGEMENT_PORT = 15672
# As in production: nothing of ours is kept on one node only.
QUEUE_TYPE = "quorum"


@dataclass(frozen=True)
class Broker:
    """A RabbitMQ to be used, and the way by which virtual hosts are made on it: `rabbitmqctl`, `management` or none."""

    uri: str
    via: str = "none"
    env: dict[str, str] = field(default_factory=dict)

    def uri_of(self, vhost: str) -> str:
        """Return the address of one virtual host, with everything else as it was named."""
        return urlsplit(self.uri)._replace(path="/" + quote(vhost, safe="")).geturl()

    def add(self, vhost: str) -> None:
        """Make a virtual host that the broker's user owns."""
        {"rabbitmqctl": self._add_by_ctl, "management": self._add_by_management}[self.via](vhost)

    def delete(self, vhost: str) -> None:
        """Remove a virtual host with all it holds, closing its connections."""
        if self.via == "rabbitmqctl":
            self._ctl("delete_vhost", vhost)
        else:
            self._management("DELETE", f"vhosts/{quote(vhost, safe='')}")

    def cut_connections(self, vhost: str) -> None:
        """Close every client's connection to one virtual host."""
        if self.via == "rabbitmqctl":
            self._ctl("close_all_connections", "--vhost", vhost, "cut by a test")
            return
        for connection in self._management("GET", f"vhosts/{quote(vhost, safe='')}/connections").json():
            self._management("DELETE", f"connections/{quote(connection['name'], safe='')}")

    def _ctl(self, *words: str) -> str:
        return run_ctl(*words, env=self.env)

    def _add_by_ctl(self, vhost: str) -> None:
        try:
            self._ctl("add_vhost", vhost, "--default-queue-type", QUEUE_TYPE)
        except ServerUnavailableError as refusal:
            # Brokers before 3.10 know no default; what we declare durable is then classic.
            if "default-queue-type" not in str(refusal).lower():
                raise
            self._ctl("add_vhost", vhost)
        self._ctl(
            "set_permissions", "--vhost", vhost, unquote(urlsplit(self.uri).username or "guest"), ".*", ".*", ".*"
        )

    def _add_by_management(self, vhost: str) -> None:
        user = quote(urlsplit(self.uri).username or "guest", safe="")
        self._management("PUT", f"vhosts/{quote(vhost, safe='')}", {"default_queue_type": QUEUE_TYPE})
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        self._management("PUT", f"permissions/{quote(vhost, safe='')}/{user}", rights)

    def _management(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        parts = urlsplit(self.uri)
        url = f"http://{parts.hostname}:{MANAGEMENT_PORT}/api/{path}"
        who = (unquote(parts.username or "guest"), unquote(parts.password or "guest"))
        try:
            answer = requests.request(method, url, json=body, auth=who, timeout=10)
            answer.raise_for_status()
        except requests.RequestException as error:
            raise ServerUnavailableError(f"RabbitMQ's management interface: {error}") from error
        return answer


def answers(uri: str) -> bool:
    """Return whether the address can be opened as it stands."""
    parts = urlsplit(uri)
    try:
        with amqp.Connection(
            host=f"{parts.hostname}:{parts.port or 5672}",
            userid=unquote(parts.username or "guest"),
            password=unquote(parts.password or "guest"),
            virtual_host=unquote(parts.path[1:]) or "/",
            connect_timeout=3,
            read_timeout=5,
        ):
            return True
    except (OSError, amqp.AMQPError):
        return False


def with_control(uri: str, env: dict[str, str] | None = None) -> Broker:
    """Find a way to make virtual hosts there, proven by making one and opening it."""
    for via in ("rabbitmqctl", "management"):
        broker = Broker(uri=uri, via=via, env=env or {})
        try:
            with temporary(broker) as address:
                if answers(address):
                    return broker
        except (ServerUnavailableError, OSError):
            continue
    return Broker(uri=uri)


@contextlib.contextmanager
def temporary(broker: Broker) -> Iterator[str]:
    """Lend the address of a virtual host that exists as long as the block runs."""
    vhost = f"sanji-tests-{secrets.token_hex(6)}"
    broker.add(vhost)
    try:
        yield broker.uri_of(vhost)
    finally:
        broker.delete(vhost)
