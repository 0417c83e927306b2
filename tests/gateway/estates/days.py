"""The days on which an estate is planted; what happens to it happens on the last one."""

from datetime import date

WINTER, SPRING, TODAY = date(2026, 1, 12), date(2026, 3, 16), date(2026, 6, 10)
YEAR, LAST = TODAY.year, TODAY.year - 1
YEAR_END = f"{YEAR}-12-31"
