"""Mapping of events to leaf records: one module for each service that emits them."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from gateway.projections import deed_days
from gateway.projections.records import YIELDS, Mapper, Record
from shared.events.organizations import TreeChanged
from shared.messaging.events import Envelope, Event
from shared.trees import Timeline

MODULES = [import_module(f"{__name__}.{path.stem}") for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))]
MAPPERS: dict[type[Event], Mapper] = {event: mapper for module in MODULES for event, mapper in module.MAPPERS.items()}
SOURCES = frozenset(event.source for event in MAPPERS)
"""The services whose events the read side consumes."""

DEED_DAYS: dict[type[Event], str] = {
    event: field for module in MODULES for event, field in getattr(module, "DEED_DAYS", {}).items()
}
"""Where the events of a class say in their record's state on which day something was done."""

INHERITS: dict[str, tuple[str, Callable[[Record, Record], Record]]] = {
    part: whole for module in MODULES for part, whole in getattr(module, "INHERITS", {}).items()
}
"""Record types that are part of another record: of which type that is, and what they take over from it."""
WHOLES = frozenset(whole for whole, _ in INHERITS.values())
ADDRESSES: dict[str, str] = {
    "account_grant": "accounts/{account_id}",
    **{record_type: address for module in MODULES for record_type, address in getattr(module, "ADDRESSES", {}).items()},
}
"""Where a record of a type is read below /api/v1, made from its id and its state."""


EVENTS_OF: dict[str, list[str]] = {}
"""The events that make or change the records of a type, by their names on the wire."""
for _event, _mapper in MAPPERS.items():
    for _record_type in getattr(_mapper, YIELDS):
        EVENTS_OF.setdefault(_record_type, []).append(f"{_event.source}/{_event.name}")


def address_of(record_type: str, fields: Mapping[str, Any]) -> str:
    """Return the address of a record, built from its id, its organization and its state."""
    return f"/api/v1/{ADDRESSES[record_type]}".format_map(fields)


def map_event(item: Envelope) -> tuple[Iterable[Record], Iterable[Timeline]]:
    """Map an event to its records and timelines; most events bring one."""
    event: Any = item.event()
    records = MAPPERS.get(type(event), _nothing)
    timelines = event.changed if isinstance(event, TreeChanged) else ()
    return deed_days.dated(list(records(event, item)), event, item, DEED_DAYS), timelines


def _nothing(_event: Event, _item: Envelope) -> Iterable[Record]:
    return ()
