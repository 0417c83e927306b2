"""Limits of this service's texts, and what is refused of units and days."""

from shared.text_validation import (
    BASIS_MAX,
    DECISION_MAX,
    POST_MAX,
    REMARK_MAX,
    REPORT_BACK_MAX,
    TITLE_MAX,
    require_text,
)

TITLE, POST, DOCUMENT_NUMBER, DECISION = TITLE_MAX, POST_MAX, BASIS_MAX, DECISION_MAX
LABELS = {
    "place": ("地点 place", TITLE),
    "convener": ("召集人 convener", TITLE),
    "decision": ("决定事项 text", DECISION),
    "post": ("责任职务 post", POST),
    "title": ("名称 title", TITLE),
    "giver": ("授予单位 giver", TITLE),
    "document_number": ("文号 document_number", DOCUMENT_NUMBER),
}
LINES = {
    "report_text": ("文字 text", REMARK_MAX),
    "own_words": ("汇报内容 text", REPORT_BACK_MAX),
    "reason": ("理由 reason", REMARK_MAX),
}


def line(text: str, name: str, field: str | None = None) -> str:
    """Return a one-line text under its limit, or refuse it as Invalid."""
    label, limit = LABELS[name]
    return require_text(text, label=label, limit=limit, field=field or name)


def lines(text: str, name: str, field: str | None = None) -> str:
    """Return a text of several lines under its limit, or refuse it as Invalid."""
    label, limit = LINES[name]
    return require_text(text, label=label, limit=limit, field=field or name, lines=True)
