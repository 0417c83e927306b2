"""A leaf record of the read side: its owner, its state, and its states on any day.

Days inside a record are ISO texts: that is how they rest in JSON, and such texts sort as days do.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, Self

import msgspec
from sqlalchemy import Row

from shared.messaging.events import CATALOGUE, Envelope, Event
from shared.schedule_status import Schedule

State = Mapping[str, Any]
Phases = tuple[tuple[str, dict[str, Any]], ...]
Key = tuple[str, str, str]
"""District, record type, record id."""
ALWAYS = "0001-01-01"
"""The first day of what holds for all days."""


class Version(msgspec.Struct, frozen=True, array_like=True):
    """What one revision said of a record: its state from the day `since` on, its place from `placed_from` on."""

    revision: int
    since: str
    placed_from: str
    organization_id: str
    state: dict[str, Any]
    phases: Phases = ()

    def on(self, day: str) -> State:
        """Return the state on a day from `since` on."""
        state: State = self.state
        for begins, changes in self.phases:
            if begins <= day:
                state = {**state, **changes}
        return state


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One leaf record; of two with the same key the higher revision counts, in whichever order they arrive.

    `phases` are the changes that days bring by themselves, oldest first: an open milestone is at risk from
    one day and overdue from another, without any event. `whole_id` names the project that a milestone is part of.
    The state holds from the day `since` on (`ALWAYS` where it tells its own past), the place from `placed_from` on;
    `history` is what earlier revisions said of the days before, by revision.
    """

    district_id: str
    record_type: str
    record_id: str
    organization_id: str
    revision: int
    state: dict[str, Any]
    phases: Phases = ()
    whole_id: str | None = None
    since: str = ""
    placed_from: str = ""
    history: tuple[Version, ...] = ()

    @property
    def key(self) -> Key:
        """The record's identity."""
        return self.district_id, self.record_type, self.record_id

    @property
    def newest(self) -> Version:
        """What the newest revision said."""
        return Version(self.revision, self.since, self.placed_from, self.organization_id, self.state, self.phases)

    def on(self, day: str) -> State:
        """Return the record's state on a day; empty where there was no such record yet."""
        if day >= self.since:
            return self.newest.on(day) if self.phases else self.state
        said = [version for version in self.history if version.since <= day]
        return said[-1].on(day) if said else {}

    def next_change(self, day: str) -> str | None:
        """Return the first day after the given one on which its state or place changes without an event."""
        versions = [*self.history, self.newest]
        days = {begins for version in versions for begins, _ in version.phases}
        days.update(*((version.since, version.placed_from) for version in versions))
        return min((begins for begins in days if begins > day), default=None)

    def row(self, day: str) -> dict[str, Any]:
        """Return the table's row, with the next change as seen from a day."""
        return {
            "district_id": self.district_id,
            "record_type": self.record_type,
            "record_id": self.record_id,
            "organization_id": self.organization_id,
            "revision": self.revision,
            "whole_id": self.whole_id,
            "state": msgspec.json.encode(self.state).decode(),
            "phases": msgspec.json.encode(self.phases).decode() if self.phases else NOTHING,
            "since": self.since,
            "placed_from": self.placed_from,
            "history": msgspec.json.encode(self.history).decode() if self.history else NOTHING,
            "next_change_on": self.next_change(day),
        }

    @classmethod
    def from_row(cls, row: Row[Any]) -> Self:
        """Build the record from the table's row."""
        return cls(
            district_id=row.district_id,
            record_type=row.record_type,
            record_id=row.record_id,
            organization_id=row.organization_id,
            revision=row.revision,
            whole_id=row.whole_id,
            state=_state(row.state),
            phases=_phases(row.phases) if row.phases != NOTHING else (),
            since=row.since,
            placed_from=row.placed_from,
            history=_history(row.history) if row.history != NOTHING else (),
        )


NOTHING = "[]"
_state = msgspec.json.Decoder(dict[str, Any]).decode
_phases = msgspec.json.Decoder(Phases).decode
_history = msgspec.json.Decoder(tuple[Version, ...]).decode


Mapper = Callable[[Any, Envelope], Iterable[Record]]
"""What makes the records of an event, given its envelope as well."""


YIELDS = "sanji_yields"


def yields(*record_types: str) -> Callable[[Mapper], Mapper]:
    """Declare of which types the records are that a mapper makes."""

    def declare(mapper: Mapper) -> Mapper:
        setattr(mapper, YIELDS, record_types)
        return mapper

    return declare


def family(base: type[Event], mapper: Mapper) -> dict[type[Event], Mapper]:
    """Return the mapper for every event in the catalogue that is of a base class."""
    return {event: mapper for event in CATALOGUE.values() if issubclass(event, base)}


def leaf(
    event: Event,
    record_type: str,
    record_id: str,
    state: dict[str, Any],
    *,
    revision: int,
    owner: str = "",
    phases: Phases = (),
    whole_id: str | None = None,
    since: str | None = None,
) -> Record:
    """Build the leaf record of an event; it belongs to the event's organization, or to the organization `owner`.

    Its state holds from the day of the deed on, or from `since` on.
    """
    return Record(
        district_id=event.district_id,
        record_type=record_type,
        record_id=record_id,
        organization_id=owner or event.organization_id,
        revision=revision,
        state=state,
        phases=phases,
        whole_id=whole_id,
        since=since or "",
    )


def iso(day: date | None) -> str | None:
    """Format a day as stored in a record."""
    return None if day is None else day.isoformat()


def phases_of(*turns: tuple[str | None, dict[str, Any]]) -> Phases:
    """Order changes by day; of one day's changes the later named counts, and None never comes."""
    return tuple(sorted(((begins, changes) for begins, changes in turns if begins), key=itemgetter(0)))


def turns_of(schedule: Schedule[Any]) -> list[tuple[str | None, dict[str, Any]]]:
    """Return the days on which a record's schedule status changes, as `phases_of` takes them."""
    return [(str(begins), {"standing": status}) for begins, status in schedule.turns]


def matches(where: Mapping[str, Collection[Any]], state: State) -> bool:
    """Return whether each of a state's fields has one of the values listed for it."""
    return all(state.get(name) in values for name, values in where.items())
