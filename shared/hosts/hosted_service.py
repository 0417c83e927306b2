"""A service on a host of plain threads: one instance, with what its methods work with."""

from shared.hosts.reaction_runner import ReactionRunner
from shared.hosts.resources import close_executor, open_executor
from shared.messaging.events import Event
from shared.service import Service, purges_of
from shared.settings import Settings
from shared.unit_of_work import UnitOfWork


class HostedService:
    """One service class, instantiated once; its methods only touch what is safe to share."""

    def __init__(self, service_cls: type[Service], settings: Settings) -> None:
        self.name = service_cls.name
        self.service = service_cls()
        self.executor = self.service.executor = open_executor(service_cls, settings)
        reactor = ReactionRunner(service_cls, self.executor, settings, self.react)
        self.sources = reactor.sources
        self.inbox = reactor.inbox
        self.purges = purges_of(service_cls)

    def react(self, name: str, work: UnitOfWork, event: Event) -> None:
        """Run one reaction in the caller's transaction."""
        getattr(self.service, name)(work, event)

    def close(self) -> None:
        """Close the database."""
        close_executor(self.executor)
