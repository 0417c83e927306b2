"""The day from which what an event says of its records holds: that of the deed, else that of its recording."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from gateway.projections.records import Record
from shared.messaging.events import DatedEvent, Envelope, Event
from shared.unit_of_work import BEIJING

DEEDS = (
    "effective_on", "vetted_on", "returned_on", "confirmed_on", "started_on", "reached_on", "refused_on", "accepted_on",
    "withdrawn_on", "ended_on", "reviewed_on", "approved_on", "reported_on", "published_on", "held_on", "closed_on",
    "cancelled_on", "taken_back_on", "recorded_on", "proposed_on", "began_on",
)  # fmt: skip
"""The fields of events that say on which day something was done, where `effective_on` does not."""
CARRIED = "from_organization_id"
"""The field of an event by which a record passed to another organization, from the day of the deed on."""


def dated(records: list[Record], event: Event, item: Envelope, named: Mapping[type[Event], str]) -> list[Record]:
    """Return an event's records with the days from which their state and their place hold.

    `named` are the fields of states, such as `notice.closed_on`, that date deeds whose events do not. A record that
    passed to another organization is there from the day of the deed on; what it is was so before.
    """
    if not records:
        return records
    recorded_on = recorded_day(item)
    deed = _deed_day(event, named)
    # What an event says is so already when it says it, whichever day it names.
    day = recorded_on if deed is None else min(deed.isoformat(), recorded_on)
    since, placed_from = (recorded_on, day) if getattr(event, CARRIED, None) else (day, recorded_on)
    return [msgspec.structs.replace(record, since=record.since or since, placed_from=placed_from) for record in records]


def recorded_day(item: Envelope) -> str:
    """Return the day in China on which an event was told."""
    return item.time.astimezone(BEIJING).date().isoformat()


def _deed_day(event: Event, named: Mapping[type[Event], str]) -> date | None:
    if isinstance(event, DatedEvent) and event.effective_on is not None:
        return event.effective_on
    field = named.get(type(event)) or _field(type(event))
    day: Any = attrgetter(field)(event) if field else None
    return day if isinstance(day, date) else None


@cache
def _field(event: type[Event]) -> str | None:
    return next((name for name in DEEDS if name in event.__struct_fields__), None)
