"""Enumerations of this service, limits of texts, and the names of days."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from shared.enumerations import ROUND_KINDS, STOP_SOURCES
from shared.errors import Invalid
from shared.text_validation import (
    BASIS_MAX,
    POST_MAX,
    REMARK_MAX,
    TITLE_MAX,
    printable,
    require_text,
    require_text_or_none,
)

INTERNAL, CROSS, DISTRICT = KINDS = ROUND_KINDS
POINT, PROJECT, NAMED = SOURCES = STOP_SOURCES
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF_DAYS = tuple(f"{day}_{half}" for day in WEEKDAYS for half in ("am", "pm"))
NOON = 12 * 60
DAY_MINUTES = 24 * 60

TITLE, POST, TEXT, PLACE, CLAUSE = TITLE_MAX, POST_MAX, REMARK_MAX, TITLE_MAX, BASIS_MAX
MOST_BLACKOUTS, MOST_MEMBERS, MOST_PEOPLE, MOST_MINUTES = 100, 200, 2000, 480
PERIOD = re.compile(r"(2[0-9]{3})Q([1-4])")
POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
MONTHS = 3


def title(text: str) -> str:
    """Return a title of at most 100 characters, or refuse it."""
    return require_text(text, label="名称 title", limit=TITLE, field="title")


def name(text: str) -> str:
    """Return a name of at most 100 characters, or refuse it."""
    return require_text(text, label="名称 name", limit=TITLE, field="name")


def post(text: str, field: str = "post") -> str:
    """Return a responsible post of at most 50 characters, or refuse it."""
    return require_text(text, label="责任职务 post", limit=POST, field=field)


def basis(text: str) -> str:
    """Return the document that a round rests on, at most 200 characters, or refuse it."""
    return require_text(text, label="依据 basis", limit=CLAUSE, field="basis")


def reason(text: str | None, field: str = "reason") -> str:
    """Return a reason of at most 1,000 characters, or refuse it when it is missing."""
    return require_text(text or "", label="理由 reason", limit=TEXT, field=field, lines=True)


def text(given: str, field: str = "text") -> str:
    """Return a text of at most 1,000 characters, or refuse it."""
    return require_text(given, label="内容 text", limit=TEXT, field=field, lines=True)


def note(given: str | None, field: str, limit: int = TEXT) -> str | None:
    """Return a text that may be left out, or refuse one that is too long."""
    return require_text_or_none(given, label=f"说明 {field}", limit=limit, field=field, lines=True)


def quarter(period: str) -> tuple[date, date]:
    """Return the first and the last day of a quarter such as 2026Q4, or refuse what is none."""
    parsed = PERIOD.fullmatch(period)
    if parsed is None:
        raise Invalid("quarter_malformed", field="period", period=printable(period, limit=20))
    first = date(int(parsed[1]), (int(parsed[2]) - 1) * MONTHS + 1, 1)
    following = date(first.year + 1, 1, 1) if parsed[2] == "4" else date(first.year, first.month + MONTHS, 1)
    return first, date.fromordinal(following.toordinal() - 1)


def quarter_of(day: date) -> str:
    return f"{day.year}Q{(day.month + 2) // MONTHS}"


def figure(value: int, field: str, least: int, most: int) -> int:
    """Return a whole number between two bounds, or refuse it as Invalid."""
    if not least <= value <= most:
        raise Invalid("figure_out_of_range", field=field, field_name=field, least=least, most=most)
    return value


def points(given: str, field: str) -> Decimal:
    """Read points with at most two places, exactly, or refuse them as Invalid."""
    if not POINTS.fullmatch(given):
        raise Invalid("points_malformed", field=field, points=printable(given, limit=20))
    return Decimal(given)


def minutes(given: str, field: str) -> int:
    """Read a time of day such as 09:30 as minutes after midnight, or refuse it."""
    parsed = re.fullmatch("([01][0-9]|2[0-3]):([0-5][0-9])", given)
    if parsed is None:
        raise Invalid("time_malformed", field=field, time=printable(given, limit=20))
    return int(parsed[1]) * 60 + int(parsed[2])


def clock_time(minute: int) -> str:
    """Write minutes after midnight as a time of day."""
    return f"{minute // 60:02}:{minute % 60:02}"


def half_days(given: Iterable[str], field: str) -> list[str]:
    """Return half-days such as mon_am, each once and in the week's order, or refuse an unknown one."""
    names = set(given)
    unknown = sorted(names - set(HALF_DAYS))
    if unknown:
        raise Invalid("visit_half_day_unknown", field=field, half_day=printable(unknown[0], limit=20))
    return [half for half in HALF_DAYS if half in names]


def blackouts(given: Iterable[dict[str, Any]], field: str = "blackouts") -> list[dict[str, str | None]]:
    """Return days on which nobody is received, as they are stored, or refuse them by field.

    Each has `first` and `last`, both included, and may have a `reason`.
    """
    periods: list[dict[str, str | None]] = []
    for blackout in given:
        first, last = blackout["first"], blackout["last"]
        if last < first:
            raise Invalid("visit_blackout_backwards", field=field, first=first, last=last)
        reason_given = note(blackout.get("reason"), field, CLAUSE)
        periods.append({"first": first.isoformat(), "last": last.isoformat(), "reason": reason_given})
    if len(periods) > MOST_BLACKOUTS:
        raise Invalid("figure_out_of_range", field=field, field_name=field, least=0, most=MOST_BLACKOUTS)
    return sorted(periods, key=lambda period: (str(period["first"]), str(period["last"])))


def coordinates(longitude: float | None, latitude: float | None) -> tuple[float | None, float | None]:
    """Return a point in degrees, or refuse one that is half missing or off the globe."""
    if (longitude is None) != (latitude is None):
        raise Invalid("stop_point_incomplete", field="latitude" if latitude is None else "longitude")
    if longitude is not None and latitude is not None and not (abs(longitude) <= 180 and abs(latitude) <= 90):  # noqa: PLR2004 - degrees
        raise Invalid("stop_point_off_the_globe", field="longitude", longitude=longitude, latitude=latitude)
    return longitude, latitude
