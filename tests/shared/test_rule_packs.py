"""A rule pack is chosen by the day, says its citation, and is refused when it contradicts itself."""

from datetime import date
from pathlib import Path

import pytest

from shared.rule_packs import load_rule_pack

PACK = """
- version: "2"
  valid_from: 2026-01-01
  rules:
    - id: least
      zh: "至少 {at_least} 名，现有 {count} 名"
      en: "at least {at_least}, now {count}"
      citation: 条例第三条
      values: {at_least: 4}
- version: "1"
  valid_from: 2018-10-28
  rules:
    - {id: least, zh: 至少, en: at least, citation: 条例第三条, check: true, values: {at_least: 3}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "set_up.yaml"
    path.write_text(PACK, "utf-8")
    return path


def test_the_pack_of_a_day_is_the_newest_that_was_in_force(path: Path) -> None:
    assert load_rule_pack(path, date(2025, 12, 31)).version == "1"
    assert load_rule_pack(path, date(2026, 1, 1)).version == "2"
    assert load_rule_pack(path, date(1999, 1, 1)).version == "1"


def test_a_rule_speaks_both_languages_with_its_numbers_and_its_citation(path: Path) -> None:
    rule = load_rule_pack(path, date(2026, 6, 1))["least"]
    assert rule["at_least"] == 4
    assert rule.said(count=2) == {
        "rule": "least",
        "zh": "至少 4 名，现有 2 名",
        "en": "at least 4, now 2",
        "citation": "条例第三条",
        "check": False,
    }


def test_a_rule_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    rule = "    - {id: least, zh: a, en: a, citation: c}\n"
    path.write_text(f'- version: "1"\n  valid_from: 2018-10-28\n  rules:\n{rule}{rule}', "utf-8")
    with pytest.raises(ValueError, match=r"twice\.yaml"):
        load_rule_pack(path, date(2026, 1, 1))
