"""Detection of exact duplicates: both are recorded, the answer names the first, and a person voids one.

Each service declares in its `model/duplicates.py` what makes two records of a kind the same fact.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from shared.rule_packs import load_rule_pack
from shared.text_validation import comparable
from shared.unit_of_work import UnitOfWork

RULES = Path(__file__).parent / "duplicates.yaml"


@dataclass(frozen=True, kw_only=True)
class Sameness:
    """The columns in which two records of a kind are equal when they record the same fact.

    `equal` are the columns that the database compares; an index begins with the first of them, so that few rows are
    read. `texts` are compared as people read them. `counting` leaves out what counts no more, `first` says which of
    several was there first. `href` is where a record is read, `void` where it is voided, with its columns in braces.
    """

    model: type[Any]
    zh: str
    en: str
    equal: tuple[str, ...]
    texts: tuple[str, ...] = ()
    counting: tuple[ColumnElement[bool], ...] = ()
    first: Any = None
    key: str = "id"
    href: str
    void: str

    @property
    def columns(self) -> list[InstrumentedAttribute[Any]]:
        """The columns read of a record that may be a duplicate."""
        named = {name for text in (self.href, self.void) for _, name, _, _ in Formatter().parse(text) if name}
        return [getattr(self.model, name) for name in sorted({self.key, *self.texts, *named})]


def first_step(step: type[Any], of: InstrumentedAttribute[Any], record: InstrumentedAttribute[Any]) -> Any:
    """Return the moment at which the first step of a record was recorded, to order records by."""
    return select(func.min(step.recorded_at)).where(of == record).correlate(record.class_).scalar_subquery()


def duplicates_of(work: UnitOfWork, kind: Sameness, record: Any) -> list[dict[str, Any]]:
    """Warn of an earlier record of the same fact, and name the first; return nothing where there is none."""
    model = kind.model
    order = [getattr(model, kind.key)] if kind.first is None else [kind.first, getattr(model, kind.key)]
    found = work.session.execute(
        select(*kind.columns)
        .where(
            *(getattr(model, name) == getattr(record, name) for name in kind.equal),
            getattr(model, kind.key) != getattr(record, kind.key),
            *kind.counting,
        )
        .order_by(*order)
    ).mappings()
    wanted = [comparable(getattr(record, name) or "") for name in kind.texts]
    same = next((row for row in found if [comparable(row[name] or "") for name in kind.texts] == wanted), None)
    if same is None:
        return []
    href, void = kind.href.format_map(same), kind.void.format_map(same)
    words = {"kind_zh": kind.zh, "kind_en": kind.en, "void": void}
    return [recorded_already(work.today, record_id=same[kind.key], href=href, **words)]


def recorded_already(day: date, *, record_id: str, href: str, **words: str) -> dict[str, Any]:
    """Build the warning that names the earlier record and its address."""
    said = load_rule_pack(RULES, day)["recorded_already"].said(href=href, **words)
    return said | {"record_id": record_id, "href": href}
