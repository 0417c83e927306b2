"""Event consumer on RabbitMQ: a message is acknowledged only after its event is stored.

It runs the same on plain threads and under eventlet: it only uses sockets and the event it is stopped by.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Protocol

import msgspec
import structlog

from shared import tracing
from shared.database_errors import log_failure
from shared.messaging import broker, metrics
from shared.messaging.dead_letters import DeadLetter, publish
from shared.messaging.events import Envelope
from shared.messaging.signatures import EventSignatures, SignatureRefusedError

LOOK = 0.5
"""Seconds between two looks at whether to stop."""
GATHER = 0.005
"""Seconds that a batch which is not yet full waits for the next message."""
LONGEST_PAUSE = 15.0
LONGEST_KEY = 64
LARGEST = 2**63 - 1

log = structlog.get_logger()
Receive = Callable[[Sequence[Envelope]], None]


class Stopping(Protocol):
    """A `threading.Event`, or eventlet's green one."""

    def is_set(self) -> bool:
        """Return whether to stop."""

    def wait(self, timeout: float) -> Any:
        """Wait so many seconds, or less when it is set."""


def consume(
    uri: str,
    queue: str,
    sources: frozenset[str],
    receive: Receive,
    *,
    signatures: EventSignatures,
    batch: int = 200,
    stopping: Stopping,
) -> None:
    """Consume the events of some services and pass them to `receive` in batches, reconnecting until it is to stop.

    What `receive` raises for is offered to it again after a pause that grows; a lost connection is made anew; a message
    that is no event of these services, or that no relay signed, is kept aside in `<queue>.dead`, with the reason in
    its headers.
    """
    failures = 0
    metrics.SET_ASIDE.labels(queue.partition(".")[0]).inc(0)  # a figure that is not there yet cannot be seen to grow
    for kind in metrics.SIGNATURE_FAULTS:
        metrics.SIGNATURES_REFUSED.labels(queue.partition(".")[0], kind).inc(0)
    while not stopping.is_set():
        consumer = _Consumer(queue, sources, receive, batch, stopping=stopping, signatures=signatures)
        try:
            consumer.run(uri)
        except Exception as error:  # noqa: BLE001 - whatever happened, only a new connection can help
            failures = 0 if consumer.received else failures + 1
            log.warning("consumer reconnecting", queue=queue, error=repr(error))
            stopping.wait(reconnect_delay(failures))


def reconnect_delay(failures: int) -> float:
    """Return the seconds to wait after so many consecutive failures."""
    # Exponential backoff with jitter (M. Brooker, 2015): consumers do not all reconnect at once after a restart.
    return min(LONGEST_PAUSE, 0.2 * 2.0 ** min(failures, 10)) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


class _Consumer:
    """One consumer on one connection."""

    def __init__(
        self,
        queue: str,
        sources: frozenset[str],
        receive: Receive,
        batch: int,
        *,
        stopping: Stopping,
        signatures: EventSignatures,
    ) -> None:
        self.signatures = signatures
        self.queue = queue
        self.sources = sources
        self.receive = receive
        self.batch = batch
        self.stopping = stopping
        self.received = 0
        self.messages: list[Any] = []

    def run(self, uri: str) -> None:
        self.connection = broker.connect(uri)
        try:
            broker.read_ahead(self.connection)
            self._subscribe()
            while not self.stopping.is_set():
                self._gather()
                # While a batch is kept, more may arrive.
                messages, self.messages = self.messages, []
                if messages:
                    self._take(messages)
                self.connection.heartbeat_tick()
        finally:
            broker.close(self.connection)

    def _subscribe(self) -> None:
        self.channel = self.connection.channel()
        self.channel.auto_decode = False
        broker.declare_inbox(self.channel, self.queue, self.sources)
        self.channel.basic_qos(0, 2 * self.batch, False)
        self.channel.basic_consume(self.queue, callback=self._hear)

    def _hear(self, message: Any) -> None:
        self.messages.append(message)

    def _gather(self) -> None:
        wait = LOOK
        while len(self.messages) < self.batch and broker.drain(self.connection, wait):
            wait = GATHER

    def _take(self, messages: Sequence[Any]) -> None:
        envelopes: list[Envelope] = []
        begun = tracing.now()
        for message in messages:
            try:
                headers = message.headers or {}
                self.signatures.require(message.body, headers)
                envelopes.append(tracing.received(read(message.body, self.sources), headers, begun))
            except SignatureRefusedError as error:
                metrics.SIGNATURES_REFUSED.labels(self.queue.partition(".")[0], error.kind).inc()
                self._set_aside(message, str(error))
            except ValueError as error:
                self._set_aside(message, str(error))
        if not envelopes or self._keep(envelopes):
            self.channel.basic_ack(messages[-1].delivery_tag, multiple=True)
            self.received += len(messages)

    def _keep(self, envelopes: Sequence[Envelope]) -> bool:
        # The messages stay with us while the database is away: sent back, they would be counted as delivered again and
        # again, and a broker gives up on a message after a number of deliveries.
        failures = 0
        while not self.stopping.is_set():
            try:
                self.receive(envelopes)
            except Exception as error:  # noqa: BLE001 - logged below, with its stack
                failures += 1
                log_failure(log, "inbox write failed, retrying", error, queue=self.queue, events=len(envelopes))
                self._hold(reconnect_delay(failures))
            else:
                return True
        return False

    def _hold(self, seconds: float) -> None:
        until = monotonic() + seconds
        while not self.stopping.is_set() and (left := until - monotonic()) > 0:
            self.stopping.wait(min(left, LOOK))
            while broker.drain(self.connection, 0):
                pass
            self.connection.heartbeat_tick()

    def _set_aside(self, message: Any, reason: str) -> None:
        log.error(
            "message rejected, moved to the dead-letter queue",
            queue=self.queue,
            reason=reason,
            message=message.delivery_info["routing_key"],
        )
        letter = DeadLetter.refuse(message, reason, datetime.now(UTC))
        with self.connection.channel() as channel:
            publish(channel, f"{self.queue}.dead", letter)
        metrics.SET_ASIDE.labels(self.queue.partition(".")[0]).inc()


def read(body: bytes | str, sources: frozenset[str]) -> Envelope:
    """Parse an event of the given services; ValueError says why a body is none."""
    try:
        item = Envelope.decode(body)
        number = item.number
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if item.source_name not in sources:
        raise ValueError(f"source {item.source!r} is not one of {sorted(sources)}")
    if not 0 < number <= LARGEST:
        raise ValueError(f"sequence {item.sequence!r}")
    for key in (item.partitionkey, item.districtid):
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            raise ValueError(f"key {key!r}")
    return item
