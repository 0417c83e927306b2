"""The list that each kind of record has of its own, as the service that keeps it answers; and the records of a figure.

Nothing of the read side decides here which items a figure should count but the conditions that its dictionary shows.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from gateway.projections.indicators import Indicator
from tests.gateway.full_district.readers import pages
from tests.gateway.full_district.record_kinds import LISTS
from tests.gateway.full_district.scenario import YEAR, FullDistrict

Item = dict[str, Any]
Items = dict[str, Item]
ONLY = {"milestone": {"on_track", "at_risk", "overdue"}, "building_node": {"on_track", "at_risk", "overdue"}}
"""Lists of deadlines that still count: the standings that they hold."""


def _holds(period: str, day: str) -> bool:
    """Tell whether a day is in a year or a quarter."""
    year, _, quarter = period.partition("Q")
    return day[:4] == year and (not quarter or (int(day[5:7]) + 2) // 3 == int(quarter))


Derived = Callable[[Item, str], Any]
DERIVED: dict[tuple[str, str], Derived] = {
    ("activity", "for_campaign"): lambda item, _day: item["campaign_id"] is not None,
    ("activity", "year"): lambda item, _day: int(item["held_on"][:4]),
    ("brand", "counts"): lambda item, _day: item["status"] in {"discovered", "consolidated", "promoted"},
    ("demonstration_point", "takes_a_place"): lambda item, _day: (
        item["status"] in {"confirmed", "building", "accepted", "active", "lapsed"}
    ),
    ("notice", "acknowledged"): lambda item, _day: item["acknowledged_on"] is not None,
    ("organization", "status"): lambda _item, _day: "open",
    ("point_declaration", "status"): lambda item, day: (
        "window_over" if item["status"] == "published" and item["objections_until"] < day else item["status"]
    ),
    ("project", "silent"): lambda item, day: item["silent_from"] is not None and item["silent_from"] <= day,
    ("score_sheet", "standing"): lambda item, _day: (
        "due" if item["status"] == "completed" and item["host_signed_on"] is None else item["status"]
    ),
    ("tier", "decided_for"): lambda item, _day: "quarter" if "Q" in item["period"] else "year",
    ("tier", "tier"): lambda item, day: item["tier"] if _holds(item["period"], day) else None,
    ("visit", "standing"): lambda item, day: (
        item["status"] if item["status"] != "announced" else "overdue" if item["confirm_by"] < day else "due"
    ),
}
"""Fields that a list does not have by this name, from those that it has, on a day."""
MEASURES = {
    "attended": "attended_count", "excused": "excused_count", "hundredths": "score", "carriers": "status",
    "left": "quota",
}  # fmt: skip
"""Fields that are summed and stand under another name in a list: only whether they are nothing is looked at."""
UNTOLD = {("tier", "change")}
"""Fields of a record that no list has: what they count is not compared with a list."""
BY_PERIOD = {"visit", "tier", "score_sheet"}
"""Kinds whose year is that of their period."""


def listed(district: FullDistrict, unit: str, kind: str) -> Items:
    """Return everything that a kind's list has of an organization and all below it, by the id of its record."""
    listed = pages(district.people["district"], LISTS[kind].format(district.ids[unit]))
    return {_key(kind, item): item for item in listed}


def wanted(indicator: Indicator, items: Items, day: date) -> set[str]:
    """Return the items that a figure of this year should count, by its conditions."""
    kind = str(indicator.of)

    def field(item: Item, name: str) -> Any:
        derive = DERIVED.get((kind, name))
        return derive(item, day.isoformat()) if derive else item[name]

    def counts(item: Item) -> bool:
        met = all(field(item, name) in values for name, values in indicator.where.items())
        measured = indicator.sum is None or item[MEASURES.get(indicator.sum, indicator.sum)]
        return met and bool(measured) and _of_period(kind, indicator, item, field)

    return {key for key, item in items.items() if counts(item)}


def can_be_listed(indicator: Indicator) -> bool:
    """Tell whether the list of an indicator's records holds all that it may count."""
    held = ONLY.get(str(indicator.of))
    told = not any((str(indicator.of), name) in UNTOLD for name in indicator.where) and not indicator.own
    return indicator.of in LISTS and told and (held is None or set(indicator.where["standing"]) <= held)


def behind(district: FullDistrict, level: str, unit: str, code: str) -> dict[str, int]:
    """Return the records behind a figure, with what each adds; one that stands on two pages fails the test."""
    path = f"/levels/{level}/{district.ids[unit]}/figures/{code}/records"
    listed = pages(district.people["district"], path)
    found = {item["record_id"]: item["value"] for item in listed}
    assert len(found) == len(listed)
    return found


def _key(kind: str, item: Item) -> str:
    if kind == "tier":
        return f"{item['organization_id']}:{item['period']}"
    return f"{item['id']}:{item['organization_id']}" if kind == "member" else str(item["id"])


def _of_period(kind: str, indicator: Indicator, item: Item, field: Callable[[Item, str], Any]) -> bool:
    if indicator.kind == "flow":
        return str(field(item, str(indicator.day))).startswith(f"{YEAR}-")
    if indicator.period == "none":
        return True
    if kind in BY_PERIOD:
        return int(item["period"][:4]) == YEAR
    return bool(field(item, "year") == YEAR) if "year" in item or (kind, "year") in DERIVED else True
