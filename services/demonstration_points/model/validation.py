"""Enumerations of this service, and limits of texts with their names in refusals."""

from shared.errors import Invalid
from shared.text_validation import (
    BASIS_MAX,
    DESCRIPTION_MAX,
    EVIDENCE_MAX,
    POST_MAX,
    REMARK_MAX,
    TITLE_MAX,
    require_text,
    require_text_or_none,
)

NAME, POST, DECLARED, OPINION, EVIDENCE, BASIS, NUMBER = (
    TITLE_MAX,
    POST_MAX,
    DESCRIPTION_MAX,
    REMARK_MAX,
    EVIDENCE_MAX,
    BASIS_MAX,
    60,
)
FIRST_YEAR, LAST_YEAR = 2000, 2999

HARDWARE, FOUNDATION, FEATURES = AREAS = ("hardware", "foundation", "features")
"""硬件设施、党建基础、特点亮点: what a point declares, and what it is judged by."""
AREA_NAMES = {HARDWARE: "硬件设施", FOUNDATION: "党建基础", FEATURES: "特点亮点"}
"""The levels of the title; there is none of a street's own (创建示范活动管理办法（试行）第四条)."""


def name(text: str, field: str = "name") -> str:
    """Return a name of at most 100 characters, or refuse it."""
    return require_text(text, label=f"名称 {field}", limit=NAME, field=field)


def post(text: str) -> str:
    """Return a responsible post of at most 50 characters, or refuse it."""
    return require_text(text, label="责任职务 post", limit=POST, field="post")


def declared(text: str | None, area: str) -> str | None:
    """Return the declaration of an area, at most 2,000 characters, or refuse it."""
    return require_text_or_none(text, label=f"{AREA_NAMES[area]} {area}", limit=DECLARED, field=area, lines=True)


def described(text: str | None) -> str | None:
    """Return a description of at most 2,000 characters, or refuse it."""
    return require_text_or_none(text, label="说明 description", limit=DECLARED, field="description", lines=True)


def opinion(text: str | None) -> str | None:
    """Return an opinion of at most 1,000 characters, or refuse it."""
    return require_text_or_none(text, label="意见 opinion", limit=OPINION, field="opinion", lines=True)


def reason(text: str, field: str = "reason") -> str:
    """Return a reason of at most 1,000 characters, or refuse it when it is missing."""
    return require_text(text, label="理由 reason", limit=OPINION, field=field, lines=True)


def report(text: str) -> str:
    """Return a report of at most 1,000 characters, or refuse it when it is missing."""
    return require_text(text, label="完成情况 text", limit=OPINION, field="text", lines=True)


def evidence(text: str | None) -> str | None:
    """Return a reference of at most 500 characters, or refuse it."""
    return require_text_or_none(text, label="佐证 evidence", limit=EVIDENCE, field="evidence")


def basis(text: str, field: str = "basis") -> str:
    """Return the basis of a decision, at most 200 characters, or refuse it when it is missing."""
    return require_text(text, label=f"依据 {field}", limit=BASIS, field=field)


def document_number(text: str) -> str:
    """Return a document's number of at most 60 characters, or refuse it when it is missing."""
    return require_text(text, label="文号 document_number", limit=NUMBER, field="document_number")


def listed_year(year: int) -> int:
    """Return a year that may have records, or refuse it as Invalid."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("year_out_of_range", field="year", year=year, first=FIRST_YEAR, last=LAST_YEAR)
    return year
