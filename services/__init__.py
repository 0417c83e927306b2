"""Services, one package each, all with the same files.

A service is a folder here with a `service` module in it: nothing lists them, so nothing forgets one.
"""

import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.service import Service

FOLDER = Path(__file__).parent


def service_names() -> list[str]:
    """Return the services there are, in alphabetical order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/service.py"))


def service_class(name: str) -> "type[Service]":
    """Load a service's class, the only one its `service` module defines.

    Raises LookupError where there is no such service, TypeError where its module defines none or several.
    """
    if name not in service_names():
        raise LookupError(name)
    from shared.service import Service  # noqa: PLC0415 - an entry point patches the process before it imports this

    module = import_module(f"services.{name}.service")
    found = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Service) and value.__module__ == module.__name__
    ]
    if len(found) != 1 or getattr(found[0], "name", None) != name:
        raise TypeError(f"{module.__name__} must define one class, with the name {name!r}")
    return found[0]


def migrations_of(name: str) -> Path:
    """Return the folder of a service's migrations."""
    return FOLDER / name / "migrations"
