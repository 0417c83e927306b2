"""Services, one package each, all with the same files.

A service is a folder here with a `service` module in it: nothing lists them, so nothing forgets one.
"""

import inspect
import warnings
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent


def service_names() -> list[str]:
    """Return the services there are, in alphabetical order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/service.py"))


def service_class(name: str) -> type:
    """Load a service's class, the only one its `service` module defines.

    Raises LookupError where there is no such service, TypeError where its module defines none or several.
    """
    if name not in service_names():
        raise LookupError(name)
    # Eventlet announces its end whenever nameko is imported; the third host of the architecture is the way out.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet")
    module = import_module(f"services.{name}.service")
    found = [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module.__name__]
    if len(found) != 1 or getattr(found[0], "name", None) != name:
        raise TypeError(f"{module.__name__} must define one class, with the name {name!r}")
    return found[0]


def migrations_of(name: str) -> Path:
    """Return the folder of a service's migrations."""
    return FOLDER / name / "migrations"
