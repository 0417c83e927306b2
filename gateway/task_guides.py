"""A guide (办事指引) for each kind of to-do: what the rule says, what to enter, what a good record looks like.

`gateway/guides/` holds them all, a file for each service. An example's values in braces are a record's own, or days
counted from today, so that it fits the to-do that it is served with.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from gateway.projections.task_rules import Bilingual, task_rules
from shared.struct_types import prepared

FILES = sorted((Path(__file__).parent / "guides").glob("*.yaml"))


class Guide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The guide for one kind of to-do: `actor` says whose turn it is, `enter` names fields of its form."""

    of: str
    actor: Bilingual
    rule: Bilingual
    enter: dict[str, Bilingual]
    good_record: Bilingual
    citation: Bilingual
    example: dict[str, Any]

    def said(self, tongue: str, fields: Mapping[str, Any], day: date) -> dict[str, Any]:
        """Return the guide in one language, its example filled with a record's fields as of a day."""
        return {
            "rule": getattr(self.rule, tongue),
            "enter": [{"field": name, "what": getattr(words, tongue)} for name, words in self.enter.items()],
            "good_record": getattr(self.good_record, tongue),
            "citation": getattr(self.citation, tongue),
            "example": _filled(self.example, dict(fields) | _days(day)),
        }


@cache
def task_guides() -> dict[str, Guide]:
    """Load the guides by kind of to-do; ValueError for a kind without one, with two, or that is none."""
    listed = list(_loaded())
    if sorted(guide.of for guide in listed) != sorted(task_rules().by_code):
        raise ValueError("each kind of to-do needs one guide")
    return {guide.of: guide for guide in listed}


def _loaded() -> Iterator[Guide]:
    for file in FILES:
        yield from msgspec.yaml.decode(file.read_text("utf-8"), type=prepared(list[Guide]))


def _days(day: date) -> dict[str, str]:
    ahead = {"today": 0, "in_a_month": 30, "in_a_year": 365}
    return {name: (day + timedelta(days=days)).isoformat() for name, days in ahead.items()}


def _filled(value: Any, fields: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, fields) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, fields) for each in value]
    return value.format_map(fields) if isinstance(value, str) else value
