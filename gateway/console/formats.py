"""How days, moments, numbers and states are written on a page."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

from gateway.console.words import catalogue, words

BEIJING = timezone(timedelta(hours=8))
"""China has one time and no summer time."""
PERIOD = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?")
"""A year, a quarter or a month, as the API names it."""
MANY_DAYS = 14
"""Days up to which a day is also said as so many days from today."""


def as_day(said: Any) -> date | None:
    """Return a day of the API as a date, or None where it is none."""
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        return None


def plain_day(said: Any, today: date, language: str) -> str:
    """Write a day, with its year where it is not this one."""
    found = as_day(said)
    if found is None:
        return "–"
    key = "formats.day" if found.year == today.year else "formats.day_of_year"
    return words(key, language, y=found.year, m=found.month, d=found.day, month=month(found, language))


def day(said: Any, today: date, language: str) -> str:
    """Write a day, and whether it is near: `11月30日（明天）`, `30 November (tomorrow)`."""
    found, text = as_day(said), plain_day(said, today, language)
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((found - today).days) if found else None
    return text if near is None else words("formats.near", language, day=text, near=words(f"formats.{near}", language))


def long_day(said: Any, language: str) -> str:
    """Write a day with the day of the week."""
    found = as_day(said)
    if found is None:
        return "–"
    text = words("formats.day", language, y=found.year, m=found.month, d=found.day, month=month(found, language))
    return f"{text} {words(f'formats.weekday_{found.weekday()}', language)}"


def period(said: Any, language: str) -> str:
    """Write a period of the API: `2026-06` as `2026年6月`, `2026Q2` as `2026年第二季度`, a year as `2026年`."""
    found = PERIOD.fullmatch(str(said))
    if found is None:
        return str(said)
    year, quarter, number = found.groups()
    if quarter:
        return words("formats.quarter", language, y=year, name=words(f"formats.quarter_{quarter}", language))
    if not number:
        return words("formats.year", language, y=year)
    return words("formats.month_of_year", language, y=year, name=words(f"formats.month_{int(number)}", language))


def month(found: date, language: str) -> str:
    return words(f"formats.month_{found.month}", language)


def moment(said: Any, now: datetime, language: str) -> str:
    """Write a moment in China's time: of today the time alone, else with its day."""
    if said in (None, ""):
        return "–"
    found = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
    here, today = found.astimezone(BEIJING), now.astimezone(BEIJING).date()
    time = f"{here:%H:%M}"
    return time if here.date() == today else f"{plain_day(here, today, language)} {time}"


def due(said: Any, today: date, language: str) -> tuple[str, str]:
    """Return how a deadline stands in words, and how it is marked: late, near, far or none."""
    found = as_day(said)
    if found is None:
        return words("formats.no_deadline", language), "none"
    left = (found - today).days
    if left < 0:
        return words("formats.days_late", language, n=-left), "late"
    near = {0: "today", 1: "tomorrow"}.get(left)
    if near:
        return words(f"formats.{near}", language), "near"
    return words("formats.days_left", language, n=left), "near" if left <= MANY_DAYS else "far"


def number(said: Any) -> str:
    """Write a number with a comma every three digits."""
    if said is None:
        return "–"
    return f"{said:,.1f}".removesuffix(".0") if isinstance(said, float) else f"{said:,}"


def points(hundredths: Any) -> str:
    """Write points that are given in hundredths: 250 are 2.5."""
    return "–" if hundredths is None else f"{hundredths / 100:,.2f}".rstrip("0").rstrip(".")


def tag_of(group: str, code: Any) -> str:
    """Return how a state is marked: late, risk, ok, done, none, excused, wait; `mute` where nothing is said."""
    return str(catalogue().get(f"codes.{group}.{code}", {}).get("tag", "mute"))
