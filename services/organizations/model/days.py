"""Days and spans of months as the regulations count them."""

import calendar
from datetime import date

from shared.errors import Invalid

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def require_sensible(day: date, *, field: str = "effective_on") -> None:
    """Refuse as Invalid a day that can only be a slip of the keyboard."""
    if not EARLIEST <= day <= LATEST:
        raise Invalid("day_out_of_range", field=field, day=day, earliest=EARLIEST, latest=LATEST)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
