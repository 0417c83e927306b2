"""In-process transport from outbox to inbox on the embedded host: the same guarantee without a broker.

Its events are not signed: they pass between threads of one process, by method calls that nobody outside can make.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from shared.messaging.events import Envelope
from shared.messaging.relay import OutboxRow, Settled


class Receiver(Protocol):
    """Receives events durably: a service's inbox, or the gateway's projector."""

    def receive(self, envelopes: Sequence[Envelope]) -> object:
        """Return only when the envelopes are durable or applied."""


class InProcessBroker:
    """In-process publisher that passes each event to every subscriber of its source."""

    def __init__(self) -> None:
        self.receivers: dict[str, list[Receiver]] = defaultdict(list)

    def subscribe(self, receiver: Receiver, sources: frozenset[str]) -> None:
        """Subscribe a receiver to the events of some services."""
        for source in sources:
            self.receivers[source].append(receiver)

    def publish(self, rows: Sequence[OutboxRow]) -> Settled:
        """Pass a batch to all subscribers; one that raises makes the relay retry the whole batch."""
        by_source: dict[str, list[Envelope]] = defaultdict(list)
        for item in map(Envelope.decode, (row.envelope for row in rows)):
            by_source[item.source_name].append(item)
        for source, batch in by_source.items():
            for receiver in self.receivers[source]:
                receiver.receive(batch)
        return frozenset
