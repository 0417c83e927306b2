"""The areas of the API: every blueprint of every module here is served."""

from importlib import import_module
from pathlib import Path

from gateway.blueprints import Blueprint


def blueprints() -> list[Blueprint]:
    """Return every area, in the order in which the reference shows them."""
    modules = [import_module(f"{__name__}.{path.stem}") for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))]
    return [value for module in modules for value in vars(module).values() if isinstance(value, Blueprint)]
