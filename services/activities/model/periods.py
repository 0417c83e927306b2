"""Months, quarters and years by name, 2026-03, 2026Q1 and 2026, and the days from which to which they last."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from services.activities.model.validation import FIRST_YEAR, LAST_YEAR
from shared.errors import Invalid
from shared.text_validation import printable

MONTH, QUARTER, YEAR = EVERY = ("month", "quarter", "year")
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
PATTERN = re.compile(r"([2]\d{3})(?:Q([1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)


class Period(NamedTuple):
    """One period: its name, its first and its last day."""

    name: str
    first: date
    last: date


def period_of(day: date, every: str) -> Period:
    """Return the month, quarter or year in which a day is."""
    months = MONTHS[every]
    number = (day.month - 1) // months + 1
    first, last = date(day.year, (number - 1) * months + 1, 1), number * months
    names = {MONTH: f"{day.year}-{number:02}", QUARTER: f"{day.year}Q{number}", YEAR: str(day.year)}
    return Period(names[every], first, date(day.year, last, monthrange(day.year, last)[1]))


def periods_of(year: int, every: str) -> Iterator[Period]:
    """Yield the periods of a year, the first one first."""
    for month in range(1, 13, MONTHS[every]):
        yield period_of(date(year, month, 1), every)


def period_named(name: str) -> Period:
    """Read a period's name, or refuse it as Invalid."""
    match = PATTERN.fullmatch(name)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise Invalid("period_unreadable", field="period", period=printable(name, limit=40))
    year, quarter, month = int(match[1]), match[2], match[3]
    if quarter:
        return period_of(date(year, int(quarter) * 3, 1), QUARTER)
    return period_of(date(year, int(month or 1), 1), MONTH if month else YEAR)
