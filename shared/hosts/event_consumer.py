"""Event consumer of a service on the nameko host: events go into its inbox, and from there through its reactions.

A reaction does not take a worker from nameko's pool. It runs inside the inbox's transaction, which may hold a row that
all workers wait for; were it to wait for a free worker then, nobody would ever go on.
"""

import threading
from collections.abc import Sequence
from typing import Any

from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint, Extension

from shared.hosts.providers import executor_of
from shared.hosts.reaction_runner import ReactionRunner, repeat
from shared.messaging.broker import inbox_of
from shared.messaging.consumer import consume
from shared.messaging.events import Envelope, Event
from shared.messaging.signatures import EventSignatures
from shared.settings import load_settings
from shared.unit_of_work import UnitOfWork

IDLE = 2.0
"""Seconds between two looks at an inbox in which nothing new was put here; something may be due, or left to be done."""


class Reaction(Entrypoint):  # type: ignore[misc]
    """The entrypoint that nameko's dependencies are told of while a reaction runs."""


class EventConsumer(Extension):  # type: ignore[misc]
    """Consumes events from RabbitMQ into the inbox, and applies what the inbox holds."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.news = threading.Event()
        self.threads: list[Any] = []

    def start(self) -> None:
        """Start consuming, after all dependencies are set up."""
        executor, settings = executor_of(self.container), load_settings()
        self.signatures = EventSignatures.from_settings(settings)
        self.reactor = ReactionRunner(self.container.service_cls, executor, settings, self.react)
        for step in (self._listen, self._apply):
            self.threads.append(self.container.spawn_managed_thread(step))

    def stop(self) -> None:
        """Stop between two events; consumed events stay in the inbox."""
        self.kill()
        for thread in self.threads:
            thread.wait()

    def kill(self) -> None:
        self.stopping.set()
        self.news.set()

    def react(self, name: str, work: UnitOfWork, event: Event) -> None:
        """Run one reaction on a service of its own, with the dependencies that a worker has."""
        # Extensions know their container by a weak reference, which cannot be referred to once more.
        reaction = Reaction().bind(self.container.interface, name)
        service = self.container.service_cls()
        context = WorkerContext(self.container, service, reaction, (work, event))
        providers = list(self.container.dependencies)
        for provider in providers:
            setattr(service, provider.attr_name, provider.get_dependency(context))
            provider.worker_setup(context)
        try:
            getattr(service, name)(work, event)
        finally:
            for provider in providers:
                provider.worker_teardown(context)

    def _listen(self) -> None:
        name, sources = self.container.service_name, self.reactor.sources
        uri, signatures = self.container.config["AMQP_URI"], self.signatures
        consume(uri, inbox_of(name), sources, self._keep, signatures=signatures, stopping=self.stopping)

    def _keep(self, envelopes: Sequence[Envelope]) -> None:
        if self.reactor.inbox.receive(envelopes):
            self.news.set()

    def _apply(self) -> None:
        repeat(f"inbox-{self.container.service_name}", self.reactor.inbox.apply_due, self.stopping, self._rest)

    def _rest(self) -> None:
        self.news.wait(IDLE)
        self.news.clear()
