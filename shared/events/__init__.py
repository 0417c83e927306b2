"""The catalogue of facts, a module or package per service that tells them; `docs/events.md` is generated from these."""

from importlib import import_module
from pathlib import Path
from types import ModuleType


def told() -> dict[str, ModuleType]:
    """Load every module of facts, by the name of the service that tells them."""
    here = Path(__file__).parent
    names = sorted(
        {path.stem for path in (*here.glob("[a-z]*.py"), *(one.parent for one in here.glob("*/__init__.py")))}
    )
    return {name: import_module(f"{__name__}.{name}") for name in names}
