"""Working days of China by the State Council's yearly notice of holidays and adjusted days.

The calendar comes from the `holidays` library, adjusted working days (调休) included. A year whose notice the library
does not hold yet is answered with weekends and the statutory days alone: an estimate. Ask `is_published` and say so.
"""

from datetime import date, timedelta
from functools import cache, lru_cache

from holidays import HolidayBase, country_holidays

ONE = timedelta(days=1)
LONGEST = 3660
"""Ten years of days: a count beyond it is a mistake in the caller, not a deadline."""


@cache
def _calendar(year: int) -> HolidayBase:
    return country_holidays("CN", years=year, expand=False)


@cache
def is_published(year: int) -> bool:
    """Return whether the notice of a year's holidays and adjusted working days is in the calendar.

    Every notice since 2001 moved at least one weekend day, so a year without any is one whose notice is not known yet.
    """
    return any(day.year == year for day in _calendar(year).weekend_workdays)


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Return whether offices work on a day: holidays off, adjusted weekend days on.

    See 全国年节及纪念日放假办法 (State Council, revised 2024) and the yearly notice of its General Office.
    """
    return bool(_calendar(day.year).is_working_day(day))


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += ONE
    return day


def add_working_days(day: date, count: int) -> date:
    """Return the working day so many working days after a day, or before it for a negative count.

    The day itself is not counted; with a count of 0 it is given back as it is. ValueError beyond ten years.
    """
    if abs(count) > LONGEST:
        raise ValueError(f"{count} working days are no deadline")
    step = ONE if count > 0 else -ONE
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """Count the working days after `first` up to and including `last`; negative backwards."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))
