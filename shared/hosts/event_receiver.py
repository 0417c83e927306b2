"""Event receiver of a service on RabbitMQ: events go into its inbox, and from there through its reactions."""

import threading
from collections.abc import Sequence

from shared.hosts.reaction_runner import repeat
from shared.messaging.broker import inbox_of
from shared.messaging.consumer import consume
from shared.messaging.events import Envelope
from shared.messaging.inbox import Inbox
from shared.messaging.signatures import EventSignatures
from shared.settings import Settings

IDLE = 2.0
"""Seconds between two looks at an inbox in which nothing new was put here; something may be due, or left to be done."""


class EventReceiver:
    """Two loops, each for a thread or a greenlet of its own, until it is stopped."""

    def __init__(self, inbox: Inbox, sources: frozenset[str], settings: Settings) -> None:
        self.inbox = inbox
        self.sources = sources
        self.uri = settings.amqp_uri
        self.signatures = EventSignatures.from_settings(settings)
        self.stopping = threading.Event()
        self.news = threading.Event()

    def listen(self) -> None:
        """Consume events from RabbitMQ into the inbox."""
        queue = inbox_of(self.inbox.name)
        consume(self.uri, queue, self.sources, self._keep, signatures=self.signatures, stopping=self.stopping)

    def apply(self) -> None:
        """Apply what the inbox holds, as soon as something new is there."""
        repeat(f"inbox-{self.inbox.name}", self.inbox.apply_due, self.stopping, self._rest)

    def stop(self) -> None:
        """End both loops between two events; consumed events stay in the inbox."""
        self.stopping.set()
        self.news.set()

    def _keep(self, envelopes: Sequence[Envelope]) -> None:
        if self.inbox.receive(envelopes):
            self.news.set()

    def _rest(self) -> None:
        self.news.wait(IDLE)
        self.news.clear()
