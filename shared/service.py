"""Registration of what a service does: decorators mark functions, and a `Service` subclass finds them in its package.

`@command` and `@query` make a function callable by RPC under its own name; `@reaction(Event)` runs it for each event,
`@purge` hourly.
Nothing lists them. The hosts read the methods that a subclass gets; the nameko host turns them into `@rpc`.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Table

from shared.encrypted_columns import with_encryption
from shared.messaging.call_audits import PERSONAL
from shared.messaging.reactions import MARK, PARKED
from shared.messaging.tables import answered
from shared.retention import MARK as PURGE
from shared.retention import Purge, purge_kept_answers
from shared.unit_of_work import COMPOSED, CommandExecutor, UnitOfWork

Function = TypeVar("Function", bound=Callable[..., Any])
KIND = "sanji_rpc_kind"
COMMAND, QUERY = "command", "query"


def command(function: Function) -> Function:
    """Mark a function `(work, *, ...)` as a command: one transaction, answered once for each idempotency key."""
    setattr(function, KIND, COMMAND)
    return function


def query(function: Function) -> Function:
    """Mark a function `(work, *, ...)` as a query: one snapshot, nothing is written."""
    setattr(function, KIND, QUERY)
    return function


def composed_by_gateway(*names: str) -> Callable[[Function], Function]:
    """Mark parameters of a command that the gateway composes: a repetition under one key may bring others."""

    def mark(function: Function) -> Function:
        setattr(function, COMPOSED, frozenset(names))
        return function

    return mark


def personal_query(function: Function) -> Function:
    """Mark a query that reads personal data: it leaves an audit event, and answers only once that is kept."""
    setattr(function, PERSONAL, True)
    return query(function)


class Service:
    """Base of the service classes: a subclass in a package's `service` module states its name and nothing else.

    Its methods are the marked commands, queries, reactions and purges of that package, and what every service answers
    about its parked events. TypeError where two have a name.
    """

    name: ClassVar[str]
    package: ClassVar[str]
    """The package of the service; a host's class derived from it has the same."""
    executor: CommandExecutor

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        package, _, module = cls.__module__.rpartition(".")
        if module != "service":
            return
        cls.package = package
        for function in (*_marked(package), *_of_every_service()):
            if function.__name__ in vars(cls):
                raise TypeError(f"{cls.__module__}: {function.__name__} is marked twice")
            setattr(cls, function.__name__, _method(function))


def rpc_methods(service_cls: type) -> dict[str, Callable[..., Any]]:
    """Return the methods of a service class that are commands or queries, by name."""
    return {name: method for name, method in inspect.getmembers(service_cls) if hasattr(method, KIND)}


def purges_of(service_cls: type) -> list[Purge]:
    """Return what purges a service's records whose period is over: the answers it keeps, and what it marks itself."""
    marked = (method for _, method in inspect.getmembers(service_cls) if hasattr(method, PURGE))
    return [purge_kept_answers, *marked]


def needs_cipher(service_cls: type) -> bool:
    """Return whether a command or query of a service works on encrypted fields."""
    return any(_takes_cipher(inspect.unwrap(method)) for method in rpc_methods(service_cls).values())


def encrypted_tables(service_cls: type[Service]) -> list[Table]:
    """Return the tables with encrypted columns in a service's database: its own, and that of kept answers."""
    own = import_module(f"{service_cls.package}.model.tables").Base.metadata.tables.values()
    return with_encryption([*own, answered])


def _marked(package: str) -> Iterator[Callable[..., Any]]:
    """Yield the marked functions of a service's commands, queries and reactions, in the order they are written."""
    for part in ("commands", "queries", "reactions"):
        for module in _modules(import_module(f"{package}.{part}")):
            for function in vars(module).values():
                is_own = getattr(function, "__module__", None) == module.__name__
                if is_own and any(hasattr(function, mark) for mark in (KIND, MARK, PARKED, PURGE)):
                    yield function


def _of_every_service() -> Iterator[Callable[..., Any]]:
    # Named only here: what it is marked with is defined above.
    for function in vars(import_module("shared.parked_calls")).values():
        if getattr(function, "__module__", None) == "shared.parked_calls" and hasattr(function, KIND):
            yield function


def _modules(part: ModuleType) -> Iterator[ModuleType]:
    yield part
    for found in pkgutil.iter_modules(getattr(part, "__path__", ())):
        yield import_module(f"{part.__name__}.{found.name}")


def _takes_cipher(function: Callable[..., Any]) -> bool:
    return "cipher" in inspect.signature(function).parameters


def _method(function: Callable[..., Any]) -> Any:
    if hasattr(function, PURGE):
        return staticmethod(function)
    return _rpc_method(function) if hasattr(function, KIND) else _reaction(function)


def _rpc_method(function: Callable[..., Any]) -> Callable[..., Any]:
    kind, takes_cipher = getattr(function, KIND), _takes_cipher(function)

    @wraps(function)
    def method(self: Service, call: dict[str, Any], **params: Any) -> dict[str, Any]:
        run = self.executor.command if kind == COMMAND else self.executor.query
        cipher = self.executor.cipher
        return run(cipher.bind(function) if takes_cipher and cipher else function, call, params)

    return method


def _reaction(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def method(_self: Service, work: UnitOfWork, event: Any) -> None:
        function(work, event)

    return method
