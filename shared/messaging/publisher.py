"""Event publisher on RabbitMQ: persistent, mandatory, and counted as published only when confirmed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

import msgspec
import structlog

from shared import tracing
from shared.messaging import broker, metrics
from shared.messaging.amqp_frames import FrameEncoder, MessageProperties
from shared.messaging.relay import OutboxRow
from shared.messaging.signatures import EventSignatures
from shared.struct_types import prepared

WRITE = 65536
"""Bytes that are gathered for one write."""

log = structlog.get_logger()


class UnconfirmedError(Exception):
    """The broker did not confirm a batch: all of it has to be published again."""


class EnvelopeHeaders(msgspec.Struct, frozen=True):
    """The fields of an envelope that become headers; the rest is not even decoded."""

    id: str
    correlationid: str = ""
    traceparent: str = ""

    def properties(self, signature: dict[str, str], traceparent: str) -> MessageProperties:
        """Return the message's AMQP properties: nameko reads `traceparent` as a worker's context data."""
        traced = {tracing.HEADER: traceparent} if traceparent else {}
        return MessageProperties(self.id, self.correlationid, traced | signature)


@dataclass(frozen=True)
class InFlightBatch:
    """A batch in flight: its connection, its last delivery tag and its message ids."""

    connection: Any
    last_tag: int
    positions: Mapping[str, int]


class ConfirmingPublisher:
    """Publishes one service's events on `<service>.events`, in batches, with publisher confirms.

    After any refusal or timeout it closes the connection and starts again: a confirm that comes late would otherwise
    be taken for the next message's. While the broker is short of memory or disk it confirms nothing; the timeout ends
    that wait too, and the relay tries again after a pause.
    """

    def __init__(
        self,
        uri: str,
        service: str,
        signatures: EventSignatures,
        *,
        inboxes: Iterable[str] = (),
        timeout: float = broker.TIMEOUT,
    ) -> None:
        self.signatures = signatures
        self.uri = uri
        self.service = service
        self.exchange = broker.exchange_of(service)
        self.inboxes = tuple(inboxes)
        self.timeout = timeout
        self._forget()

    def _forget(self) -> None:
        self._connection: Any = None
        self._channel: Any = None
        self._sent = 0
        # Every tag up to here is confirmed, and these beyond it: confirms come in any order.
        self._through = 0
        self._early: set[int] = set()
        self._returned: set[str] = set()

    def publish(self, rows: Sequence[OutboxRow]) -> Callable[[], frozenset[int]]:
        """Publish a batch; return the function that waits for its confirms.

        Called, that gives the positions for which no queue was bound: they are not told. It raises when any of the
        others is not known to be safe. A second batch may be sent before the first is waited for.
        """
        try:
            if self._connection is None:
                self._open()
            return partial(self._confirmed, self._send(rows))
        except BaseException:
            self.close()
            raise

    def heartbeat(self) -> None:
        """Send heartbeats on an idle connection, and drop one that has died."""
        if self._connection is None:
            return
        try:
            while broker.drain(self._connection, 0):
                pass
            self._connection.heartbeat_tick()
        except broker.BROKEN:
            self.close()

    def close(self) -> None:
        """Close the connection; what was not confirmed counts as not published."""
        connection = self._connection
        self._forget()
        if connection is not None:
            broker.close(connection)

    def _open(self) -> None:
        self._connection = broker.connect(self.uri, on_blocked=self._blocked)
        channel = self._channel = self._connection.channel()
        broker.declare_exchange(channel, self.service)
        # Who is known to listen hears from the first event on, even before it is started for the first time.
        for queue in self.inboxes:
            broker.declare_inbox(channel, queue, frozenset({self.service}))
        channel.events["basic_ack"].add(self._acknowledged)
        channel.events["basic_nack"].add(self._refused)
        channel.events["basic_return"].add(self._on_return)
        channel.confirm_select()
        self._frames = FrameEncoder(channel.channel_id, self.exchange, self._connection.frame_max)

    def _send(self, rows: Sequence[OutboxRow]) -> InFlightBatch:
        positions: dict[str, int] = {}
        gathered = bytearray()
        with self._connection.transport.having_timeout(self.timeout):
            for item in rows:
                headers = msgspec.json.decode(item.envelope, type=prepared(EnvelopeHeaders))
                positions[headers.id] = item.position
                body = item.envelope.encode()
                with tracing.span(f"publish {item.name}", headers.traceparent, tracing.PRODUCER) as traceparent:
                    properties = headers.properties(self.signatures.headers(body), traceparent)
                    gathered += self._frames.message(item.name, body, properties)
                if len(gathered) > WRITE:
                    self._write(gathered)
                    gathered.clear()
            self._write(gathered)
        self._sent += len(rows)
        return InFlightBatch(self._connection, self._sent, positions)

    def _write(self, gathered: bytearray) -> None:
        self._connection.transport.write(gathered)
        # py-amqp's heartbeat looks at whether this changed.
        self._connection.bytes_sent += 1

    def _confirmed(self, batch: InFlightBatch) -> frozenset[int]:
        try:
            self._await(batch)
        except BaseException:
            self.close()
            raise
        lost = self._returned & batch.positions.keys()
        self._returned -= lost
        if lost:
            metrics.UNROUTABLE.labels(self.service).inc(len(lost))
        return frozenset(batch.positions[message_id] for message_id in lost)

    def _await(self, batch: InFlightBatch) -> None:
        until = monotonic() + self.timeout
        while batch.connection is self._connection and self._through < batch.last_tag:
            if not broker.drain(self._connection, max(0.0, until - monotonic())):
                raise UnconfirmedError(f"no confirm within {self.timeout} s")
        if batch.connection is not self._connection:
            raise UnconfirmedError("the connection was lost before the confirms came")

    def _acknowledged(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
        if multiple:
            self._through = max(self._through, tag)
            self._early = {early for early in self._early if early > tag}
        else:
            self._early.add(tag)
        while self._through + 1 in self._early:
            self._through += 1
            self._early.discard(self._through)

    def _refused(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 - py-amqp calls it so
        raise UnconfirmedError(f"the broker refused message {tag}{' and those before it' if multiple else ''}")

    def _on_return(self, _error: Exception, _exchange: str, _name: str, message: Any) -> None:
        self._returned.add(message.properties["message_id"])

    def _blocked(self, reason: str) -> None:
        log.warning("broker connection blocked", service=self.service, reason=reason)
