"""Embedded host: all services in one process on threads and SQLite, with the same outbox and inbox and no broker."""

import threading
import time
from collections.abc import Callable, Collection
from contextlib import nullcontext
from functools import partial
from typing import Any

from sqlalchemy import Engine

from shared import commits, retention
from shared.errors import NotFound
from shared.hosts.hosted_service import HostedService
from shared.hosts.reaction_runner import repeat
from shared.messaging.in_process import InProcessBroker, Receiver
from shared.messaging.relay import Relay
from shared.service import Service
from shared.settings import Settings

FALLBACK = 2.0
"""Seconds after which an idle outbox or inbox is looked at without a commit here: something may be due."""


class EmbeddedHost:
    """Runs services, their relays and further event consumers in threads of one process until it is stopped."""

    def __init__(self, services: list[type[Service]], settings: Settings) -> None:
        self.hosted = {hosted.name: hosted for hosted in (HostedService(service, settings) for service in services)}
        self.broker = InProcessBroker()
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []
        self.waiting: list[threading.Event] = []
        for hosted in self.hosted.values():
            self.broker.subscribe(hosted.inbox, hosted.sources)

    def subscribe(self, receiver: Receiver, sources: frozenset[str]) -> None:
        """Subscribe another consumer, such as the gateway's projector, to the events of services."""
        self.broker.subscribe(receiver, sources)

    def call(self, service: str, method: str, **params: Any) -> Any:
        """Call a service's method in the caller's thread."""
        hosted = self.hosted.get(service)
        if hosted is None:
            raise NotFound("service_unknown", service=service)
        return getattr(hosted.service, method)(**params)

    def silent(self, _services: Collection[str]) -> frozenset[str]:
        """Return no service: all of them run in this very process."""
        return frozenset()

    def start(self) -> None:
        """Start a relay thread, an inbox thread and a purge thread for each service."""
        for hosted in self.hosted.values():
            relay = Relay(hosted.name, hosted.executor.engine, self.broker, hosted.executor.clock)
            self.run_in_thread(f"relay-{hosted.name}", relay.move, hosted.executor.engine)
            if hosted.sources:
                self.run_in_thread(f"inbox-{hosted.name}", hosted.inbox.apply_due, hosted.executor.engine)
            purge = partial(retention.purge_all, hosted.executor, hosted.purges)
            self.run_in_thread(f"purge-{hosted.name}", purge, interval=retention.INTERVAL)

    def run_in_thread(
        self, name: str, step: Callable[[], int], engine: Engine | None = None, interval: float | None = None
    ) -> None:
        """Repeat a step on a thread of its own: after each commit to a database, and at intervals in seconds."""
        committed = threading.Event()
        self.waiting.append(committed)
        thread = threading.Thread(
            target=self._repeat, args=(name, step, committed, engine, interval), name=name, daemon=True
        )
        self.threads.append(thread)
        thread.start()

    def _repeat(
        self,
        name: str,
        step: Callable[[], int],
        committed: threading.Event,
        engine: Engine | None,
        interval: float | None,
    ) -> None:
        def rest() -> None:
            committed.wait(interval or FALLBACK)
            # Before the next look begins: what is committed after that sets it again.
            committed.clear()

        with commits.subscribed(committed, engine) if engine is not None else nullcontext():
            repeat(name, step, self.stopping, rest)

    def stop(self, *, seconds: float = 10.0) -> None:
        """Stop between two steps; a running step is finished, pending work stays in the databases."""
        self.stopping.set()
        for waiting in self.waiting:
            waiting.set()
        until = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0.0, until - time.monotonic()))
        for hosted in self.hosted.values():
            hosted.close()
