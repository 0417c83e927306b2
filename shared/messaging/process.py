"""The relay as a process: it leads or waits to lead, moves what is committed, and makes room for the months to come."""

from collections.abc import Collection
from contextlib import ExitStack, closing
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from shared import databases
from shared.connection_budget import RELAY
from shared.messaging import metrics
from shared.messaging.amqp import ConfirmingPublisher
from shared.messaging.leadership import Leadership
from shared.messaging.listener import Stopping, pause
from shared.messaging.months import make_months
from shared.messaging.relay import BATCH, Relay
from shared.settings import Settings
from shared.work import clock

SHORTEST_IDLE, LONGEST_IDLE = 0.01, 0.1
"""Seconds between two looks at an outbox in which nothing waits: soon after something did, later rarely."""
GATHER = 0.05
"""Seconds for which a batch that was not full lets the next one grow: one event costs as much to move as many."""
UNLED = 0.5
"""Seconds between two tries to lead."""
UPKEEP = 3600

log = structlog.get_logger()


def run_relay(name: str, settings: Settings, stopping: Stopping, *, inboxes: Collection[str] = ()) -> None:
    """This function will move a service's outbox to RabbitMQ whenever it leads, until it is to stop.

    `inboxes` are the queues known to listen to the service. They are bound before the first event is told, so that a
    listener which starts later than those it listens to has missed nothing.
    """
    url = settings.database(name)
    with ExitStack() as stack:
        engine = databases.open_database(url, connections=RELAY - 1)
        stack.callback(engine.dispose)
        publisher = stack.enter_context(closing(ConfirmingPublisher(settings.amqp_uri, name, inboxes=inboxes)))
        leadership = stack.enter_context(Leadership(url))
        metrics.watch(name, engine)
        for family in (metrics.PUBLISHED, metrics.UNROUTABLE):
            family.labels(name).inc(0)  # a figure that is not there yet cannot be seen to grow
        stack.callback(metrics.forget, name)
        RelayProcess(Relay(name, engine, publisher, clock), publisher, leadership).run(stopping)


class RelayProcess:
    """The loop around one relay."""

    def __init__(self, relay: Relay, publisher: ConfirmingPublisher, leadership: Leadership) -> None:
        self.relay = relay
        self.publisher = publisher
        self.leadership = leadership
        self.failures = 0
        self.idle = SHORTEST_IDLE
        self.upkept: datetime | None = None

    def run(self, stopping: Stopping) -> None:
        """This function will go on whatever happens; each failure in a row makes the next pause longer."""
        while not stopping.is_set():
            try:
                wait = self._turn()
                self.failures = 0
            except Exception as error:  # noqa: BLE001 - the outbox keeps what could not be moved
                self.failures += 1
                wait = pause(self.failures)
                log.warning("the relay tries again", service=self.relay.name, seconds=round(wait, 1), error=repr(error))
            stopping.wait(wait)
        self._finish()

    def _turn(self) -> float:
        if not self.leadership.held():
            self.relay.forget()
            self.publisher.tend()
            return UNLED
        self._upkeep()
        if moved := self.relay.move():
            self.idle = SHORTEST_IDLE
            return 0.0 if moved >= BATCH else GATHER
        self.publisher.tend()
        self.idle = min(LONGEST_IDLE, self.idle * 2)
        return self.idle

    def _upkeep(self) -> None:
        now = self.relay.clock()
        if self.upkept is not None and (now - self.upkept).total_seconds() < UPKEEP:
            return
        self.upkept = now
        try:
            for made in make_months(self.relay.engine, now.date()):
                log.info("partition made", service=self.relay.name, partition=made)
        except DBAPIError as error:
            log.warning("the next months' partitions are still missing", service=self.relay.name, error=repr(error))

    def _finish(self) -> None:
        try:
            self.relay.settle()
        except Exception as error:  # noqa: BLE001 - the next relay tells it again
            log.warning("what was on its way is told again", service=self.relay.name, error=repr(error))
