"""What may happen to the servers and on the way to them: a table of faults, each brought and taken away again."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random

import psycopg

from services import service_names
from shared.messaging import broker
from tests.faults.proxy import Proxy
from tests.servers.fixtures import private_cluster, private_nodes
from tools.servers.databases import Databases
from tools.servers.postgresql import PrivatePostgreSQL
from tools.servers.rabbitmq import RabbitMQCluster

LASTS = 6.0
"""Seconds for which a fault that can be taken away stays: longer than a call waits for a service."""
DELAY = 0.05
AGAIN = 200
"""Facts that are published a second time, and messages that are given back in another order."""
INBOXES = ("projects.inbox", "member_points.inbox", "gateway.inbox")


@dataclass
class ChaosServers:
    """Three broker nodes and a database server of one test's own, each behind a proxy."""

    nodes: RabbitMQCluster
    postgresql: PrivatePostgreSQL
    databases: Databases
    brokers: list[Proxy]
    database: Proxy
    draw: Random

    @property
    def addresses(self) -> dict[str, str]:
        """The settings by which processes reach the servers through the proxies."""
        uris = [f"amqp://guest:guest@127.0.0.1:{proxy.port}//" for proxy in self.brokers]
        url = self.databases.url.replace(f":{self.postgresql.port}/", f":{self.database.port}/")
        return {"AMQP_URI": ";".join(uris), "DATABASE_URL": url}

    @property
    def faults(self) -> dict[str, Callable[[], None]]:
        """Every fault by its name."""
        return {
            "broker: leader of a queue killed": self._kill_leader,
            "broker: all nodes restarted": self._restart_nodes,
            "broker: memory alarm": partial(self._alarm, "set_vm_memory_high_watermark", "0.00001", "0.4"),
            "broker: disk full": partial(self._alarm, "set_disk_free_limit", "100000GB", "50MB"),
            "broker: connections cut": self._cut_brokers,
            "broker: network slow": partial(self._slow, self.brokers),
            "broker: network gone": partial(self._swallow, self.brokers),
            "broker: deliveries shuffled": self._shuffle,
            "database: restarted": self.postgresql.restart,
            "database: killed": self._kill_database,
            "database: connections cut": self.database.cut,
            "database: network slow": partial(self._slow, [self.database]),
            "database: network gone": partial(self._swallow, [self.database]),
            "facts published twice": self._publish_again,
        }

    def _kill_leader(self) -> None:
        leader = self.nodes.leader_of("projects.inbox")
        leader.kill()
        time.sleep(LASTS)
        leader.start()

    def _restart_nodes(self) -> None:
        for node in self.nodes.nodes:
            node.stop()
        self.nodes.launch().await_ready()

    def _alarm(self, command: str, raised: str, ended: str) -> None:
        for value in (raised, ended):
            for node in self.nodes.nodes:
                node.ctl(command, value)
            time.sleep(LASTS if value == raised else 0)

    def _cut_brokers(self) -> None:
        for proxy in self.brokers:
            proxy.cut()

    @staticmethod
    def _slow(proxies: list[Proxy]) -> None:
        for proxy in proxies:
            proxy.delay = DELAY
        time.sleep(LASTS)
        for proxy in proxies:
            proxy.delay = 0.0

    @staticmethod
    def _swallow(proxies: list[Proxy]) -> None:
        for proxy in proxies:
            proxy.open.clear()
        time.sleep(LASTS)
        for proxy in proxies:
            proxy.open.set()
            proxy.cut()

    def _shuffle(self) -> None:
        with broker.connect(self.nodes.nodes[0].uri) as connection:
            channel = connection.channel()
            until = time.monotonic() + LASTS
            while time.monotonic() < until:
                for queue in INBOXES:
                    taken = [message for _ in range(20) if (message := channel.basic_get(queue)) is not None]
                    self.draw.shuffle(taken)
                    for message in taken:
                        channel.basic_reject(message.delivery_tag, requeue=True)

    def _kill_database(self) -> None:
        self.postgresql.kill()
        self.postgresql.start()

    def _publish_again(self) -> None:
        for name in service_names():
            address = self.databases.admin.rpartition("/")[0] + f"/{self.databases.prefix}_{name}"
            with psycopg.connect(address, autocommit=True) as session:
                newest = f"SELECT position FROM outbox ORDER BY position DESC LIMIT {AGAIN}"
                session.execute(f"UPDATE outbox SET published_at = NULL WHERE position IN ({newest})".encode())


@contextmanager
def chaos_servers(draw: Random) -> Iterator[ChaosServers]:
    """Lend the servers, ready, with their proxies."""
    with ExitStack() as stack:
        nodes, postgresql = stack.enter_context(private_nodes()), stack.enter_context(private_cluster())
        nodes.await_ready()
        postgresql.await_ready()
        brokers = [stack.enter_context(Proxy(node.port)) for node in nodes.nodes]
        database = stack.enter_context(Proxy(postgresql.port))
        yield ChaosServers(nodes, postgresql, Databases(postgresql.url), brokers, database, draw)
