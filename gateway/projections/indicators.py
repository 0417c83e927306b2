"""An indicator is data: which records it counts, under which conditions, by which measure, and where that is written.

`gateway/indicators/` holds them all, a file for each service; this module reads them and tells what a record adds.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, Self

import msgspec

from gateway.projections import task_rules
from gateway.projections.records import State, matches
from gateway.projections.task_rules import Bilingual
from shared.struct_types import prepared

FILES = sorted((Path(__file__).parent.parent / "indicators").glob("*.yaml"))
LARGEST = 10**12
"""More than any record can mean; SQLite would turn larger sums into floating point without a word."""
MOST = 10_000
"""Different states of records for which is remembered what counts them."""
NO_PERIOD = ""
"""The period of current figures, whatever the year."""
PERIOD_FIELDS = {"year": "year", "quarter": "period"}
"""The field of a record that names the period of its figures."""

Contributions = dict[tuple[str, str], int]
"""What a record adds: (indicator code, period) to value."""


class Indicator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the data dictionary; a share has a numerator and a denominator, all others count records.

    `period` says when a figure is of: `none` for what stands whatever the year, the record's `year`, or the `quarter`
    that its `period` names, such as 2026Q3.
    """

    code: str
    zh: str
    en: str
    unit: Bilingual
    kind: Literal["stock", "flow"]
    citation: Bilingual
    of: str | None = None
    where: dict[str, list[str | int | bool]] = {}
    sum: str | None = None
    period: Literal["none", "year", "quarter"] = "none"
    numerator: str | None = None
    denominator: str | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is one figure divided by another, which is never added up."""
        return self.numerator is not None

    def counts(self, state: State) -> bool:
        """Return whether a record in this state is one of those counted."""
        return matches(self.where, state)

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
            if indicator.of is not None:
                self.by_record.setdefault(indicator.of, []).append(indicator)
        self.looked_at = {of: sorted({name for each in listed for name in each.where})
                          for of, listed in self.by_record.items()}  # fmt: skip
        self._counting: dict[tuple[object, ...], list[Indicator]] = {}

    @classmethod
    def read(cls, text: str, beside: str = "") -> Self:
        """Parse a dictionary; ValueError names the line that contradicts the others.

        Its fingerprint is that of the text and of what else the tables are worked out by.
        """
        listed = msgspec.yaml.decode(text, type=prepared(list[Indicator]))
        _check(listed)
        return cls(listed, sha256(f"{text}{beside}".encode()).hexdigest())

    def contributions(self, record_type: str, state: State) -> Contributions:
        """Return what a record in this state adds to which figures; nothing where it adds 0."""
        added: Contributions = {}
        for indicator in self._that_count(record_type, state):
            if value := indicator.measure(state):
                period = NO_PERIOD if indicator.period == "none" else str(state[PERIOD_FIELDS[indicator.period]])
                added[indicator.code, period] = value
        return added

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
        if (indicator.of is None) != indicator.is_share or (parts[0] is None) != (parts[1] is None):
            raise ValueError(f"{indicator.code} has either records or a numerator and a denominator")
        for part in filter(None, parts):
            if part not in prepared or prepared[part].is_share or prepared[part].period != indicator.period:
                raise ValueError(f"{indicator.code} divides {part}, which is no figure of the same period")
