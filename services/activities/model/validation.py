"""Enumerations of this service, and limits of texts."""

from collections.abc import Collection
from datetime import date

from shared.errors import Invalid
from shared.text_validation import CONTENT_MAX, EVIDENCE_MAX, REMARK_MAX, TITLE_MAX, require_text, require_text_or_none

SESSION, TRAINING = "session", "training"
TITLE, TEXT, REASON, EVIDENCE, NAME, MINUTES = TITLE_MAX, CONTENT_MAX, REMARK_MAX, EVIDENCE_MAX, 50, 100_000
FIRST_YEAR, LAST_YEAR = 2000, 2999
MOST_PEOPLE = 2000
"""Members named in one list: more than any meeting of one organization has."""


def title(text: str) -> str:
    """Return a title of at most 100 characters, or refuse it."""
    return require_text(text, label="名称 title", limit=TITLE, field="title")


def reason(text: str | None, field: str = "reason") -> str:
    """Return a reason of at most 1,000 characters, or refuse it when it is missing."""
    return require_text(text or "", label="理由 reason", limit=REASON, field=field, lines=True)


def evidence(text: str | None) -> str | None:
    """Return optional evidence of at most 500 characters, or refuse it."""
    return require_text_or_none(text, label="佐证 evidence", limit=EVIDENCE, field="evidence")


def content(text: str | None, field: str = "content") -> str | None:
    """Return a text of at most 4,000 characters, or refuse it."""
    return require_text_or_none(text, label="内容 content", limit=TEXT, field=field, lines=True)


def one_of(value: str, known: Collection[str], field: str) -> str:
    """Return a value of an enumeration, or refuse it as Invalid."""
    if value not in known:
        raise Invalid("word_not_known", field=field, value=value, known=known)
    return value


def listed_year(year: int, field: str = "year") -> int:
    """Return a year that may have records, or refuse it as Invalid."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("year_out_of_range", field=field, year=year, first=FIRST_YEAR, last=LAST_YEAR)
    return year


def listed_day(day: date, field: str) -> date:
    """Return a day of a year that may have records, or refuse it as Invalid."""
    listed_year(day.year, field)
    return day
