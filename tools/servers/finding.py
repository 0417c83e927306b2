"""Which RabbitMQ and which PostgreSQL this run of the tests uses: the first that can be had, in a stated order."""

import getpass
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.servers import databases, installing, postgresql, rabbitmq, vhosts
from tools.servers.processes import ServerUnavailableError, listens

WHAT_TO_DO = {
    "rabbitmq": "No RabbitMQ: set AMQP_URI, or start one on 127.0.0.1:5672, or `apt install rabbitmq-server`.",
    "postgresql": "No PostgreSQL: set DATABASE_URL, or start one on 127.0.0.1:5432, or `apt install postgresql`.",
}


@dataclass(frozen=True)
class Found:
    """A server to be used: its address, how virtual hosts are made there, and what to end when the run is over."""

    uri: str
    via: str = ""
    env: dict[str, str] = field(default_factory=dict)
    pid: int | None = None
    folder: str | None = None
    in_compose: bool = False

    @property
    def broker(self) -> vhosts.Broker:
        """The RabbitMQ found."""
        return vhosts.Broker(uri=self.uri, via=self.via, env=self.env)


# Servers that serve the whole run outlive the process that happened to start them.
_kept: list[rabbitmq.PrivateRabbitMQ | postgresql.PrivatePostgreSQL] = []


def close_kept() -> None:
    """End the servers that this very process started for the run."""
    while _kept:
        _kept.pop().close()


def find_rabbitmq() -> Found:
    """Find, start or install a RabbitMQ; the refusal says in one sentence what to do."""
    named = os.environ.get("AMQP_URI")
    if named:
        if not vhosts.answers(named):
            raise ServerUnavailableError("AMQP_URI is set, but no RabbitMQ answers there with that user and password.")
        return _brokered(vhosts.with_control(named))
    for found in _rabbitmqs():
        return found
    raise ServerUnavailableError(WHAT_TO_DO["rabbitmq"])


def _rabbitmqs() -> Iterator[Found]:
    usual = "amqp://guest:guest@127.0.0.1:5672//"
    if vhosts.answers(usual):
        broker = vhosts.with_control(usual)
        # A broker where we can make no virtual host may hold someone's queues: it is left alone.
        if broker.via != "none":
            yield _brokered(broker)
    if rabbitmq.is_installed():
        yield _own_rabbitmq()
    if not listens(5672) and installing.compose_up("rabbitmq"):
        yield _brokered(vhosts.with_control(usual), in_compose=True)
    if _installs("rabbitmq"):
        yield _own_rabbitmq()


def _brokered(broker: vhosts.Broker, *, in_compose: bool = False) -> Found:
    return Found(uri=broker.uri, via=broker.via, env=broker.env, in_compose=in_compose)


def _own_rabbitmq() -> Found:
    node = rabbitmq.PrivateRabbitMQ().start()
    _kept.append(node)
    return Found(uri=node.uri, via="rabbitmqctl", env=node.env, pid=node.pid, folder=str(node.folder))


def find_postgresql() -> Found:
    """Find, start or install a PostgreSQL; the refusal says in one sentence what to do."""
    named = os.environ.get("DATABASE_URL")
    if named:
        if not databases.answers(named):
            raise ServerUnavailableError("DATABASE_URL is set, but its user cannot log in there and make databases.")
        return Found(uri=named)
    for found in _postgresqls():
        return found
    raise ServerUnavailableError(WHAT_TO_DO["postgresql"])


def _postgresqls() -> Iterator[Found]:
    for who in ("postgres", "postgres:postgres", getpass.getuser()):
        usual = f"postgresql://{who}@127.0.0.1:5432/postgres"
        if databases.answers(usual):
            yield Found(uri=usual)
    if postgresql.is_installed():
        yield _own_postgresql()
    usual = "postgresql://postgres:postgres@127.0.0.1:5432/postgres"
    if not listens(5432) and installing.compose_up("postgres") and databases.answers(usual):
        yield Found(uri=usual, in_compose=True)
    if _installs("postgresql"):
        yield _own_postgresql()


def _own_postgresql() -> Found:
    server = postgresql.PrivatePostgreSQL().start()
    _kept.append(server)
    return Found(uri=server.url, pid=server.pid, folder=str(server.folder))


def _installs(service: str) -> bool:
    try:
        installing.install(service)
    except ServerUnavailableError as refusal:
        print(f"tools.servers: {refusal}")
        return False
    return True
