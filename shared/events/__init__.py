"""The catalogue of facts, a module or package per service that tells them; `docs/events.md` is generated from these."""

from importlib import import_module
from pathlib import Path

from shared.messaging.events import CATALOGUE, Event


def all_events() -> list[type[Event]]:
    """Load every module of facts and return its event classes, by service, in the order they are written."""
    here = Path(__file__).parent
    sources = sorted(
        {path.stem for path in (*here.glob("[a-z]*.py"), *(one.parent for one in here.glob("*/__init__.py")))}
    )
    for name in sources:
        import_module(f"{__name__}.{name}")
    return sorted(CATALOGUE.values(), key=lambda event: (sources.index(event.source), sources.index(_module(event))))


def _module(event: type[Event]) -> str:
    return event.__module__.removeprefix(f"{__name__}.").partition(".")[0]
