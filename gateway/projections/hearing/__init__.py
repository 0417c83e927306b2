"""What each event says about which leaf records: one module for each service that tells, one place to ask."""

from collections.abc import Iterable
from typing import Any

from gateway.projections.hearing import organizations, projects
from gateway.projections.records import Record
from shared.events.organizations import TreeChanged
from shared.messaging.events import Envelope, Event
from shared.trees import Timeline

HEARD = organizations.HEARD | projects.HEARD
SOURCES = frozenset(event.source for event in HEARD)
"""The services whose events the read side hears."""

INHERITS = {"milestone": ("project", projects.under_project)}
"""Record types that are part of another record: of which type that is, and what they take over from it."""
WHOLES = frozenset(whole for whole, _ in INHERITS.values())


def hear(item: Envelope) -> tuple[Iterable[Record], Iterable[Timeline]]:
    """This function will give the records and the organizations' timelines that an event brings; most bring one."""
    event: Any = item.event()
    records = HEARD.get(type(event), _nothing)
    return records(event, item), event.changed if isinstance(event, TreeChanged) else ()


def _nothing(_event: Event, _item: Envelope) -> Iterable[Record]:
    return ()
