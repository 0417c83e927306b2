"""Enumerations of this service, and limits of texts."""

from datetime import date

from shared.enumerations import POINT_FACTS, POINT_GROUPS, POINT_SOURCES
from shared.errors import Invalid
from shared.scheme_versions import CODE_MAX
from shared.text_validation import (
    CITATION_MAX,
    EVIDENCE_MAX,
    REMARK_MAX,
    SHORT_REASON_MAX,
    TITLE_MAX,
    require_text,
    require_text_or_none,
)

BASE, CONTRIBUTION, DEDUCTION = GROUP_KINDS = POINT_GROUPS
DERIVED, DECLARED, IMPORTED, REVERSAL = SOURCES = POINT_SOURCES
ATTENDED, SERVED, SPOKE, HOSTED_VISIT, ATTENDED_VISIT, PROJECT_ACCEPTED = FACTS = POINT_FACTS
RECORDED_AT = {
    ATTENDED: ("活动记录的出席名单", "the attendance of the activity"),
    SERVED: ("志愿服务活动的出席名单", "the attendance of the voluntary service"),
    SPOKE: ("党课记录的主讲人", "the speakers of the party class"),
    HOSTED_VISIT: ("观摩记录的接待人员", "the hosts of the observation visit"),
    ATTENDED_VISIT: ("观摩记录的观摩人员", "the visitors of the observation visit"),
    PROJECT_ACCEPTED: ("领办项目的验收", "the acceptance of the project"),
}
"""Where each fact is recorded, in words: what is derived from there is asked for nowhere else."""
VOLUNTARY_SERVICE, PARTY_CLASS, SESSION = "voluntary_service", "party_class", "session"
FIRST_YEAR, LAST_YEAR = 2000, 2999
TITLE, NAME, CITATION, REASON, OPINION, EVIDENCE, CODE = (
    TITLE_MAX,
    50,
    CITATION_MAX,
    SHORT_REASON_MAX,
    REMARK_MAX,
    EVIDENCE_MAX,
    CODE_MAX,
)
MOST = 1_000_000
"""Hundredths of a point: ten thousand points in one item are a slip of the keyboard."""
TIMES = 100


def title(text: str) -> str:
    """Return a scheme's title of at most 100 characters, or refuse it."""
    return require_text(text, label="名称 title", limit=TITLE, field="title")


def citation(text: str) -> str:
    """Return the citation of a scheme, at most 300 characters, or refuse it."""
    return require_text(text, label="依据 citation", limit=CITATION, field="citation")


def reason(text: str, field: str = "reason") -> str:
    """Return a reason of at most 500 characters, or refuse it when it is missing."""
    return require_text(text, label="事由 reason", limit=REASON, field=field, lines=True)


def opinion(text: str) -> str:
    """Return an opinion of at most 1,000 characters, or refuse it when it is missing."""
    return require_text(text, label="意见 opinion", limit=OPINION, field="opinion", lines=True)


def opinion_or_none(text: str | None) -> str | None:
    """Return an opinion, or None where it is left out."""
    return require_text_or_none(text, label="意见 opinion", limit=OPINION, field="opinion", lines=True)


def evidence(text: str | None, field: str = "evidence") -> str | None:
    """Return a reference of at most 500 characters, or None; it is never required."""
    return require_text_or_none(text, label="佐证 evidence", limit=EVIDENCE, field=field)


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


def current_year(year: int, today: date, *, ahead: int = 0, field: str = "year") -> int:
    """Return a year back that may be worked on: last year, this one, or so many ahead; `field` is what named it."""
    first, last = today.year - 1, today.year + ahead
    if not first <= year <= last:
        raise Invalid("year_out_of_range", field=field, year=year, first=first, last=last)
    return year
