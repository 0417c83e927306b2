"""Relay process: acquires the leader lock, moves committed events, and creates partitions ahead of time."""

import time
from collections.abc import Collection
from contextlib import ExitStack, closing
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from shared import databases
from shared.connection_budget import RELAY
from shared.messaging import metrics
from shared.messaging.consumer import Stopping, reconnect_delay
from shared.messaging.partitions import create_partitions
from shared.messaging.publisher import ConfirmingPublisher
from shared.messaging.relay import BATCH, LeaseLostError, Relay
from shared.messaging.relay_lease import RelayLease
from shared.messaging.signatures import EventSignatures
from shared.settings import Settings
from shared.unit_of_work import clock

SHORTEST_IDLE, LONGEST_IDLE = 0.01, 0.1
"""Seconds between two looks at an outbox in which nothing waits, while something did a moment ago."""
AWAKE = 3.0
"""Seconds for which it looks that often; longer than a service goes on telling without waking it."""
REST = 2.0
"""Seconds after which it looks by itself, when no service wakes it: with the lease's renewal, one question a second."""
GATHER = 0.05
"""Seconds for which a batch that was not full lets the next one grow: one event costs as much to move as many."""
UNLED = 1.0
"""Seconds between two tries to lead."""
UPKEEP = 3600

log = structlog.get_logger()


def run_relay(name: str, settings: Settings, stopping: Stopping, *, inboxes: Collection[str] = ()) -> None:
    """Move a service's outbox to RabbitMQ while it is the leader, until it is to stop.

    `inboxes` are the queues known to listen to the service. They are bound before the first event is told, so that a
    listener which starts later than those it listens to has missed nothing.
    """
    url = settings.database(name)
    with ExitStack() as stack:
        engine = databases.open_database(url, connections=RELAY - 1)
        stack.callback(engine.dispose)
        signatures = EventSignatures.from_settings(settings)
        wire = ConfirmingPublisher(settings.amqp_uri, name, signatures, inboxes=inboxes)
        publisher = stack.enter_context(closing(wire))
        lease = stack.enter_context(RelayLease(url))
        metrics.watch(name, engine)
        for family in (metrics.PUBLISHED, metrics.UNROUTABLE):
            family.labels(name).inc(0)  # a figure that is not there yet cannot be seen to grow
        stack.callback(metrics.forget, name)
        RelayProcess(Relay(name, engine, publisher, clock, lease), publisher, lease).run(stopping)


class RelayProcess:
    """The loop of one relay: leadership, retries, partitions."""

    def __init__(self, relay: Relay, publisher: ConfirmingPublisher, lease: RelayLease) -> None:
        self.relay = relay
        self.publisher = publisher
        self.lease = lease
        self.failures = 0
        self.idle = SHORTEST_IDLE
        self.led = False
        self.awake_until = 0.0
        self.upkept: datetime | None = None

    def run(self, stopping: Stopping) -> None:
        """Run until it is to stop, whatever fails; each consecutive failure lengthens the pause."""
        while not stopping.is_set():
            try:
                stopping.wait(self._turn(stopping))
                self.failures = 0
            except LeaseLostError:
                log.warning("leader lock lost, not publishing", service=self.relay.name)
            except Exception as error:  # noqa: BLE001 - the outbox keeps what could not be moved
                self.failures += 1
                wait = reconnect_delay(self.failures)
                log.warning(
                    "relay failed, retrying", service=self.relay.name, seconds=round(wait, 1), error=repr(error)
                )
                stopping.wait(wait)
        self._finish()

    def _turn(self, stopping: Stopping) -> float:
        if not self._leads():
            self.relay.forget()
            self.publisher.heartbeat()
            return UNLED
        self._upkeep()
        if moved := self.relay.move():
            self.idle, self.awake_until = SHORTEST_IDLE, time.monotonic() + AWAKE
            return 0.0 if moved >= BATCH else GATHER
        self.publisher.heartbeat()
        if time.monotonic() < self.awake_until:
            self.idle = min(LONGEST_IDLE, self.idle * 2)
            return self.idle
        self.lease.await_notification(stopping, REST)
        return 0.0

    def _leads(self) -> bool:
        led, self.led = self.led, self.lease.held()
        if self.led != led:
            words = "leader lock acquired" if self.led else "leader lock lost"
            log.info(words, service=self.relay.name, epoch=self.lease.epoch)
        return self.led

    def _upkeep(self) -> None:
        now = self.relay.clock()
        if self.upkept is not None and (now - self.upkept).total_seconds() < UPKEEP:
            return
        self.upkept = now
        try:
            for made in create_partitions(self.relay.engine, now.date()):
                log.info("partition created", service=self.relay.name, partition=made)
        except DBAPIError as error:
            log.warning("partition creation failed, retrying later", service=self.relay.name, error=repr(error))

    def _finish(self) -> None:
        try:
            self.relay.confirm()
        except Exception as error:  # noqa: BLE001 - the next relay tells it again
            log.warning("relay stopped with unconfirmed events", service=self.relay.name, error=repr(error))
