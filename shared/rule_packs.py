"""Rule packs: thresholds, deadlines and their citations as data; a version is in force from a day on.

A pack's file is a list of versions, each with `version`, `valid_from` and `rules`; a rule has an `id`, its words in
`zh` and `en`, its `citation`, `check: true` where the text was read on a mirror and not on the issuer's page, and its
`values`.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from shared.struct_types import prepared


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule with its numbers, its words and the text it comes from."""

    id: str
    zh: str
    en: str
    citation: str
    check: bool = False
    values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def said(self, **facts: Any) -> dict[str, Any]:
        """Return the rule's text filled with facts, in both languages, with its citation."""
        words = self.values | facts
        return {
            "rule": self.id,
            "zh": self.zh.format(**words),
            "en": self.en.format(**words),
            "citation": self.citation,
            "check": self.check,
        }


class RulePack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of one subject as they stand from a day on."""

    version: str
    valid_from: date
    rules: tuple[Rule, ...]

    def __getitem__(self, rule_id: str) -> Rule:
        return next(rule for rule in self.rules if rule.id == rule_id)


def load_rule_pack(path: Path, day: date) -> RulePack:
    """Load the pack in force on a day; the oldest one applies to the days before it."""
    versions = _versions(path)
    in_force = [pack for pack in versions if pack.valid_from <= day]
    return in_force[-1] if in_force else versions[0]


@cache
def _versions(path: Path) -> tuple[RulePack, ...]:
    packs = msgspec.yaml.decode(path.read_text("utf-8"), type=prepared(tuple[RulePack, ...]))
    if not packs or any(len({rule.id for rule in pack.rules}) != len(pack.rules) for pack in packs):
        raise ValueError(f"{path.name}: a pack needs a version, and a rule stands once in it")
    return tuple(sorted(packs, key=lambda pack: pack.valid_from))
