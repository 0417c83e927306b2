"""Enumerations of this service, and limits of texts."""

from datetime import date

from shared.enumerations import APPRAISAL_ITEM_KINDS
from shared.errors import Invalid
from shared.text_validation import (
    CITATION_MAX,
    REMARK_MAX,
    SHORT_REASON_MAX,
    TITLE_MAX,
    require_text,
    require_text_or_none,
)
from shared.trees import LEVELS

INDICATOR, JUDGED, MEMBER_POINTS = ITEM_KINDS = APPRAISAL_ITEM_KINDS
FIRST_YEAR, LAST_YEAR = 2000, 2999


def title(text: str) -> str:
    """Return a scheme's title of at most 100 characters, or refuse it."""
    return require_text(text, label="名称 title", limit=TITLE_MAX, field="title")


def citation(text: str) -> str:
    """Return the document on which a scheme rests, at most 300 characters, or refuse it."""
    return require_text(text, label="依据 citation", limit=CITATION_MAX, field="citation")


def statement(text: str, field: str) -> str:
    """Return what a unit says of one item, at most 500 characters, or refuse it when it is missing."""
    return require_text(text, label="自评说明 statement", limit=SHORT_REASON_MAX, field=field, lines=True)


def statement_or_none(text: str | None, field: str) -> str | None:
    """Return what a unit says of an item that a figure speaks for, or None."""
    return require_text_or_none(text, label="自评说明 statement", limit=SHORT_REASON_MAX, field=field, lines=True)


def reason(text: str, field: str = "reason") -> str:
    """Return a reason of at most 500 characters, or refuse it when it is missing."""
    return require_text(text, label="理由 reason", limit=SHORT_REASON_MAX, field=field, lines=True)


def opinion(text: str, field: str = "opinion") -> str:
    """Return an opinion of at most 1,000 characters, or refuse it when it is missing."""
    return require_text(text, label="意见 opinion", limit=REMARK_MAX, field=field, lines=True)


def within(value: int, *, field: str, name: str, least: int, most: int) -> int:
    """Return a whole number back that lies between two bounds, or refuse it as Invalid."""
    if not least <= value <= most:
        raise Invalid("figure_out_of_range", field=field, field_name=name, least=least, most=most)
    return value


def listed_year(year: int) -> int:
    """Return a year that may have records, or refuse it as Invalid."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("year_out_of_range", field="year", year=year, first=FIRST_YEAR, last=LAST_YEAR)
    return year


def current_year(year: int, today: date, *, ahead: int = 0) -> int:
    """Return a year back that may be worked on: last year, this one, or so many ahead."""
    first, last = today.year - 1, today.year + ahead
    if not first <= year <= last:
        raise Invalid("year_out_of_range", field="year", year=year, first=first, last=last)
    return year


def appraised_level(level: str, issuer_level: str) -> str:
    """Return a level whose units are appraised from another level, or refuse as Invalid one that is not below it."""
    levels = LEVELS[LEVELS.index(issuer_level) + 1 :]
    if level not in levels:
        raise Invalid("appraised_level_unknown", field="level", level=level, known=levels)
    return level
