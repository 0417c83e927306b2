"""Real faults, each with the alarms that it raises: processes killed, messages lost, locks held, a broker that is full.

Each begins with `with` and is mended by what its runbook says when the block ends.
"""

import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import amqp
import psycopg
import requests
from sqlalchemy.engine import make_url

from shared.messaging import broker
from shared.unit_of_work import BEIJING
from tests.faults.proxy import Proxy
from tests.tooling.trees import ROOT
from tools.platforms import Platform
from tools.servers.processes import await_true
from tools.servers.rabbitmq import PrivateRabbitMQ

READER, SOURCE = "projects", "organizations"
"""The service whose inbox is disturbed, and the one whose events it hears."""
MANY = 10_001
LOST = 6
"""Messages in a row: some of them are of a stream that goes on after them."""
AUDIT_LIMIT = "SANJI_AUDIT_LIMIT"


@dataclass
class Watched:
    """A platform at work: someone enters facts and reads lists all the time, whatever becomes of the requests."""

    platform: Platform
    node: PrivateRabbitMQ
    district: dict[str, str]
    clerk: dict[str, str]
    street: str
    community: str
    writes: bool = True
    asked: list[int] = field(default_factory=list)

    def work(self, stopping: threading.Event) -> None:
        """Enter an organization and a project and read a list, four times a second, until it is to stop."""
        while not stopping.wait(0.25):
            if self.writes:
                opened = {"name": f"第{uuid.uuid4().hex[:12]}社区", "level": "community", "parent_id": self.street}
                self.ask(self.district, "POST", "/organizations", opened | {"effective_on": "2020-01-01"})
                self.ask(self.clerk, "POST", "/projects", self.project())
            self.ask(self.clerk, "GET", f"/projects?organization_id={self.community}")
            with suppress(requests.RequestException):
                requests.get(f"{self.platform.address}/healthz", timeout=5)

    def project(self) -> dict[str, Any]:
        """Return what declares one more project of the community."""
        asked = {"organization_id": self.community, "kind": "secretary_project", "category": "brand_building"}
        return asked | {
            "year": datetime.now(BEIJING).year,
            "title": f"邻里节{uuid.uuid4().hex[:8]}",
            "lead_post": "社区书记",
        }

    def ask(self, who: dict[str, str], method: str, path: str, body: dict[str, Any] | None = None) -> None:
        headers = who | {"Idempotency-Key": str(uuid.uuid4())}
        with suppress(requests.RequestException):
            address = f"{self.platform.address}/api/v1{path}"
            answer = requests.request(method, address, json=body, headers=headers, timeout=5)
            self.asked.append(answer.status_code)

    def sql(self, name: str, *statements: str) -> None:
        """Execute statements in a process's database as its administrator."""
        with self.session(name) as session:
            for statement in statements:
                session.execute(statement)

    def session(self, name: str) -> "psycopg.Connection[Any]":
        url = make_url(self.platform.env["DATABASE_URL"])
        named = url.set(drivername="postgresql", database=f"{url.database}_{name}")
        return psycopg.connect(named.render_as_string(hide_password=False), autocommit=True)

    def tool(self, *words: str, codes: tuple[int, ...] = (0,)) -> None:
        """Run a tool of operations as its page says; fails with what it said where it ends with another code."""
        command = [sys.executable, "-m", *words]
        run = subprocess.run(
            command, cwd=ROOT, env=self.platform.env, check=False, capture_output=True, text=True, timeout=120
        )
        assert run.returncode in codes, (
            f"{words} ended with {run.returncode}:\n{run.stdout[-2000:]}{run.stderr[-2000:]}"
        )

    @contextmanager
    def channel(self) -> Iterator[Any]:
        connection = broker.connect(self.platform.env["AMQP_URI"])
        try:
            yield connection.channel()
        finally:
            broker.close(connection)

    def restart(self, *command: str, **settings: str) -> None:
        """End a process and start it anew, with other settings for this once."""
        self.platform.stop(" ".join(command))
        common = self.platform.env
        self.platform.env = common | settings
        self.platform.start(*command)
        self.platform.env = common


Fault = Callable[[Watched], Any]
PROJECTOR, GATEWAY = ("gateway.projector",), ("gateway",)


def killed(*command: str) -> Fault:
    """Return the fault that a process is killed, which is mended by starting it."""

    @contextmanager
    def fault(watched: Watched) -> Iterator[None]:
        watched.platform.stop(" ".join(command), how=signal.SIGKILL)
        yield
        watched.platform.start(*command)

    return fault


@contextmanager
def queues_unbound(watched: Watched) -> Iterator[None]:
    queues = watched.node.ctl("list_queues", "--quiet", "--no-table-headers", "name").split()
    heard = [queue for queue in queues if queue.endswith(".inbox")]
    with watched.channel() as channel:
        for queue in heard:
            channel.queue_unbind(queue, broker.exchange_of(READER), "#")
    yield
    watched.restart("services.relay", READER)


@contextmanager
def message_lost(watched: Watched) -> Iterator[None]:
    """Lose one event of a stream on its way to a service and to the projector; what follows waits for it."""
    readers = {READER: ("services", READER), "gateway": PROJECTOR}
    for command in readers.values():
        watched.platform.stop(" ".join(command), how=signal.SIGKILL)
    with watched.channel() as channel:
        for name in readers:
            lost = partial(channel.basic_get, broker.inbox_of(name), no_ack=True)
            for _ in range(LOST):
                await_true(lambda take=lost: take() is not None, seconds=30, what="an event arrives")  # type: ignore[misc]
    for command in readers.values():
        watched.platform.start(*command)
    yield
    for name in readers:
        watched.tool("shared.replay", name)


@contextmanager
def broker_slow(watched: Watched) -> Iterator[None]:
    with Proxy(watched.node.port) as proxy:
        there = watched.platform.env["AMQP_URI"].replace(f":{watched.node.port}", f":{proxy.port}")
        watched.restart(*PROJECTOR, AMQP_URI=there)
        queue = broker.inbox_of("gateway")
        with watched.channel() as channel:
            # Slow from the beginning, it would never be done with shaking hands.
            consumed = partial(channel.queue_declare, queue, passive=True)
            await_true(lambda: consumed().consumer_count > 0, seconds=60, what="the projector consumes")
        proxy.delay = 4.0
        yield
        proxy.delay = 0.0
        watched.restart(*PROJECTOR)


@contextmanager
def flooded(watched: Watched) -> Iterator[None]:
    """Fill a queue while its consumer is away, with messages that are no events."""
    watched.platform.stop(*PROJECTOR, how=signal.SIGKILL)
    with watched.channel() as channel:
        for _ in range(MANY):
            channel.basic_publish(amqp.Message(b"{}"), "", broker.inbox_of("gateway"))
    yield
    with watched.channel() as channel:
        channel.queue_purge(broker.inbox_of("gateway"))
    watched.platform.start(*PROJECTOR)
    watched.tool("shared.replay", "gateway")


@contextmanager
def stranger(watched: Watched) -> Iterator[None]:
    """Publish what is no event; it is set aside, and discarded when somebody has looked at it."""
    with watched.channel() as channel:
        channel.basic_publish(amqp.Message(b"no event"), "", broker.inbox_of(READER))
    yield
    with watched.channel() as channel:
        channel.queue_purge(f"{broker.inbox_of(READER)}.dead")


@contextmanager
def table_away(watched: Watched) -> Iterator[None]:
    """Take a table away under a service: its reactions fail and are parked, its commands answer 500."""
    watched.sql(READER, "ALTER TABLE organization_version RENAME TO organization_version_away")
    yield
    watched.sql(READER, "ALTER TABLE organization_version_away RENAME TO organization_version")
    watched.tool("shared.parked", "replay", "--all", "--service", READER, "--reason", "the table is back")


@contextmanager
def broker_out_of_memory(watched: Watched) -> Iterator[None]:
    watched.node.ctl("set_vm_memory_high_watermark", "0.00001")
    yield
    watched.node.ctl("set_vm_memory_high_watermark", "0.4")


@contextmanager
def table_locked(watched: Watched) -> Iterator[None]:
    """Lock a table that lists are read from, again and again, for longer than anybody waits for an answer."""
    ended = threading.Event()

    def lock() -> None:
        with watched.session(READER) as session:
            while not ended.is_set():
                with session.transaction():
                    session.execute("LOCK TABLE project IN ACCESS EXCLUSIVE MODE")
                    time.sleep(3.0)

    holding = threading.Thread(target=lock)
    holding.start()
    yield
    ended.set()
    holding.join()


@contextmanager
def half_requests(watched: Watched) -> Iterator[None]:
    """Begin ten requests a second and finish none."""
    ended, opened = threading.Event(), list[socket.socket]()
    host, port = watched.platform.address.removeprefix("http://").split(":")

    def begin() -> None:
        while not ended.wait(0.1):
            with suppress(OSError):
                opened.append(socket.create_connection((host, int(port)), timeout=5))
                opened[-1].sendall(b"POST /api/v1/auth/token HTTP/1.1\r\nHost: ")

    beginning = threading.Thread(target=begin)
    beginning.start()
    yield
    ended.set()
    beginning.join()
    for each in opened:
        each.close()


@contextmanager
def trail_limited(watched: Watched) -> Iterator[None]:
    watched.restart(*GATEWAY, **{AUDIT_LIMIT: "1000"})
    yield
    watched.restart(*GATEWAY)


@contextmanager
def never_maintained(watched: Watched) -> Iterator[None]:
    """Begin as a new installation does: nothing was backed up, restored or reconciled yet."""
    yield
    url = make_url(watched.platform.env["DATABASE_URL"])
    env = watched.platform.env | {
        "PGDATABASE": f"{url.database}_gateway",
        "PGHOST": str(url.host),
        "PGPORT": str(url.port),
        "PGUSER": str(url.username),
    }
    for task in ("backup", "restore_drill"):
        note = ["sh", str(ROOT / "deploy" / "backup" / "note.sh"), task]
        subprocess.run(note, env=env, check=True, capture_output=True, timeout=60)
    watched.tool("gateway.reconcile")


@contextmanager
def figure_bent(watched: Watched) -> Iterator[None]:
    """Change a figure by hand, as nobody should, and reconcile."""
    watched.sql("gateway", "UPDATE figure SET total = total + 1 WHERE indicator = 'communities'")
    watched.tool("gateway.reconcile", codes=(1,))
    yield
    watched.tool("gateway.rebuild", "--yes")
    watched.tool("gateway.reconcile")


FAULTS: dict[str, tuple[Fault, tuple[str, ...]]] = {
    "nothing was ever maintained": (
        never_maintained, ("BackupOverdue", "RestoreDrillOverdue", "ReconciliationOverdue"),
    ),
    "a relay is killed": (killed("services.relay", READER), ("ProcessDown", "OutboxNotDraining", "RelayWithoutLeader")),
    "queues are unbound": (queues_unbound, ("EventsUnroutable",)),
    "a message is lost": (message_lost, ("InboxNotApplying", "ProjectorLagging")),
    "the broker is slow": (broker_slow, ("EventLagHigh",)),
    "a queue is flooded": (flooded, ("QueueGrowing",)),
    "a stranger publishes": (stranger, ("MessageRejected", "DeadLettersWaiting")),
    "a table is away": (table_away, ("EventParked", "InternalServerErrors")),
    "the broker has no memory": (broker_out_of_memory, ("BrokerResourceAlarm",)),
    "a service is killed": (killed("services", READER), ("ServicesUnavailable", "ErrorRateHigh")),
    "requests are half sent": (half_requests, ("ConnectionsDropped",)),
    "the trail is large": (trail_limited, ("AuditTrailLarge",)),
    "a figure is bent": (figure_bent, ("FiguresDiffer",)),
    "a table is locked": (table_locked, ("LatencyHigh",)),
}  # fmt: skip
"""By what happens: the fault, and the alarms that it raises."""
READ_ONLY = {"a table is locked"}
"""Nobody writes before and while it happens: what asks services that do not run here is slow by itself."""


def configuration(watched: Watched, rules: Path, node_port: int) -> str:
    """Return Prometheus's settings for a platform: each process's own page, and the broker's two."""
    # A tool that was run meanwhile, as for an account, was given an address too, and is gone.
    each = [watched.platform.watched[name] for name in watched.platform.processes if name != "gateway"]
    processes = [watched.platform.metrics.removeprefix("http://"), *each]
    targets = ", ".join(f'"{each}"' for each in processes)
    return f"""
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: ["{rules}"]
scrape_configs:
  - {{job_name: processes, static_configs: [{{targets: [{targets}]}}]}}
  - {{job_name: rabbitmq, static_configs: [{{targets: ["127.0.0.1:{node_port}"]}}]}}
  - job_name: queues
    metrics_path: /metrics/detailed
    params: {{family: [queue_coarse_metrics]}}
    static_configs: [{{targets: ["127.0.0.1:{node_port}"]}}]
"""
