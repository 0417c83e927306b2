"""An indicator is data: which records it counts, under which conditions, by which measure, and where that is written.

`gateway/indicators/` holds them all, a file for each service; this module reads them and tells what a record adds.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, Self

import msgspec

from gateway.projections import task_rules
from gateway.projections.records import State, matches
from gateway.projections.task_rules import Bilingual
from gateway.projections.timelines import Stretch
from shared.struct_types import prepared

FILES = sorted((Path(__file__).parent.parent / "indicators").glob("*.yaml"))
LARGEST = 10**12
"""More than any record can mean; SQLite would turn larger sums into floating point without a word."""
MOST = 10_000
"""Different states of records for which is remembered what counts them."""
STANDING = "="
"""Begins the period of what stands: all of it, or of the year that follows, such as `=2026`."""

Cell = tuple[str, str]
"""Indicator code and period: a month such as 2026-08 in which something happened, or what stands."""
Counted = tuple[str, Cell]
"""The organization for which a record is counted, and where."""


class Span(NamedTuple):
    """Days from `begin` until before `until` (None: without end) on which a record adds a value."""

    begin: str
    until: str | None
    value: int

    def holds_on(self, day: str) -> bool:
        """Return whether it adds its value on a day."""
        return self.begin <= day and (self.until is None or day < self.until)


Contributions = dict[Counted, list[Span]]
"""What a record adds where, on which days."""


class Indicator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the data dictionary; a share has a numerator and a denominator, all others count records.

    A `median` is that of a figure of their own over the open organizations of a level, those with none of it included.

    A `flow` counts what happened, on the day that the record's field `day` names; a `stock` what stands on a day, and
    with `day` also which of it began in a period. `period` is `year` where records of different years stand apart.
    `own` counts organizations by their own figures of a day, those of its year: the least and the most of each.
    """

    code: str
    zh: str
    en: str
    unit: Bilingual
    kind: Literal["stock", "flow"]
    citation: Bilingual
    of: str | None = None
    where: dict[str, list[str | int | bool]] = {}
    own: dict[str, tuple[int, int | None]] = {}
    sum: str | None = None
    day: str | None = None
    period: Literal["none", "year"] = "none"
    numerator: str | None = None
    denominator: str | None = None
    median: str | None = None
    over: str | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is one figure divided by another, which is never added up."""
        return self.numerator is not None

    @property
    def is_sum(self) -> bool:
        """Whether it counts records, so that it may be added up."""
        return self.of is not None

    def counts(self, state: State) -> bool:
        """Return whether a record in this state is one of those counted."""
        return matches(self.where, state)

    def cells(self, state: State, begin: str) -> Iterator[tuple[str, str]]:
        """Yield the periods in which a record counts, each with the day from which it does."""
        if self.kind == "stock":
            yield (STANDING if self.period == "none" else f"{STANDING}{state['year']}"), begin
        if self.day and (day := state.get(self.day)):
            yield day[:7], max(begin, day)

    def measure(self, state: State) -> int:
        """Return what a counted record adds: 1, or the integer in the summed field.

        ValueError where that is larger than anything that can be added up.
        """
        if self.sum is None:
            return 1
        value = int(state.get(self.sum) or 0)
        if abs(value) > LARGEST:
            raise ValueError(f"{self.code}: {value} is too large")
        return value


class Indicators:
    """The data dictionary: every indicator, by code and by the records that it counts."""

    def __init__(self, listed: Iterable[Indicator], fingerprint: str) -> None:
        self.by_code = {indicator.code: indicator for indicator in listed}
        self.fingerprint = fingerprint
        self.by_record: dict[str, list[Indicator]] = {}
        for indicator in self.by_code.values():
            if indicator.of is not None and not indicator.own:
                self.by_record.setdefault(indicator.of, []).append(indicator)
        self.looked_at = {of: sorted({name for each in listed for name in each.where})
                          for of, listed in self.by_record.items()}  # fmt: skip
        self.of_units = [indicator for indicator in self.by_code.values() if indicator.own]
        self.of_own = frozenset(code for indicator in self.of_units for code in indicator.own)
        self.medians = [indicator for indicator in self.by_code.values() if indicator.median is not None]
        self._counting: dict[tuple[object, ...], list[Indicator]] = {}
        self._times: dict[tuple[str, str], bool] = {}

    @classmethod
    def read(cls, text: str, beside: str = "") -> Self:
        """Parse a dictionary; ValueError names the line that contradicts the others.

        Its fingerprint is that of the text and of what else the tables are worked out by.
        """
        listed = msgspec.yaml.decode(text, type=prepared(list[Indicator]))
        _check(listed)
        return cls(listed, sha256(f"{text}{beside}".encode()).hexdigest())

    def contributions(self, record_type: str, timeline: Iterable[Stretch]) -> Contributions:
        """Return what a record adds to which figures on which days; nothing where it adds 0."""
        added: Contributions = {}
        for begin, until, organization_id, state in timeline:
            for indicator in self._that_count(record_type, state):
                if value := indicator.measure(state):
                    for period, first in indicator.cells(state, begin):
                        if until is None or first < until:
                            key = organization_id, (indicator.code, period)
                            append_span(added.setdefault(key, []), Span(first, until, value))
        return added

    def has(self, indicator: Indicator, time: str) -> bool:
        """Return whether a figure has one of the three times: in the period, the year to date, or what stands."""
        key = indicator.code, time
        if key not in self._times:
            self._times[key] = self._has(indicator, time)
        return self._times[key]

    def _has(self, indicator: Indicator, time: str) -> bool:
        if indicator.is_share:
            parts = (indicator.numerator, indicator.denominator)
            return all(self.has(self.by_code[str(part)], time) for part in parts)
        if indicator.median is not None:
            return self.has(self.by_code[indicator.median], time)
        return indicator.kind == "stock" if time == "standing" else indicator.day is not None

    def parts_of(self, wanted: Iterable[Indicator]) -> frozenset[str]:
        """Return the codes that figures are made of: their own, or those of a share's two parts."""
        parts = ((each.numerator, each.denominator) if each.is_share else (each.code,) for each in wanted)
        return frozenset(str(code) for pair in parts for code in pair)

    def _that_count(self, record_type: str, state: State) -> list[Indicator]:
        """Return the indicators that count a state, cached because most records share a few states."""
        key = (record_type, *map(state.get, self.looked_at.get(record_type, ())))
        counting = self._counting.get(key)
        if counting is None:
            if len(self._counting) == MOST:
                self._counting.clear()
            counting = [each for each in self.by_record.get(record_type, ()) if each.counts(state)]
            self._counting[key] = counting
        return counting


def append_span(spans: list[Span], span: Span) -> None:
    """Append a span of days, as one with that before where nothing differs between them."""
    if spans and (spans[-1].until, spans[-1].value) == (span.begin, span.value):
        spans[-1] = spans[-1]._replace(until=span.until)
    else:
        spans.append(span)


@cache
def indicators() -> Indicators:
    """Load the platform's data dictionary."""
    text, beside = ("\n".join(file.read_text("utf-8") for file in files) for files in (FILES, task_rules.FILES))
    return Indicators.read(text, beside)


def _check(listed: list[Indicator]) -> None:
    prepared = {indicator.code: indicator for indicator in listed}
    if len(prepared) != len(listed):
        raise ValueError("an indicator's code is used twice")
    for indicator in listed:
        parts = [indicator.numerator, indicator.denominator]
        is_derived = indicator.is_share or indicator.median is not None
        if indicator.is_sum == is_derived or (parts[0] is None) != (parts[1] is None):
            raise ValueError(f"{indicator.code} has either records or a numerator and a denominator")
        for part in filter(None, (*parts, indicator.median)):
            if part not in prepared or not prepared[part].is_sum or prepared[part].kind != indicator.kind:
                raise ValueError(f"{indicator.code} is made of {part}, which is no figure of the same kind")
        if any(code not in prepared or not prepared[code].is_sum or prepared[code].own for code in indicator.own):
            raise ValueError(f"{indicator.code} counts organizations by what is no sum of records")
        if indicator.kind == "flow" and indicator.is_sum and indicator.day is None:
            raise ValueError(f"{indicator.code} does not say on which day it happened")
