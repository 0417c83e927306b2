"""The same two services on each host: one process on SQLite, or processes on RabbitMQ and PostgreSQL."""

import sys
import threading
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, delete, event, select

from shared import databases
from shared.errors import Unavailable
from shared.hosts.embedded import EmbeddedHost
from shared.hosts.rpc.client import RpcClient
from shared.messaging.events import Envelope
from shared.messaging.process import AWAKE, run_relay
from shared.messaging.publisher import ConfirmingPublisher
from shared.messaging.relay import OutboxRow
from shared.messaging.signatures import EventSignatures
from shared.messaging.tables import inbox
from shared.rights import Actor
from shared.settings import load_settings
from shared.unit_of_work import clock
from tests.messaging.sample_services import MIGRATIONS, SERVICES, broken, consumed
from tools.servers.databases import Databases
from tools.servers.processes import await_true, end_all, start
from tools.servers.vhosts import Broker

SECONDS = 20
"""How long anything that is promised may take on a busy machine."""


class SampleHost:
    """Two services that hear each other, whatever lies between them."""

    settles = 0.5
    """Seconds after which all have come to rest."""

    def __init__(self, stack: ExitStack) -> None:
        self.settings = load_settings()
        self.engines: dict[str, Engine] = {}
        for name in SERVICES:
            engine = self.engines[name] = databases.open_database(self.settings.database(name), connections=3)
            stack.callback(engine.dispose)

    def acting(self) -> str:
        """Sign a call of the publisher."""
        return Actor("a1", "A").sign(self.settings.secret_key, "publisher", "publish")

    def call(self, service: str, method: str, **asked: Any) -> Any:
        """Ask a service."""
        raise NotImplementedError

    def deliver(self, envelopes: Sequence[Envelope]) -> None:
        """Hand envelopes to whoever listens, in exactly this order."""
        raise NotImplementedError

    def disturb(self) -> None:
        """Break what can break between the services."""
        raise NotImplementedError

    def asked(self) -> dict[str, int]:
        """Count what the databases were asked until now."""
        raise NotImplementedError

    def publish(self, organization_id: str, *notes: str, key: str = "") -> dict[str, Any]:
        """Have notes told for an organization."""
        call = {"acting": self.acting(), "idempotency_key": key or str(uuid.uuid4())}
        return self.call("publisher", "publish", call=call, organization_id=organization_id, notes=list(notes))

    def consumed(self, organization_id: str) -> list[str]:
        """Return what the consumer wrote down for an organization, in its order."""
        with databases.reading(self.engines["consumer"]) as session:
            wanted = select(consumed.c.note).where(consumed.c.organization_id == organization_id)
            return list(session.scalars(wanted.order_by(consumed.c.place)))

    def await_consumed(self, organization_id: str, notes: Sequence[str]) -> None:
        """Wait until these notes are written down, and check that nothing else is."""
        await_true(
            lambda: len(self.consumed(organization_id)) >= len(notes), seconds=SECONDS, what=f"{len(notes)} notes"
        )
        assert self.consumed(organization_id) == list(notes)

    def waiting(self, organization_id: str) -> list[Any]:
        """Return what the consumer keeps for an organization and has not applied."""
        with databases.reading(self.engines["consumer"]) as session:
            return list(session.execute(select(inbox).where(inbox.c.partition_key == organization_id)))

    def break_note(self, note: str) -> None:
        """Have the consumer fail at a note."""
        with databases.transaction(self.engines["consumer"]) as session:
            session.execute(broken.insert(), {"note": note})

    def mend_note(self, note: str) -> None:
        """Have the consumer fail no longer."""
        with databases.transaction(self.engines["consumer"]) as session:
            session.execute(delete(broken).where(broken.c.note == note))


class EmbeddedSampleHost(SampleHost):
    """One process, plain threads, SQLite."""

    def __init__(self, stack: ExitStack) -> None:
        super().__init__(stack)
        for engine in self.engines.values():
            databases.migrate(engine, MIGRATIONS)
        self.host = EmbeddedHost(list(SERVICES.values()), self.settings)
        self.host.subscribe(self, frozenset({"publisher"}))
        self.failures = 0
        self.statements: Counter[str] = Counter()
        for name, hosted in self.host.hosted.items():
            event.listen(hosted.executor.engine, "before_cursor_execute", partial(self._count, name))
        self.host.start()
        stack.callback(self.host.stop)

    def acting(self) -> str:
        """Sign a call of the publisher."""
        return Actor("a1", "A").sign(self.settings.secret_key, "publisher", "publish")

    def call(self, service: str, method: str, **asked: Any) -> Any:
        return self.host.call(service, method, **asked)

    def _count(self, name: str, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements[name] += not statement.startswith("BEGIN")

    def asked(self) -> dict[str, int]:
        return dict(self.statements)

    def deliver(self, envelopes: Sequence[Envelope]) -> None:
        self.host.broker.publish(outbox_rows(envelopes))

    def disturb(self) -> None:
        self.failures += 3

    def receive(self, _envelopes: Sequence[Envelope]) -> None:
        """Be one more ear, which fails after the consumer has heard."""
        if self.failures:
            self.failures -= 1
            raise OSError("disturbed")


class BrokerSampleHost(SampleHost):
    """Each service a process of its own on nameko or plain threads, a relay for each, RabbitMQ and PostgreSQL."""

    settles = AWAKE + 2.5
    """And PostgreSQL has counted what they did before."""

    def __init__(self, stack: ExitStack, made: Databases, broker: Broker, folder: Path) -> None:
        for name in SERVICES:
            made.create(name)
        super().__init__(stack)
        self.databases, self.broker = made, broker
        for name in SERVICES:
            process = start(
                [sys.executable, "-m", "tests.messaging.run_service", name], cwd=Path.cwd(), log=folder / name
            )
            stack.callback(_end, process)
        self.stopping = threading.Event()
        self.rpc = RpcClient(self.settings.amqp_uri, timeout=SECONDS)
        stack.callback(self.rpc.close)
        for name in SERVICES:
            stack.callback(self._relay(name).join)
        stack.callback(self.stopping.set)
        await_true(self._publishes, seconds=SECONDS, what="the publisher taking requests")

    def _relay(self, name: str) -> threading.Thread:
        await_true(lambda: self._migrated(name), seconds=SECONDS, what=f"the tables of {name}")
        inboxes = {"inboxes": ["consumer.inbox"]} if name == "publisher" else {"inboxes": ["gateway.inbox"]}
        thread = threading.Thread(target=run_relay, args=(name, self.settings, self.stopping), kwargs=inboxes)
        thread.start()
        return thread

    def _migrated(self, name: str) -> bool:
        with self.engines[name].connect() as connection:
            return bool(connection.exec_driver_sql("SELECT to_regclass('consumed')").scalar_one())

    def _publishes(self) -> bool:
        # Its tables are there before its queue is: until then nobody takes requests, and a call is told so at once.
        try:
            self.publish("the organization that nobody listens to")
        except Unavailable:
            return False
        return True

    def acting(self) -> str:
        """Sign a call of the publisher."""
        return Actor("a1", "A").sign(self.settings.secret_key, "publisher", "publish")

    def call(self, service: str, method: str, **asked: Any) -> Any:
        return self.rpc.call(service, method, **asked)

    def asked(self) -> dict[str, int]:
        return {name: self.databases.transactions(name) for name in SERVICES}

    def deliver(self, envelopes: Sequence[Envelope]) -> None:
        publisher = ConfirmingPublisher(
            self.settings.amqp_uri, "publisher", EventSignatures.from_settings(self.settings)
        )
        assert publisher.publish(outbox_rows(envelopes))() == frozenset()
        publisher.close()

    def disturb(self) -> None:
        self.broker.cut_connections(self.settings.amqp_uri.rpartition("/")[2])
        self.databases.cut_connections()


def _end(process: psutil.Popen) -> None:
    end_all(process.pid)
    process.wait()


def outbox_rows(envelopes: Sequence[Envelope]) -> list[OutboxRow]:
    """Return envelopes as they stand in an outbox."""
    return [OutboxRow(place, clock(), item.event_name, item.encode().decode()) for place, item in enumerate(envelopes)]
