"""A queue as the platform's listeners have it, that is there as long as it is measured."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any, Self

from shared.keys import KeyRing
from shared.messaging import broker
from shared.messaging.publisher import ConfirmingPublisher
from shared.messaging.relay import OutboxRow
from shared.messaging.signatures import EventSignatures

BATCH = 500
SIGNATURES = EventSignatures(KeyRing((b"k" * 32,)))


class Queue:
    """One quorum queue, bound to everything that one source tells."""

    def __init__(self, uri: str, source: str, name: str) -> None:
        self.uri = uri
        self.source = source
        self.name = name

    def __enter__(self) -> Self:
        self.connection: Any = broker.connect(self.uri)
        self.channel: Any = self.connection.channel()
        broker.declare_inbox(self.channel, self.name, frozenset({self.source}))
        return self

    def __exit__(self, *_: object) -> None:
        for name in (self.name, f"{self.name}.dead"):
            self.channel.queue_delete(name)
        broker.close(self.connection)

    def take_all(self) -> int:
        """Empty the queue and tell how many messages were in it."""
        return int(self.channel.queue_purge(self.name))

    def put(self, told: Sequence[OutboxRow]) -> None:
        """Put events into the queue, in their order, and return when all of them are safe."""
        with closing(ConfirmingPublisher(self.uri, self.source, SIGNATURES)) as publisher:
            for begin in range(0, len(told), BATCH):
                if publisher.publish(told[begin : begin + BATCH])():
                    raise RuntimeError("nothing is bound to the exchange")
