"""Enumerations of this service, and limits of texts."""

from datetime import date

from shared.errors import Invalid
from shared.text_validation import (
    BASIS_MAX,
    CONTENT_MAX,
    EVIDENCE_MAX,
    POST_MAX,
    REMARK_MAX,
    TITLE_MAX,
    require_text,
    require_text_or_none,
)

TITLE, POST, CLAUSE, OPINION, TEXT, EVIDENCE, BASIS = (
    TITLE_MAX,
    POST_MAX,
    BASIS_MAX,
    REMARK_MAX,
    CONTENT_MAX,
    EVIDENCE_MAX,
    BASIS_MAX,
)
FIRST_YEAR, LAST_YEAR = 2000, 2999
LABELS = {
    "title": ("名称 title", TITLE),
    "basis": ("依据 basis", BASIS),
    "clause": ("条款 clause", CLAUSE),
    "evidence": ("佐证 evidence", EVIDENCE),
    "seed": ("种子 seed", TITLE),
    "seed_source": ("种子来源 seed_source", BASIS),
    "post": ("职务 post", POST),
    "person_name": ("姓名 person_name", POST),
    "owner_post": ("责任职务 owner_post", POST),
    "issuer_post": ("签发方职务 issuer_post", POST),
    "unit_post": ("承诺方职务 unit_post", POST),
    "name": ("字段名称 name", TITLE),
    "unit": ("计量单位 unit", POST),
    "value": ("填报值 value", EVIDENCE),
}
LINES = {
    "text": ("内容 text", TEXT),
    "reason": ("理由 reason", OPINION),
    "opinion": ("意见 opinion", OPINION),
    "answer": ("答复 answer", TEXT),
}


def line(text: str, name: str, field: str | None = None) -> str:
    """Return a one-line text under its limit, or refuse it as Invalid."""
    label, limit = LABELS[name]
    return require_text(text, label=label, limit=limit, field=field or name)


def line_or_none(text: str | None, name: str) -> str | None:
    """Return a line, or None where it is left out."""
    label, limit = LABELS[name]
    return require_text_or_none(text, label=label, limit=limit, field=name)


def lines(text: str, name: str, field: str | None = None) -> str:
    """Return a text of several lines under its limit, or refuse it as Invalid."""
    label, limit = LINES[name]
    return require_text(text, label=label, limit=limit, field=field or name, lines=True)


def lines_or_none(text: str | None, name: str) -> str | None:
    """Return a text, or None where it is left out."""
    label, limit = LINES[name]
    return require_text_or_none(text, label=label, limit=limit, field=name, lines=True)


def year_at_hand(year: int, today: date) -> int:
    """Return a year back that work may be planned for: not long past, at most the next one."""
    if not FIRST_YEAR <= year <= today.year + 1:
        raise Invalid("year_out_of_range", field="year", year=year, first=FIRST_YEAR, last=today.year + 1)
    return year


def figure(value: int, name: str, least: int, most: int) -> int:
    """Return a figure back that is within its bounds, or refuse it as Invalid."""
    if not least <= value <= most:
        raise Invalid("figure_out_of_range", field=name, field_name=name, least=least, most=most)
    return value
