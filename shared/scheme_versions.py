"""Schemes of a year in versions: drafted, published, and from then on never changed; a change is a new version."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.databases import UtcDateTime
from shared.enumerations import SCHEME_STATUSES
from shared.errors import Conflict, Invalid, Refusal
from shared.lifecycles import audit_columns
from shared.records import ID, Record
from shared.struct_types import prepared
from shared.text_validation import CITATION_MAX, TITLE_MAX, printable
from shared.unit_of_work import UnitOfWork

DRAFTED, PUBLISHED = SCHEME_STATUSES
CODE_MAX = 40
ONE = timedelta(days=1)
MISSING, PATH = re.compile("missing required field `([^`]+)`"), re.compile(r"[a-z_]+|[0-9]+")
Content = TypeVar("Content")


class SchemeVersion(Record):
    """The columns of one version of a scheme; `number` counts the versions, `version` the changes of the draft."""

    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default=DRAFTED)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    citation: Mapped[str] = mapped_column(String(CITATION_MAX))
    valid_from: Mapped[date] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())

    @property
    def rule_version(self) -> str:
        """What is computed by it names this."""
        raise NotImplementedError

    def must_be_draft(self) -> None:
        """Refuse as Conflict to touch what is published."""
        if self.status != DRAFTED:
            raise Conflict("scheme_is_published", rule_version=self.rule_version)

    def publish(self, work: UnitOfWork, before: Sequence["SchemeVersion"]) -> None:
        """Publish the draft; a later version holds from today at the earliest, none beyond its year.

        Refuses as Invalid another first day.
        """
        first, last = first_day(self.year, before, work.today), date(self.year, 12, 31)
        if not first <= self.valid_from <= last:
            raise Invalid("valid_from_unfit", field="valid_from", valid_from=self.valid_from, first=first, last=last)
        self.status, self.published_on = PUBLISHED, work.today
        self.stamp(work)

    def stamp(self, work: UnitOfWork) -> None:
        """Store who changed it, and when."""
        for name, value in audit_columns(work).items():
            setattr(self, name, value)


def first_day(year: int, before: Sequence[SchemeVersion], today: date) -> date:
    """Return the first day on which a version may hold: 1 January, or today after one that is published."""
    return max(today, before[-1].valid_from + ONE) if before else date(year, 1, 1)


def must_have_no_draft(versions: Sequence[SchemeVersion]) -> None:
    """Refuse as Conflict a second draft beside the one that is there."""
    if versions and versions[-1].status == DRAFTED:
        raise Conflict("draft_there_already", rule_version=versions[-1].rule_version)


def parse_content(kind: type[Content], **content: Any) -> Content:
    """Parse a scheme's content, submitted or stored, or refuse it as Invalid by the field that is wrong."""
    try:
        return msgspec.convert(content, prepared(kind))
    except msgspec.ValidationError as error:
        lacking = MISSING.search(str(error))
        path = PATH.findall(str(error).rpartition("`$")[2]) + ([lacking[1]] if lacking else [])
        field, place = ".".join(path) or "items", path[-1] if path else "items"
        raise Invalid("scheme_malformed", field=field, place=place) from error


def wrong_codes(field: str, codes: Sequence[str]) -> Iterable[Refusal]:
    """Yield a refusal for each code of a list that is none, or that stands in it before."""
    for number, code in enumerate(codes):
        plain = len(code) <= CODE_MAX and code.isascii() and code.replace("_", "a").isalnum()
        if not plain or code != code.lower():
            yield Invalid("code_unfit", field=f"{field}.{number}.code", given=printable(code, limit=64))
        elif code in codes[:number]:
            yield Invalid("code_twice", field=f"{field}.{number}.code", given=code)


def out_of_range(field: str, name: str, least: int, most: int) -> Refusal:
    """Return the refusal of a figure that is out of its range."""
    return Invalid("figure_out_of_range", field=field, field_name=name, least=least, most=most)
