"""The embedded host's way from outbox to inbox: the same guarantee, no broker between."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from shared.messaging.events import Envelope
from shared.messaging.relay import Settled, Told


class Ear(Protocol):
    """Whoever keeps what it hears: a service's inbox, or the gateway's projector."""

    def receive(self, envelopes: Sequence[Envelope]) -> None:
        """Return only when the envelopes are durable or applied."""


class Loopback:
    """Hands each event to every ear that listens to its source."""

    def __init__(self) -> None:
        self.ears: dict[str, list[Ear]] = defaultdict(list)

    def listen(self, ear: Ear, sources: frozenset[str]) -> None:
        """Bind an ear to the events of some services."""
        for source in sources:
            self.ears[source].append(ear)

    def publish(self, told: Sequence[Told]) -> Settled:
        """Return a batch to all ears; one that raises makes the relay try the whole batch again."""
        by_source: dict[str, list[Envelope]] = defaultdict(list)
        for item in map(Envelope.decode, (row.envelope for row in told)):
            by_source[item.source_name].append(item)
        for source, batch in by_source.items():
            for ear in self.ears[source]:
                ear.receive(batch)
        return frozenset
