"""A month as a table of weeks, with what was on each day."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

SHOWN = 3
"""Records that a day shows; how many more there are is said."""


@dataclass(frozen=True)
class Day:
    """One day of a month, with what was on it; `within` says whether it is of the month at all."""

    day: date
    within: bool
    items: list[Mapping[str, Any]]
    more: int


def weeks(year: int, month: int, records: Iterable[Mapping[str, Any]], name: str) -> list[list[Day]]:
    """Return the weeks of a month, Monday first; `name` is the part of a record that says its day."""
    by_day: dict[str, list[Mapping[str, Any]]] = {}
    for record in records:
        by_day.setdefault(str(record[name]), []).append(record)
    return [
        [_day(each, month, by_day.get(each.isoformat(), [])) for each in week]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]


def months_beside(year: int, month: int) -> tuple[str, str]:
    """Return the month before and the month after, as the API names them."""
    before, after = (year, month - 1) if month > 1 else (year - 1, 12), (year + month // 12, month % 12 + 1)
    return tuple(f"{found[0]}-{found[1]:02d}" for found in (before, after))  # type: ignore[return-value]


def _day(day: date, month: int, found: list[Mapping[str, Any]]) -> Day:
    within = day.month == month
    return Day(day, within, found[:SHOWN] if within else [], max(0, len(found) - SHOWN) if within else 0)
