"""Enumerations of this service, and limits of texts."""

from shared.enumerations import PROJECT_KINDS, PROJECT_RATINGS
from shared.errors import Invalid
from shared.text_validation import (
    CONTENT_MAX,
    EVIDENCE_MAX,
    POST_MAX,
    REMARK_MAX,
    TITLE_MAX,
    require_text,
    require_text_or_none,
)

SECRETARY_PROJECT, PRACTICAL_MATTER, MEETING_DECISION = KINDS = PROJECT_KINDS
EXCELLENT, GOOD, QUALIFIED, UNQUALIFIED = RATINGS = PROJECT_RATINGS

TITLE, POST, CONTENT, OPINION, EVIDENCE = TITLE_MAX, POST_MAX, CONTENT_MAX, REMARK_MAX, EVIDENCE_MAX
FIRST_YEAR, LAST_YEAR = 2000, 2999


def title(text: str) -> str:
    """Return a title of at most 100 characters, or refuse it."""
    return require_text(text, label="名称 title", limit=TITLE, field="title")


def post(text: str, field: str) -> str:
    """Return a responsible post of at most 50 characters, or refuse it."""
    return require_text(text, label="责任职务 post", limit=POST, field=field)


def content(text: str | None) -> str | None:
    """Return goals and measures of at most 4,000 characters, or refuse them."""
    return require_text_or_none(text, label="内容 content", limit=CONTENT, field="content", lines=True)


def opinion(text: str | None) -> str | None:
    """Return an opinion of at most 1,000 characters, or refuse it."""
    return require_text_or_none(text, label="意见 opinion", limit=OPINION, field="opinion", lines=True)


def reason(text: str, field: str = "reason") -> str:
    """Return a reason of at most 1,000 characters, or refuse it when it is missing."""
    return require_text(text, label="理由 reason", limit=OPINION, field=field, lines=True)


def report_text(text: str) -> str:
    """Return a report's text of at most 4,000 characters, or refuse it."""
    return require_text(text, label="进展 text", limit=CONTENT, field="text", lines=True)


def listed_year(year: int) -> int:
    """Return a year that may have records, or refuse it as Invalid."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("year_out_of_range", field="year", year=year, first=FIRST_YEAR, last=LAST_YEAR)
    return year
