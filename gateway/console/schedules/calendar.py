"""The calendar of a round: rows are delegations, columns are days; days without a visit are folded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.console.schedules.entries import Entry

ROWS = 40
"""Delegations on one page."""
WIDTH = 12
"""Days on one page."""


@dataclass(frozen=True)
class Day:
    """One delegation's day: its visits, and whether it cannot take part."""

    day: str
    entries: tuple[Entry, ...]
    is_absent: bool


@dataclass(frozen=True)
class Row:
    """One delegation with its days."""

    delegation: Mapping[str, Any]
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Calendar:
    """The rows and days that are shown, the days that are folded, and whether there are more rows."""

    days: tuple[str, ...]
    folded: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


def calendar(
    days: Sequence[str], delegations: Sequence[Mapping[str, Any]], entries: Sequence[Entry], *, whole: bool, first: int
) -> Calendar:
    """Lay out the visits of a round; `whole` unfolds the days on which nobody visits anybody."""
    taken = {each.day for each in entries}
    shown = tuple(day for day in days if whole or day in taken)
    going = [each for each in delegations if each.get("status") != "staying"]
    rows = tuple(_row(each, shown, entries) for each in going[first : first + ROWS])
    return Calendar(shown, tuple(day for day in days if day not in shown), rows, len(going))


def _row(delegation: Mapping[str, Any], days: Sequence[str], entries: Sequence[Entry]) -> Row:
    own = sorted((each for each in entries if each.delegation_id == delegation["id"]), key=lambda each: each.begins)
    absent = set(delegation.get("absent") or ())
    return Row(delegation, tuple(Day(day, tuple(e for e in own if e.day == day), day in absent) for day in days))
