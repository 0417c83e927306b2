"""Months, quarters, half-years and years by name, their days, and the cells of figures that add up to them."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from shared.errors import Invalid
from shared.text_validation import printable

MONTH, QUARTER, YEAR = EVERY = ("month", "quarter", "year")
HALF_YEAR = "half_year"
MONTHS = {MONTH: 1, QUARTER: 3, HALF_YEAR: 6, YEAR: 12}
KINDS = {length: kind for kind, length in MONTHS.items()}
PATTERN = re.compile(
    r"(?P<in_year>2\d{3})(?:Q(?P<quarter>[1-4])|H(?P<half_year>[12])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII
)


class Period(NamedTuple):
    """A run of whole months of one year: its first and its last day."""

    first: date
    last: date

    @property
    def year(self) -> int:
        """The year in which it is."""
        return self.first.year

    @property
    def length(self) -> int:
        """How many months it has."""
        return self.last.month - self.first.month + 1

    @property
    def kind(self) -> str:
        """Whether it is a year, a half-year, a quarter or a month; empty for other months from a year's begin."""
        return KINDS.get(self.length, "")

    @property
    def name(self) -> str:
        """Its name: 2026, 2026H1, 2026Q3 or 2026-08."""
        year, last = self.year, self.last.month
        return {YEAR: f"{year}", HALF_YEAR: f"{year}H{last // 6}", QUARTER: f"{year}Q{last // 3}"}.get(
            self.kind, month_of(year, last)
        )

    @property
    def previous(self) -> "Period":
        """The period of the same length before it."""
        if self.first.month > self.length:
            return months_from(self.year, self.first.month - self.length, self.last.month - self.length)
        return months_from(self.year - 1, 13 - self.length, 12)

    @property
    def to_date(self) -> "Period":
        """The months from the year's begin to its end."""
        return self._replace(first=date(self.year, 1, 1))

    def tree_day(self, today: date) -> date:
        """Return the day whose tree its counts are added up in: its last day, or today while it runs."""
        return min(self.last, today)

    def months(self) -> list[str]:
        """Return the names of its months."""
        return [month_of(self.year, month) for month in range(self.first.month, self.last.month + 1)]

    def cells(self) -> list[str]:
        """Return the years, quarters and months, as few as there are, that add up to it."""
        if self.kind == YEAR:
            return [self.name]
        cells, month = [], self.first.month
        while month <= self.last.month:
            if month % 3 == 1 and month + 2 <= self.last.month:
                cells.append(f"{self.year}Q{(month + 2) // 3}")
                month += 3
            else:
                cells.append(month_of(self.year, month))
                month += 1
        return cells


def months_from(year: int, first: int, last: int) -> Period:
    """Return the period from a month of a year to another."""
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def period_of(day: date, every: str) -> Period:
    """Return the month, quarter, half-year or year in which a day is."""
    months = MONTHS[every]
    number = (day.month - 1) // months + 1
    return months_from(day.year, (number - 1) * months + 1, number * months)


def periods_of(year: int, every: str) -> Iterator[Period]:
    """Yield the periods of a year, the first one first."""
    for month in range(1, 13, MONTHS[every]):
        yield period_of(date(year, month, 1), every)


def period_named(
    name: str, field: str = "period", *, every: Collection[str] = EVERY, refusal: str = "period_unreadable"
) -> Period:
    """Read the name of a period of one of some kinds, or refuse it as Invalid."""
    match = PATTERN.fullmatch(name)
    kind = (match and match.lastgroup) or YEAR
    kind = YEAR if kind == "in_year" else kind
    if match is None or kind not in every:
        raise Invalid(refusal, field=field, period=printable(name, limit=40))
    last = 12 if kind == YEAR else int(match[kind]) * MONTHS[kind]
    return months_from(int(match["in_year"]), last - MONTHS[kind] + 1, last)


def month_of(year: int, month: int) -> str:
    """Return the name of a month."""
    return f"{year}-{month:02}"


def cells_with(month: str) -> tuple[str, str, str]:
    """Return the cells of figures that a month's events add to: the month, its quarter and its year."""
    year, number = month[:4], int(month[5:])
    return month, f"{year}Q{(number + 2) // 3}", year
