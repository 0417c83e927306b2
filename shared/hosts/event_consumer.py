"""Event consumer of a service on the nameko host: runs the event receiver, and reactions with nameko's dependencies.

A reaction does not take a worker from nameko's pool. It runs inside the inbox's transaction, which may hold a row that
all workers wait for; were it to wait for a free worker then, nobody would ever go on.
"""

from typing import Any

from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint, Extension

from shared.hosts.event_receiver import EventReceiver
from shared.hosts.providers import executor_of
from shared.hosts.reaction_runner import ReactionRunner
from shared.messaging.events import Event
from shared.settings import load_settings
from shared.unit_of_work import UnitOfWork


class Reaction(Entrypoint):  # type: ignore[misc]
    """The entrypoint that nameko's dependencies are told of while a reaction runs."""


class EventConsumer(Extension):  # type: ignore[misc]
    """Consumes events from RabbitMQ into the inbox, and applies what the inbox holds."""

    def __init__(self) -> None:
        self.receiver: EventReceiver | None = None
        self.threads: list[Any] = []

    def start(self) -> None:
        """Start consuming, after all dependencies are set up."""
        settings = load_settings()
        reactor = ReactionRunner(self.container.service_cls, executor_of(self.container), settings, self.react)
        self.receiver = EventReceiver(reactor.inbox, reactor.sources, settings)
        for step in (self.receiver.listen, self.receiver.apply):
            self.threads.append(self.container.spawn_managed_thread(step))

    def stop(self) -> None:
        """Stop between two events."""
        self.kill()
        for thread in self.threads:
            thread.wait()

    def kill(self) -> None:
        if self.receiver is not None:
            self.receiver.stop()

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
