"""The quarterly report (情况报告) of an organization, composed live: each slot with its figure and where it opens."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Subquery, func, select

from gateway.documents.official_document import day_text
from gateway.documents.wordings import day_of
from gateway.figure_records import records
from gateway.figure_sums import IN_PERIOD, Asked, Sums, asked_for, figure_period, leaves_of, placed_below, sums
from gateway.overview_queries import family, figure_view, require_level, sees_below
from gateway.projections.current_tree import named_on
from gateway.projections.event_mappers import address_of
from gateway.projections.indicators import STANDING, indicators
from gateway.projections.records import Record
from gateway.projections.tables import fact, record
from gateway.projections.task_rules import Bilingual, task_rules
from gateway.reports.breakdowns import broken_down
from gateway.reports.mentors import mentors_of
from gateway.reports.template import (
    BESIDE,
    Breakdown,
    Part,
    Section,
    Sentence,
    Slot,
    Template,
    Words,
    load_template,
    on_level,
    pieces_of,
    template_text,
)
from shared.errors import Forbidden, Invalid, NotFound
from shared.periods import QUARTER, Period, period_of
from shared.rights import SEE_FIGURES
from shared.unit_of_work import UnitOfWork

LEVELS = ("district", "street", "community")
BEFORE = {"zh": "（上季度{}）", "en": " ({} in the quarter before)"}
NAMED = 10
"""Units or records that a list names before it says how many there are."""
ORDINALS = {"zh": "一二三四", "en": ("first", "second", "third", "fourth")}


@cache
def template() -> Template:
    """Load the sentences of the quarterly report."""
    return load_template("quarterly")


def template_version() -> str:
    """Return what tells one version of the sentences from another."""
    return sha256(template_text("quarterly").encode()).hexdigest()[:16]


def quarterly_report(
    work: UnitOfWork, *, level: str, organization_id: str, quarter: str, tongue: str = "zh"
) -> dict[str, Any]:
    """Compose the report of a quarter that has begun, in the tree of its last day, today's while it runs."""
    named = {"organization_id": organization_id, "quarter": quarter}
    return composer_of(work, level=level, tongue=tongue, **named).report()


def composer_of(
    work: UnitOfWork, *, level: str | None, organization_id: str, quarter: str, tongue: str = "zh"
) -> "Composer":
    """Return what composes sentences of an organization's figures for a quarter; on any level without one.

    Invalid: no quarter, or one that has not begun. NotFound: an organization that was not there. Forbidden: who sees
    what is the organization's own alone, for a report tells of everything below.
    """
    period = _quarter(quarter, work.today)
    asked = asked_for(work.today, period.name)
    here, below = family(work, organization_id, asked.tree_day)
    require_level(here, level or here["level"])
    if not sees_below(work, organization_id, below, asked.tree_day):
        raise Forbidden("grant_does_not_reach", right=SEE_FIGURES)
    if not here["is_open"]:
        raise NotFound("organization_not_open_then", organization_id=organization_id, day=asked.tree_day)
    return Composer(work, here, asked, tongue)


def _quarter(text: str, today: date) -> Period:
    period = figure_period(text, "quarter")
    if period.kind != QUARTER:
        raise Invalid("report_of_no_quarter", field="quarter", period=text)
    if today < period.first:
        raise Invalid("report_quarter_not_begun", field="quarter", quarter=text, first_day=period.first)
    return period


class Composer:
    """Reads the figures of one report once, and puts them into its sentences in Chinese or English."""

    def __init__(self, work: UnitOfWork, here: dict[str, Any], asked: Asked, tongue: str) -> None:
        self.work = work
        self.here = here
        self.asked = asked
        self.tongue = tongue
        self.level: str = here["level"]
        self.values: dict[tuple[str | None, bool], Sums] = {}

    def report(self) -> dict[str, Any]:
        """Return the report whole."""
        period, level = self.asked.period, self.level
        said = {
            "quarter": ORDINALS[self.tongue][period.last.month // 3 - 1],
            "name": self.here["name"],
            "until": day_text(min(period.last, self.work.today), self.tongue),
            "tree": day_text(self.asked.tree_day, self.tongue),
        }
        return {
            "organization": self.here,
            "language": self.tongue,
            "quarter": period.name,
            "is_running": self.work.today <= period.last,
            "from": period.first,
            "until": min(period.last, self.work.today),
            "tree_as_of": self.asked.tree_day,
            "title": self._said(template().title[level]).format_map(said),
            "basis": self._segments(self._said(template().basis[level]), said),
            "words": self._words(template().words),
            "sections": [self._section(section) for section in template().sections],
        }

    def _section(self, section: Section) -> dict[str, Any]:
        parts = [self._part(part) for part in on_level(section.parts, self.level)]
        return {
            "heading": self._said(section.heading),
            "words": self._words(section.words),
            "parts": [part for part in parts if part],
        }

    def _said(self, text: Bilingual) -> str:
        return str(getattr(text, self.tongue))

    def _words(self, words: tuple[Words, ...]) -> list[dict[str, Any]]:
        return [{"slot": each.slot, "text": None} for each in on_level(words, self.level)]

    def _part(self, part: Part) -> dict[str, Any] | None:
        sentences = [said for each in on_level(part.sentences, self.level) if (said := self._sentence(each))]
        view: dict[str, Any] = {"heading": self._said(part.heading), "sentences": sentences, "units": None}
        view["records"] = None
        view["due"] = self.due() if part.due else None
        view["breakdown"] = self._breakdown(part.breakdown) if part.breakdown else None
        if part.units and self.level != LEVELS[-1]:
            view["units"] = self._units(part)
        if part.records:
            view["records"] = self._records(part.records)
        return view if any(view[name] for name in ("sentences", "units", "records", "due", "breakdown")) else None

    def _sentence(self, sentence: Sentence) -> dict[str, Any] | None:
        segments = self._segments(self._said(sentence))
        slots = [segment for segment in segments if segment["slot"]]
        is_turned = not any(slot["slot"]["value"] for slot in slots)
        if is_turned and sentence.zero is None:
            return None
        return {"segments": segments, "zero": self._said(sentence.zero) if is_turned and sentence.zero else None}

    def _segments(self, text: str, said: dict[str, str] | None = None) -> list[dict[str, Any]]:
        return [
            {"text": None, "slot": self.slot(piece)}
            if isinstance(piece, Slot)
            else {"text": _named(piece, said), "slot": None}
            for piece in pieces_of(text)
        ]

    def slot(self, slot: Slot) -> dict[str, Any]:
        """Return a figure with its name, the quarter before where asked, and the addresses that open it."""
        indicator = indicators().by_code[slot.code]
        view = figure_view(indicator, self.here["id"], self._sums(slot.kind))
        before = self._sums(slot.kind, before=True) if slot.with_previous else None
        opened = {code: self._address(code, slot) for code in (indicator.numerator, indicator.denominator) if code}
        return {
            "indicator": slot.code,
            "name": view["name"],
            "time": slot.time,
            "kind": slot.kind,
            "value": view[slot.time],
            "is_share": indicator.is_share,
            "is_median": indicator.median is not None,
            "previous": None if before is None else figure_view(indicator, self.here["id"], before)[slot.time],
            "href": None if opened else self._address(slot.code, slot),
            "parts": opened or None,
        }

    def _sums(self, kind: str | None, *, before: bool = False) -> Sums:
        key = kind, before
        if key not in self.values:
            asked = (self.asked.previous if before else self.asked)._replace(kind=kind)
            self.values[key] = sums(self.work, self.here["id"], (), asked)
        return self.values[key]

    def _address(self, code: str, slot: Slot) -> str:
        asked = {"period": self.asked.period.name, "as_of": self.asked.tree_day.isoformat(), "time": slot.time}
        query = urlencode(asked | ({"kind": slot.kind} if slot.kind else {}))
        return f"/api/v1/levels/{self.level}/{self.here['id']}/figures/{code}/records?{query}"

    def _units(self, part: Part) -> dict[str, Any] | None:
        """Name the organizations behind a figure in the order of the tree, with their mentor units where wanted."""
        code, named = part.units, self._named()
        rows = self.work.session.execute(
            select(named.c.organization_id, named.c.name)
            .join(fact, fact.c.organization_id == named.c.organization_id)
            .where(
                fact.c.indicator == code,
                fact.c.period.in_(self._periods(code)),
                *leaves_of(self.here["id"], self.asked),
            )
            .group_by(*named.c)
            .order_by(func.coalesce(named.c.division_code, "~"), named.c.name)
        ).all()
        items = [{"organization_id": row.organization_id, "name": row.name, "mentors": None} for row in rows[:NAMED]]
        if part.mentors:
            listed = [each["organization_id"] for each in items]
            mentors = mentors_of(self.work.session, self.here["district_id"], listed, self.asked.tree_day)
            items = [each | {"mentors": mentors.get(each["organization_id"], [])} for each in items]
        return {"items": items, "count": len(rows), "href": self._opened(code)} if rows else None

    def _named(self) -> Subquery:
        """Return what the organizations of the report's tree were called on its day."""
        return named_on(self.here["district_id"], self.asked.tree_day)

    def _records(self, code: str) -> dict[str, Any] | None:
        of, asked = indicators().by_code[code].of, self.asked.period.name
        page = records(
            self.work, level=self.level, organization_id=self.here["id"], indicator=code, period=asked, limit=NAMED
        )
        count = self._sums(None).total.get((self._time(code), self.here["id"], code), 0)
        items = [
            {
                "title": item["state"].get("title") or item["organization"],
                "organization": item["organization"],
                "percent": item["state"].get("percent") if of == "project" else None,
                "due_on": day_of(item["state"]["due_on"]) if item["state"].get("due_on") else None,
                "href": item["href"],
            }
            for item in page["items"]
        ]
        return {"items": items, "count": count, "href": self._opened(code)} if items else None

    def _breakdown(self, wanted: Breakdown) -> dict[str, Any] | None:
        items = broken_down(self.work, self.here, self.asked, wanted)
        said = {"words": self._said(wanted.words), "unit": self._said(wanted.unit), "items": items}
        return said | {"hrefs": {code: self._opened(code) for code in wanted.of}} if items else None

    def due(self) -> dict[str, Any] | None:
        """Name what falls due in the next quarter, by day, and count it by kind."""
        following = period_of(date.fromordinal(self.asked.period.last.toordinal() + 1), QUARTER)
        days = record.c.due_on.between(*following)
        below = record.c.owed_by.in_(placed_below(self.here["id"], self.asked.tree_day))
        order, named = (record.c.due_on, record.c.record_type, record.c.record_id), self._named()
        rows = self.work.session.execute(
            select(record, named.c.name)
            .join(named, named.c.organization_id == record.c.owed_by)
            .where(days, below, record.c.record_type.in_(list(task_rules().by_record)))
            .order_by(*order)
        ).all()
        items = [item for row in rows if (item := _duty(row, self.tongue))]
        kinds = [{"what": what, "count": count} for what, count in Counter(item["what"] for item in items).items()]
        said = {"items": items[:NAMED], "kinds": kinds, "count": len(items), "href": self._todos(following)}
        return said if items else None

    def _todos(self, following: Period) -> str:
        query = urlencode({"below_too": "true", "until": following.last.isoformat()})
        return f"/api/v1/organizations/{self.here['id']}/todos?{query}"

    def _time(self, code: str) -> str:
        return "standing" if indicators().by_code[code].kind == "stock" else IN_PERIOD

    def _periods(self, code: str) -> list[str]:
        if self._time(code) == IN_PERIOD:
            return self.asked.period.months()
        return [STANDING, f"{STANDING}{self.asked.period.year}"]

    def _opened(self, code: str) -> str:
        return self._address(code, Slot(code, None, self._time(code), with_previous=False))


def _duty(row: Any, tongue: str) -> dict[str, Any] | None:
    duty, day = Record.from_row(row), row.due_on.isoformat()
    rule = next((rule for rule in task_rules().by_record[duty.record_type] if rule.level == row.owed_at), None)
    if rule is None:
        return None
    # Entered after the day on which it fell due, it has no state on that day yet.
    fields = dict(duty.on(max(day, duty.since))) | {
        "record_id": duty.record_id,
        "organization_id": duty.organization_id,
    }
    return {
        "what": getattr(rule, tongue),
        "title": fields.get(rule.title) if rule.title else None,
        "organization_id": row.owed_by,
        "organization": row.name,
        "post": fields.get("post"),
        "due_on": row.due_on,
        "href": address_of(duty.record_type, fields),
    }


def _named(text: str, said: dict[str, str] | None) -> str:
    return text.format_map(said) if said and any(f"{{{name}}}" in text for name in BESIDE) else text


def text_of(segments: Iterable[dict[str, Any]], zero: str | None = None, tongue: str = "zh") -> str:
    """Return a sentence as it is read: each slot with its figure, and that of the quarter before in brackets."""
    if zero is not None:
        return zero
    return "".join(_text(segment, tongue) for segment in segments)


def _text(segment: dict[str, Any], tongue: str) -> str:
    slot = segment["slot"]
    if slot is None:
        return str(segment["text"])
    value = _value(slot["value"], is_share=slot["is_share"])
    if slot["previous"] is None:
        return value
    return f"{value}{BEFORE[tongue].format(_value(slot['previous'], is_share=slot['is_share']))}"


def _value(value: float | None, *, is_share: bool) -> str:
    if value is None:
        return "—"
    return f"{value * 100:.1f}%" if is_share else f"{value}"


def slots_of(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every slot of a report."""
    said = [report["basis"]]
    for section in report["sections"]:
        said += [sentence["segments"] for part in section["parts"] for sentence in part["sentences"]]
    yield from (segment["slot"] for segments in said for segment in segments if segment["slot"])
