"""What counts for which figure on a day, said once more in plain words: by whom, how much, of which year, from when."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from shared.working_days import add_working_days
from tests.gateway.any_history.primary_lists import at_heir, before_heir, day_of_step, status_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.gateway.any_history.primary_lists import Line, PrimaryLists

QUARTERS = {"1": ("01-01", "04-01"), "2": ("04-01", "07-01"), "3": ("07-01", "10-01"), "4": ("10-01", "12-32")}
SILENT_AFTER = 22
"""Working days without a sign after which a project counts as silent."""


class Count(NamedTuple):
    """What a record adds to a figure of a unit: standing (all of it, or of a year), and of the day it is counted on."""

    unit: str
    code: str
    value: int = 1
    stands: bool = True
    year: int | None = None
    day: str | None = None


def organizations(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count who is open."""
    codes = {"street": "streets", "community": "communities", "branch": "branches"}
    for unit in list(lists.versions):
        version = lists.version(unit, day)
        is_open = version is not None and (version["valid_until"] is None or day < version["valid_until"])
        if is_open and version["level"] in codes:
            yield Count(unit, codes[version["level"]])


def members(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count who is on which roll."""
    persons = {row["member_id"]: row for row in lists.rows("organizations", "member")}
    for place in lists.rows("organizations", "affiliation"):
        if place["valid_from"] <= day and (place["valid_until"] is None or day < place["valid_until"]):
            person, unit = persons[place["member_id"]], place["organization_id"]
            yield Count(unit, "members")
            yield Count(unit, f"members_{person['status']}")
            if person["member_class"] == "mobile":
                yield Count(unit, "members_mobile")


def tiers(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count the decision that stands for a period, on the days of that period."""
    for row in lists.rows("organizations", "tier"):
        year, _, quarter = row["period"].partition("Q")
        first, last = QUARTERS[quarter] if quarter else ("01-01", "12-32")
        if row["stands"] and f"{year}-{first}" <= day < f"{year}-{last}":
            yield Count(row["organization_id"], f"tiers_{row['tier']}{'_in_quarter' if quarter else ''}")


def halls(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count halls by the days on which they were planned, begun and established."""
    steps = lists.steps("activities", "hall_step", "hall_id")
    for hall in lists.rows("activities", "lecture_hall"):
        if status_on(steps[hall["id"]], day) == "ended":
            continue
        unit, status = at_heir(steps[hall["id"]], day), "missing"
        for name in ("planned", "building", "established"):
            if hall[f"{name}_on"] is not None and hall[f"{name}_on"] <= day:
                status = name
        yield Count(unit, "halls")
        yield Count(unit, f"halls_{status}", day=hall["established_on"] if status == "established" else None)
        if status != "established" and hall["overdue_from"] is not None and hall["overdue_from"] <= day:
            yield Count(unit, "halls_overdue")


def obligations(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count what organizational life asks of a unit, and what came of it."""
    for row in lists.rows("activities", "obligation"):
        standing = _obligation_on(row, day, lists.ended_on(row["organization_id"]))
        more = {"year": row["year"], "day": row["opens_on"]}
        if standing in {"due", "late", "missed", "on_time", "met_late", "excused"}:
            yield Count(row["organization_id"], f"obligations_{standing}", **more)
        if standing in {"due", "late", "missed", "on_time", "met_late"}:
            yield Count(row["organization_id"], "obligations_expected", **more)
        if standing in {"on_time", "met_late"}:
            yield Count(row["organization_id"], "obligations_met", **more)


def _obligation_on(row: Line, day: str, ended_on: str | None) -> str:
    if row["status"] == "lifted" and ended_on is not None and ended_on <= day:
        return "lifted"
    if row["status"] == "excused" and row["excused_on"] <= day:
        return "excused"
    if row["status"] == "met" and row["met_on"] <= day:
        return "on_time" if row["met_on"] <= row["due_on"] else "met_late"
    turns = (("missed", row["missed_from"]), ("late", row["late_from"]), ("due", row["opens_on"]))
    return next((name for name, begins in turns if begins <= day), "planned")


def activities(lists: PrimaryLists, _day: str) -> Iterator[Count]:
    """Count what was held, by kind, by mode and by who came."""
    for row in lists.rows("activities", "activity"):
        if row["status"] != "held":
            continue
        kind, attended, excused = row["kind"], *(len(json.loads(row[name] or "[]")) for name in ("attended", "excused"))
        found = {"activities": 1, "attendances": attended, "absences_excused": excused}
        found |= {"attendances_possible": row["on_roll"]}
        if kind == "session":
            found |= {"sessions": 1, f"sessions_{row['mode']}": 1, "session_attendances": attended}
        else:
            found[f"held_{kind}"] = 1
        if row["campaign_id"] is not None:
            found["campaign_activities"] = 1
        for code, value in found.items():
            yield Count(row["organization_id"], code, value, stands=False, day=row["held_on"])


def campaigns(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count campaigns from their first day until they are closed, and the units that take part."""
    for row in lists.rows("activities", "campaign"):
        if row["first"] <= day and (row["status"] == "open" or day < row["last"]):
            yield Count(row["organization_id"], "campaigns_open")
    years = {row["id"]: int(row["first"][:4]) for row in lists.rows("activities", "campaign")}
    for row in lists.rows("activities", "campaign_part"):
        ended_on = None if row["status"] == "taking_part" else lists.ended_on(row["organization_id"])
        if row["joined_on"] <= day and (ended_on is None or day < ended_on):
            more = {"year": years[row["campaign_id"]], "day": row["joined_on"]}
            yield Count(row["organization_id"], "campaign_units", **more)


def projects(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count secretary projects that nobody has begun yet, by state and category, silent ones apart."""
    steps = lists.steps("projects", "project_step", "project_id")
    for row in lists.rows("projects", "project"):
        own = steps[row["id"]]
        status, unit = status_on(own, day), before_heir(own, row["organization_id"], day)
        year, counts = row["year"], {"declared", "reviewed", "approved"}
        if status in counts:
            yield Count(unit, "projects", year=year, day=day_of_step(own, "declare", day))
            yield Count(unit, f"projects_{row['category']}", year=year)
        if status in {"declared", "reviewed"}:
            yield Count(unit, "projects_awaiting", year=year)
        elif status == "returned":
            yield Count(unit, "projects_returned", year=year)
        elif status == "approved":
            approved_on = day_of_step(own, "approve", day) or day
            silent_from = add_working_days(date.fromisoformat(approved_on), SILENT_AFTER) + timedelta(days=1)
            yield Count(unit, "projects_approved", year=year, day=approved_on)
            yield Count(unit, "projects_not_started", year=year)
            is_silent = silent_from.isoformat() <= day
            yield Count(unit, "projects_at_risk" if is_silent else "projects_on_track", year=year)
            if is_silent:
                yield Count(unit, "projects_silent", year=year)


def honours(lists: PrimaryLists, _day: str) -> Iterator[Count]:
    """Count honours that are on record, of the day they were given."""
    for row in lists.rows("meetings", "honour"):
        if row["status"] == "recorded":
            for code in ("honours", f"honours_{row['kind']}"):
                yield Count(row["organization_id"], code, stands=False, day=row["given_on"])


def brands(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count brands by state and reach."""
    steps = lists.steps("demonstration_points", "brand_step", "brand_id")
    for row in lists.rows("demonstration_points", "brand"):
        own = steps[row["id"]]
        status, unit = status_on(own, day), before_heir(own, row["organization_id"], day)
        if status in {"discovered", "consolidated", "promoted"}:
            for code in ("brands", f"brands_{status}", f"brands_reach_{row['reach']}"):
                yield Count(unit, code)


def inspections(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count plans, inspections and what they found."""
    steps, inspected = lists.steps("supervision", "step", "record_id"), lists.rows("supervision", "inspection")
    for row in lists.rows("supervision", "inspection_plan"):
        if status_on(steps[row["id"]], day) == "in_force":
            yield Count(row["organization_id"], "inspections_planned", row["quota"], year=row["year"])
            used = sum(
                each["plan_id"] == row["id"] and status_on(steps[each["id"]], day) is not None for each in inspected
            )
            yield Count(row["organization_id"], "inspections_left", row["quota"] - used, year=row["year"])
    for row in inspected:
        status, unit, year = status_on(steps[row["id"]], day), row["organization_id"], row["year"]
        if status in {"planned", "held"}:
            yield Count(unit, "inspections_announced", year=year)
        if status == "held":
            yield Count(unit, "inspections_held", year=year, day=row["held_on"])
    for row in lists.rows("supervision", "finding"):
        if row["status"] == "recorded":
            unit = at_heir(steps[row["id"]], day)
            yield Count(unit, f"findings_{row['severity']}", stands=False, day=row["found_on"])


def units(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count organizations by what they have of their own: nothing on record, no secretary, two or three projects."""
    year = int(day[:4])
    held = {row["organization_id"] for row in lists.rows("activities", "activity") if _is_held_by(row, day)}
    asked = {each.unit for each in obligations(lists, day) if (each.code, each.year) == ("obligations_expected", year)}
    led = Counter(each.unit for each in projects(lists, day) if (each.code, each.year) == ("projects", year))
    posts = [row for row in lists.rows("organizations", "post") if row["title"] == "secretary"]
    in_office = [row["organization_id"] for row in posts if _is_in_office(row, day)]
    for unit in in_office:
        yield Count(unit, "secretaries")
    for row in posts:
        if row["member_id"] is not None and _is_in_office(row, day):
            yield Count(row["organization_id"], "secretaries_on_roll")
    for each in organizations(lists, day):
        if each.unit in asked - held:
            yield Count(each.unit, "units_silent")
        if each.unit not in in_office:
            yield Count(each.unit, "secretary_posts_vacant")
        if each.code != "branches":
            yield Count(each.unit, "secretaries_expected")
            if led[each.unit] in {2, 3}:
                yield Count(each.unit, "secretaries_in_range")


def _is_held_by(row: Line, day: str) -> bool:
    return row["status"] == "held" and row["held_on"] <= day and row["held_on"][:4] == day[:4]


def _is_in_office(row: Line, day: str) -> bool:
    return row["from_on"] <= day and (row["until_on"] is None or day <= row["until_on"])


KINDS: tuple[Callable[[PrimaryLists, str], Iterator[Count]], ...] = (
    organizations, members, tiers, halls, obligations, activities, campaigns, projects, honours, brands, inspections,
    units,
)  # fmt: skip
SHARES = {
    "halls_established_share": ("halls_established", "halls"),
    "attendance_share": ("attendances", "attendances_possible"),
    "obligations_met_share": ("obligations_met", "obligations_expected"),
    "obligations_on_time_share": ("obligations_on_time", "obligations_expected"),
    "projects_accepted_share": ("projects_accepted", "projects_approved"),
}
"""Figures that are one divided by another; all others of these kinds are sums."""
