"""Registration of what a service does: decorators mark functions, and a `Service` subclass finds them in its package.

`@command` and `@query` make a function callable by RPC under its own name; `@reaction(Event)` runs it for each event.
Nothing lists them. The hosts read the methods that a subclass gets; the nameko host turns them into `@rpc`.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any, ClassVar, TypeVar

from shared.field_encryption import FieldCipher
from shared.messaging.reactions import MARK, PARKED
from shared.unit_of_work import CommandExecutor, UnitOfWork

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


class Service:
    """Base of the service classes: a subclass in a package's `service` module states its name and nothing else.

    Its methods are the marked commands, queries and reactions of that package. TypeError where two have one name.
    """

    name: ClassVar[str]
    executor: CommandExecutor
    cipher: FieldCipher
    """The cipher of personal data, where a command or query of the service has a parameter `cipher`."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        package, _, module = cls.__module__.rpartition(".")
        for function in _marked(package) if module == "service" else ():
            if function.__name__ in vars(cls):
                raise TypeError(f"{cls.__module__}: {function.__name__} is marked twice")
            setattr(cls, function.__name__, _rpc_method(function) if hasattr(function, KIND) else _reaction(function))


def rpc_methods(service_cls: type) -> dict[str, Callable[..., Any]]:
    """Return the methods of a service class that are commands or queries, by name."""
    return {name: method for name, method in inspect.getmembers(service_cls) if hasattr(method, KIND)}


def needs_cipher(service_cls: type) -> bool:
    """Return whether a command or query of a service works on encrypted fields."""
    return any(_takes_cipher(inspect.unwrap(method)) for method in rpc_methods(service_cls).values())


def _marked(package: str) -> Iterator[Callable[..., Any]]:
    """Yield the marked functions of a service's commands, queries and reactions, in the order they are written."""
    for part in ("commands", "queries", "reactions"):
        for module in _modules(import_module(f"{package}.{part}")):
            for function in vars(module).values():
                is_own = getattr(function, "__module__", None) == module.__name__
                if is_own and any(hasattr(function, mark) for mark in (KIND, MARK, PARKED)):
                    yield function


def _modules(part: ModuleType) -> Iterator[ModuleType]:
    yield part
    for found in pkgutil.iter_modules(getattr(part, "__path__", ())):
        yield import_module(f"{part.__name__}.{found.name}")


def _takes_cipher(function: Callable[..., Any]) -> bool:
    return "cipher" in inspect.signature(function).parameters


def _rpc_method(function: Callable[..., Any]) -> Callable[..., Any]:
    kind, takes_cipher = getattr(function, KIND), _takes_cipher(function)

    @wraps(function)
    def method(self: Service, call: dict[str, Any], **params: Any) -> dict[str, Any]:
        run = self.executor.command if kind == COMMAND else self.executor.query
        return run(self.cipher.bind(function) if takes_cipher else function, call, params)

    return method


def _reaction(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def method(_self: Service, work: UnitOfWork, event: Any) -> None:
        function(work, event)

    return method
