"""Scenarios: who acts, on which day, and the records of each service, made over one interface whatever lies below."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar

from shared.unit_of_work import CommandExecutor


class Builders:
    """Makes the records of one service by its commands; a scenario says how a command is carried out.

    `who` is the organization for which someone acts, or the name of someone.
    """

    name: ClassVar[str]
    day: date

    def do(self, who: str, command: str, /, **params: Any) -> Any:
        """Carry out a command, or raise its refusal."""
        raise NotImplementedError

    def ask(self, who: str, query: str, /, **params: Any) -> Any:
        """Return the answer to a query, or raise its refusal."""
        raise NotImplementedError


Bound = TypeVar("Bound", bound=Builders)


class Platform(Protocol):
    """A scenario with all services in it."""

    @property
    def day(self) -> date:
        """The day it is."""

    def do(self, who: str, service: str, command: str, /, **params: Any) -> Any:
        """Carry out a command, or a query, of a service."""

    def executor(self, service: str) -> CommandExecutor:
        """Return what carries out a service's commands in this process, for what no command does."""


def of_service(builders: type[Bound], platform: Platform) -> Bound:
    """Return the builders of one service on a scenario that has all of them."""

    def do(_self: Builders, who: str, command: str, /, **params: Any) -> Any:
        return platform.do(who, builders.name, command, **params)

    day = property(lambda _self: platform.day)
    bound: Bound = type(builders.__name__, (builders,), {"do": do, "ask": do, "day": day})()
    return bound


LISTS_OF_UNITS = {"units", "sources", "spoke"}


def mapped(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """Return JSON with each text and number in it changed, by its value and the field that it stands in."""
    if isinstance(value, dict):
        return {inner: mapped(each, change, inner) for inner, each in value.items()}
    return [mapped(each, change, name) for each in value] if isinstance(value, list) else change(name, value)


def with_ids(ids: dict[str, str], name: str, value: Any) -> Any:
    """Return a parameter with ids in the place of the names by which a scenario calls organizations and records."""

    def change(name: str, value: Any) -> Any:
        is_id = name.endswith("_id") or name in LISTS_OF_UNITS
        return ids.get(value, value) if is_id and isinstance(value, str) else value

    return mapped(value, change, name)
