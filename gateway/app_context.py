"""The application context that every request handler needs, set once when the application is created."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, cast

from flask import current_app
from sqlalchemy import Engine

from gateway.identity_cache import IdentityCache
from gateway.rate_limits import RateLimit
from gateway.read_cache import ReadCache
from shared.settings import Settings
from shared.unit_of_work import BEIJING, CommandExecutor

EXTENSION = "sanji"


class Caller(Protocol):
    """Client of the services: the embedded host, or an RPC client on RabbitMQ."""

    def call(self, service: str, method: str, **params: Any) -> Any:
        """Call a service's method and return its answer; Unavailable when none comes in time."""

    def silent(self, services: Collection[str]) -> frozenset[str]:
        """Return the services that do not answer a ping."""


@dataclass(frozen=True)
class AppContext:
    """The settings, the client of the services, and the gateway's own database with its command executor."""

    settings: Settings
    caller: Caller
    engine: Engine
    executor: CommandExecutor
    clock: Callable[[], datetime]
    identities: IdentityCache
    read_cache: ReadCache
    requests: RateLimit
    sign_ins: RateLimit
    renewals: RateLimit
    strangers: RateLimit

    @property
    def today(self) -> date:
        """The day in China."""
        return self.clock().astimezone(BEIJING).date()


def app_context() -> AppContext:
    """Return the parts of the application that serves the running request."""
    return cast("AppContext", current_app.extensions[EXTENSION])
