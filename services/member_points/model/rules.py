"""Good practice of schemes, objections and years as rules, and schemes from the field as templates."""

from datetime import date
from pathlib import Path
from typing import Any

from services.member_points.model.scheme_rules import Item
from shared.org_paths import OrgPath
from shared.rule_packs import RulePack, load_rule_pack
from shared.working_days import add_working_days

RULES = Path(__file__).parents[1] / "rules"


def point_rules(day: date) -> RulePack:
    """Return the rules for member points in force on a day."""
    return load_rule_pack(RULES / "points.yaml", day)


def templates(day: date) -> list[dict[str, Any]]:
    """Return the template schemes in force on a day."""
    pack = load_rule_pack(RULES / "templates.yaml", day)
    return [
        {"id": rule.id, "zh": rule.zh, "en": rule.en, "citation": rule.citation, "check": rule.check} | rule.values
        for rule in pack.rules
    ]


def superior_path(place: OrgPath) -> list[str]:
    """Return the path from the organization whose committee decides on what an organization puts forward.

    A district's own members have nobody above them in the district: the district decides, by another person.
    """
    return place.path[1:] or place.path


def freezes_from(year: int, day: date) -> date:
    """Return the first day on which a year's result may be frozen."""
    rule = point_rules(day)["freezing"]
    return date(year + 1, rule["month"], rule["day"])


def abandoned_after(day: date) -> int:
    """Return for how many hours the rows of a file may be uploaded."""
    return int(point_rules(day)["handing_in"]["hours"])


def answer_due_on(raised_on: date) -> date:
    """Return the last day on which an objection raised on a day is answered in time."""
    return add_working_days(raised_on, point_rules(raised_on)["answering"]["working_days"])


def usual_window(day: date) -> int:
    """Return how many working days objections are usually open."""
    return int(point_rules(day)["objection_window"]["least"])


def exempt_classes(day: date) -> frozenset[str]:
    """Return the member classes that are in no band."""
    return frozenset(point_rules(day)["exempt_class"]["classes"])


def window_warnings(objection_days: int, day: date) -> list[dict[str, Any]]:
    """Warn of a window for objections that is shorter than usual; it never blocks."""
    rule = point_rules(day)["objection_window"]
    return [] if objection_days >= rule["least"] else [rule.said(days=objection_days)]


def cap_warnings(item: Item, before: int, added: int, day: date) -> list[dict[str, Any]]:
    """Warn of an entry with which an item's sum passes its cap; it is recorded all the same."""
    if item.cap is None or added == 0 or abs(before + added) <= item.cap:
        return []
    rule = point_rules(day)["over_cap"]
    return [rule.said(item=item.name, cap=points(item.cap), sum=points(abs(before + added)))]


def points(hundredths: int) -> str:
    """Write hundredths as points, as people read them: 250 is 2.5."""
    return f"{hundredths / 100:g}"
