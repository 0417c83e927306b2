"""The areas of the API, one module each; a module's `blueprint` is served as soon as the module is there."""

from importlib import import_module
from pathlib import Path

from gateway.blueprints import Blueprint


def blueprints() -> list[Blueprint]:
    """Return every area, in the order in which the reference shows them."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return [import_module(f"{__name__}.{name}").blueprint for name in names]
