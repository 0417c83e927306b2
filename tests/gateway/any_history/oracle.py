"""Every figure of a unit on a day and in a period, added up anew from what counts in the primary lists."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.gateway.any_history.counting import KINDS, MEDIANS, SHARES

if TYPE_CHECKING:
    from tests.gateway.any_history.counting import Count
    from tests.gateway.any_history.primary_lists import PrimaryLists

TIMES = IN_PERIOD, TO_DATE, STANDING = ("in_period", "year_to_date", "standing")


class Asked(NamedTuple):
    """The months asked for, from the first to the last of a year, as things stood on a day."""

    year: int
    first: int
    last: int
    day: str

    def times_of(self, count: Count) -> set[str]:
        """Return the times of a figure that a record is part of."""
        times = set()
        if count.stands and count.year in {None, self.year}:
            times.add(STANDING)
        if count.day is not None and count.day <= self.day and int(count.day[:4]) == self.year:
            month = int(count.day[5:7])
            times |= {TO_DATE} if month <= self.last else set()
            times |= {IN_PERIOD} if self.first <= month <= self.last else set()
        return times


Sums = dict[tuple[str, str, str], int]
"""Sums by unit, figure and time."""


class Recount:
    """All figures of a district, each unit's own and those of everything below it, in the tree of the day."""

    def __init__(self, lists: PrimaryLists, asked: Asked) -> None:
        self.lists, self.day, self.shares = lists, asked.day, {*SHARES, *MEDIANS}
        self.children = lists.children(asked.day)
        self.own: Counter[tuple[str, str, str]] = Counter()
        for kind in KINDS:
            for count in kind(lists, asked.day):
                for time in asked.times_of(count):
                    self.own[count.unit, count.code, time] += count.value
        self.codes = {code for _, code, _ in self.own}

    def below(self, unit: str) -> list[str]:
        """Return a unit and everything below it."""
        found = [unit]
        for each in found:
            found += self.children.get(each, [])
        return found

    def is_open(self, unit: str) -> bool:
        """Return whether a unit is open on the day."""
        ended_on = self.lists.ended_on(unit)
        return self.lists.version(unit, self.day) is not None and (ended_on is None or self.day < ended_on)

    def _level(self, unit: str) -> str:
        version = self.lists.version(unit, self.day)
        return "" if version is None else str(version["level"])

    def counts(self, unit: str) -> bool:
        """Return whether any figure of a unit and all below it is another number than none."""
        units = set(self.below(unit))
        return any(value and each in units for (each, _, _), value in self.own.items())

    def total(self, unit: str, code: str, time: str) -> float | None:
        """Return a figure of a unit and all below it; a share or a median of nothing is none."""
        units = self.below(unit)
        if code in MEDIANS:
            of, level = MEDIANS[code]
            values = [self.own[each, of, time] for each in units if self.is_open(each) and self._level(each) == level]
            return median(values) if values else None
        if code in SHARES:
            upper, lower = (sum(self.own[each, part, time] for each in units) for part in SHARES[code])
            return round(upper / lower, 4) if lower else None
        return sum(self.own[each, code, time] for each in units)
