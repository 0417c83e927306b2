"""Runner of a service's reactions, the same on every host: in the inbox's transaction, with the events they emit."""

import threading
from collections.abc import Callable
from typing import Any

import structlog
from msgspec.structs import replace
from sqlalchemy.orm import Session

from shared import tracing
from shared.database_errors import log_failure
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.events import Envelope, Event
from shared.messaging.inbox import Inbox
from shared.messaging.reactions import PARKED, reactions_of, sources_of
from shared.settings import Settings
from shared.unit_of_work import CommandExecutor, UnitOfWork

log = structlog.get_logger()
React = Callable[[str, UnitOfWork, Event], Any]
Methods = dict[type[Event], list[str]]


class ReactionRunner:
    """Runs one service's inbox and the reactions to each event in it; `react` runs the method of a name on its host."""

    def __init__(self, service_cls: type, executor: CommandExecutor, settings: Settings, react: React) -> None:
        self.executor = executor
        self.react = react
        self.reactions = reactions_of(service_cls)
        self.when_parked = reactions_of(service_cls, PARKED)
        self.sources = sources_of(service_cls)
        retry_policy = RetryPolicy.from_settings(settings)
        self.inbox = Inbox(
            executor.name, executor.engine, self.apply, executor.clock, retry_policy,
            reacts_to=self.reacts_to, when_parked=self.parked,
        )  # fmt: skip

    def reacts_to(self, item: Envelope) -> bool:
        """Return whether there is a reaction to an event."""
        return item.event_class in self.reactions

    def apply(self, session: Session, item: Envelope) -> None:
        """Run every reaction to an event in the caller's transaction."""
        self._run(self.reactions, session, item)

    def parked(self, session: Session, item: Envelope) -> None:
        """End the job that a parked event drives, in the caller's transaction."""
        self._run(self.when_parked, session, item)

    def _run(self, methods: Methods, session: Session, item: Envelope) -> None:
        event = item.event()
        if event is None:
            return
        for name in methods.get(type(event), []):
            with tracing.span(f"{self.executor.name}.{name}", item.traceparent) as traceparent:
                work = self.executor.react(session, traceparent)
                self.react(name, work, event)
                self.executor.append_events(work, replace(item, traceparent=traceparent))


def repeat(name: str, step: Callable[[], int], stopping: threading.Event, rest: Callable[[], Any]) -> None:
    """Repeat a step until `stopping` is set; after one that did nothing it rests.

    A step that raises is logged and taken again after a second: a database that is away comes back.
    """
    while not stopping.is_set():
        try:
            if not step():
                rest()
        except Exception as error:  # noqa: BLE001 - logged below, with its stack
            log_failure(log, "step failed, retrying", error, thread=name)
            stopping.wait(1.0)
