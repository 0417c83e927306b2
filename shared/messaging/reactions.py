"""Registration of reactions: `@reaction(Event)` marks a method, and every host finds it."""

from collections.abc import Callable
from typing import Any, TypeVar

from shared.messaging.events import Event

Method = TypeVar("Method", bound=Callable[..., Any])
MARK = "sanji_reacts_to"
PARKED = "sanji_when_parked"


def reaction(*events: type[Event]) -> Callable[[Method], Method]:
    """Mark a method `(self, work, event)` as a reaction to events, named `deed_on_event`."""

    def mark(method: Method) -> Method:
        setattr(method, MARK, events)
        return method

    return mark


def when_parked(*events: type[Event]) -> Callable[[Method], Method]:
    """Mark a method `(self, work, event)` that ends the job driven by these events when one of them is parked."""

    def mark(method: Method) -> Method:
        setattr(method, PARKED, events)
        return method

    return mark


def reactions_of(service: type, mark: str = MARK) -> dict[type[Event], list[str]]:
    """List, for every event a service class reacts to, its methods in the order they are written."""
    reactions: dict[type[Event], list[str]] = {}
    methods = {name: method for base in reversed(service.__mro__) for name, method in vars(base).items()}
    for name, method in methods.items():
        for event in getattr(method, mark, ()):
            reactions.setdefault(event, []).append(name)
    return reactions


def sources_of(service: type) -> frozenset[str]:
    """Return the services whose events a service class consumes."""
    return frozenset(event.source for event in reactions_of(service))
