"""Visits of a schedule, proposed or published, in one shape."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

Record = Mapping[str, Any]
Pair = tuple[str, str]
GONE = "withdrawn"
NOON = "12:00"


@dataclass(frozen=True)
class Entry:
    """A visit: who visits what, when; `status` once it is published, `change` and `before` where it is new or moved."""

    stop_id: str
    stop: str
    delegation_id: str
    delegation: str
    day: str
    begins: str
    ends: str
    travel_minutes: int
    people: int
    is_pinned: bool = False
    visit_id: str = ""
    status: str = ""
    change: str = ""
    before: str = ""

    @property
    def pair(self) -> Pair:
        """The stop and the delegation, by which a pin names it."""
        return self.stop_id, self.delegation_id

    @property
    def half_day(self) -> tuple[str, str, bool]:
        """The delegation's half-day that it takes."""
        return self.delegation_id, self.day, self.begins < NOON


def proposed(proposal: Record, pins: Iterable[Record]) -> list[Entry]:
    """Return the visits of a proposal, with what differs from the schedule that stands."""
    difference = proposal.get("difference") or {}
    changes = {_key(each): kind for kind in ("moved", "added") for each in difference.get(kind, [])}
    pinned = pairs_of(pins)
    return [
        Entry(
            each["stop_id"], each["stop"], each["delegation_id"], each["delegation"], each["day"], each["begins"],
            each["ends"], each["travel_minutes"], each["people"], (each["stop_id"], each["delegation_id"]) in pinned,
            change=changes.get(_key(each), ""),
        )
        for each in proposal["visits"]
    ]  # fmt: skip


def published(
    visits: Iterable[Record], stops: Mapping[str, str], delegations: Mapping[str, str], pins: Iterable[Record]
) -> list[Entry]:
    """Return the visits of a published schedule that are to come or were held."""
    pinned = pairs_of(pins)
    return [
        Entry(
            each["stop_id"], stops.get(each["stop_id"], each["title"]), each["delegation_id"],
            delegations.get(each["delegation_id"], ""), each["day"], each["begins"], each["ends"],
            each.get("travel_minutes") or 0, each["head_count"], (each["stop_id"], each["delegation_id"]) in pinned,
            each["id"], each["status"],
        )
        for each in visits
        if each["status"] != GONE
    ]  # fmt: skip


def with_before(entries: Iterable[Entry], standing: Iterable[Entry]) -> list[Entry]:
    """Return moved visits with the day and time at which they stand until now."""
    known = {each.pair: f"{each.day} {each.begins}" for each in standing}
    return [replace(each, before=known.get(each.pair, "")) if each.change == "moved" else each for each in entries]


def pairs_of(pins: Iterable[Record]) -> set[Pair]:
    """Return the pairs of stop and delegation that are pinned."""
    return {(each["stop_id"], each["delegation_id"]) for each in pins}


def _key(visit: Record) -> tuple[str, str, str, str]:
    return visit["stop_id"], visit["delegation_id"], visit["day"], visit["begins"]
