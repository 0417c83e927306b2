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

    from tests.gateway.any_history.primary_lists import Line, PrimaryLists, Step

QUARTERS = {"1": ("01-01", "04-01"), "2": ("04-01", "07-01"), "3": ("07-01", "10-01"), "4": ("10-01", "12-32")}
BEST_FIRST = "advanced", "qualified", "lagging"
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
    """Count the decision that stands for a period, on the days of that period, and whether it rose or fell."""
    rows = [row for row in lists.rows("organizations", "tier") if row["stands"]]
    standing = {(row["organization_id"], row["period"]): BEST_FIRST.index(row["tier"]) for row in rows}
    for row in rows:
        unit, (year, _, quarter) = row["organization_id"], row["period"].partition("Q")
        first, last = QUARTERS[quarter] if quarter else ("01-01", "12-32")
        if not f"{year}-{first}" <= day < f"{year}-{last}":
            continue
        yield Count(unit, f"tiers_{row['tier']}{'_in_quarter' if quarter else ''}")
        before = f"{year}Q{int(quarter) - 1}" if quarter > "1" else f"{int(year) - 1}Q4"
        place = standing[unit, row["period"]]
        if quarter and standing.get((unit, before), place) != place:
            yield Count(unit, "tiers_risen" if place < standing[unit, before] else "tiers_fallen")


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
        if status == "missing" and not _is_asked(lists, hall, steps[hall["id"]], day):
            continue
        yield Count(unit, "halls")
        yield Count(unit, f"halls_{status}", day=hall["established_on"] if status == "established" else None)
        if status != "established" and hall["overdue_from"] is not None and hall["overdue_from"] <= day:
            yield Count(unit, "halls_overdue")


def _is_asked(lists: PrimaryLists, hall: Line, steps: list[Step], day: str) -> bool:
    """Say if a hall is asked for on a day, by the settings, or those that were when its unit closed or passed it."""
    unit, ended_on = hall["organization_id"], lists.ended_on(hall["organization_id"])
    if lists.versions[unit][-1]["level"] != "branch":
        return True
    if ended_on is not None or any(step.step in {"carry", "end"} for step in steps):
        asked = json.loads(hall["asked"] or "null")
        return asked is None or any(first <= day and (until is None or day < until) for first, until in asked)
    return lists.versions[unit][-1]["kind"] in _kinds_asked(lists, day)


def _kinds_asked(lists: PrimaryLists, day: str) -> list[str]:
    settings = sorted(lists.rows("activities", "hall_scope"), key=lambda row: row["from_on"])
    return next((json.loads(row["kinds"]) for row in reversed(settings) if row["from_on"] <= day), [])


def halls_never_asked(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count branches of which a hall is asked and that the service has not asked; there are none."""
    has = {row["organization_id"] for row in lists.rows("activities", "lecture_hall") if row["status"] != "ended"}
    for each in organizations(lists, day):
        last = lists.versions[each.unit][-1]
        is_without = each.code == "branches" and each.unit not in has and last["valid_until"] is None
        if is_without and last["kind"] in _kinds_asked(lists, day):
            yield Count(each.unit, "halls")


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
        if kind not in {"committee_meeting", "group_meeting", "training"}:
            found |= {"attendances_of_roll": attended, "attendances_possible": row["on_roll"]}
        if _is_by_secretary(lists, row):
            found["secretary_classes"] = 1
        if kind == "session":
            found |= {"sessions": 1, f"sessions_{row['mode']}": 1, "session_attendances": attended}
        else:
            found[f"held_{kind}"] = 1
        if row["campaign_id"] is not None:
            found["campaign_activities"] = 1
        for code, value in found.items():
            yield Count(row["organization_id"], code, value, stands=False, day=row["held_on"])


def _is_by_secretary(lists: PrimaryLists, activity: Line) -> bool:
    """Say whether a secretary of the organization in office that day spoke at a party class."""
    if "party_class" not in {activity["kind"], activity["mode"]}:
        return False
    speakers, day = json.loads(activity["speakers"] or "[]"), activity["held_on"]
    return any(
        row["organization_id"] == activity["organization_id"]
        and row["member_id"] in speakers
        and _is_in_office(row, day)
        for row in secretaries(lists)
    )


def secretaries(lists: PrimaryLists) -> list[Line]:
    """Return who is or was a secretary."""
    return [row for row in lists.rows("organizations", "post") if row["title"] == "secretary"]


def trainings(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count what posts ask of who took them, from the day of that until the post is left."""
    for row in lists.rows("activities", "training_need"):
        if row["from_on"] <= day and (row["ended_on"] is None or day < row["ended_on"]):
            yield Count(row["organization_id"], "trainings_due")
            if row["overdue_from"] <= day:
                yield Count(row["organization_id"], "trainings_overdue")


def points(lists: PrimaryLists, _day: str) -> Iterator[Count]:
    """Count what was entered into ledgers, by its day in the year that it counts in."""
    for row in lists.rows("member_points", "point_entry"):
        day = min(max(row["occurred_on"], f"{row['year']}-01-01"), f"{row['year']}-12-31")
        found = {"points_awarded": row["hundredths"]}
        found |= {"point_reversals": 1} if row["source"] == "reversal" else {"point_entries": 1}
        if row["source"] == "derived":
            found["point_entries_derived"] = 1
        for code, value in found.items():
            yield Count(row["organization_id"], code, value, stands=False, day=day)


def requests(lists: PrimaryLists, day: str) -> Iterator[Count]:
    """Count requests for data, what they ask of each unit, and what was given."""
    steps = lists.steps("supervision", "step", "record_id")
    for row in lists.rows("supervision", "data_request"):
        if status_on(steps[row["id"]], day) == "open":
            yield Count(row["organization_id"], "requests_open", year=row["year"])
    for row in lists.rows("supervision", "data_ask"):
        own = steps[row["id"]]
        status, unit = status_on(own, day), before_heir(own, row["organization_id"], day)
        if status in {"open", "answered"}:
            for code in ("values_asked", "values_wanted"):
                yield Count(unit, code, row["asked"], stands=False, day=row["asked_on"])
        if status == "answered":
            yield Count(unit, "values_answered", row["answered"], stands=False, day=row["answered_on"])
        elif status == "open" and row["overdue_from"] <= day:
            yield Count(unit, "asks_overdue", year=row["year"])


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
            states = [
                (each["kind"], status_on(steps[each["id"]], day)) for each in inspected if each["plan_id"] == row["id"]
            ]
            # A regular one that is called off gives its place back.
            used = sum(status is not None and (kind, status) != ("regular", "cancelled") for kind, status in states)
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
    posts = [row for row in secretaries(lists) if _is_in_office(row, day)]
    in_office = [row["organization_id"] for row in posts]
    on_roll = [row["organization_id"] for row in posts if row["member_id"] is not None]
    classes, entered = (_of_year(each(lists, day), code, day) for each, code in BY_YEAR)
    for unit in in_office:
        yield Count(unit, "secretaries")
    for unit in on_roll:
        yield Count(unit, "secretaries_on_roll")
    for each in organizations(lists, day):
        if each.unit in asked - held:
            yield Count(each.unit, "units_silent")
        if each.unit not in in_office:
            yield Count(each.unit, "secretary_posts_vacant")
        if each.code == "branches" and each.unit in entered:
            yield Count(each.unit, "branches_with_scheme")
        version = lists.version(each.unit, day)
        is_committee = version is not None and version["party_form"] in {
            "committee",
            "working_committee",
            "general_branch",
        }
        if is_committee and each.unit in on_roll and each.unit not in classes:
            yield Count(each.unit, "units_without_secretary_class")
        if each.code != "branches":
            yield Count(each.unit, "secretaries_expected")
            if led[each.unit] in {2, 3}:
                yield Count(each.unit, "secretaries_in_range")


BY_YEAR = ((activities, "secretary_classes"), (points, "point_entries"))


def _of_year(counts: Iterator[Count], code: str, day: str) -> set[str]:
    """Return who has something of a figure in a day's year, up to the day."""
    return {each.unit for each in counts if each.code == code and f"{day[:4]}-01-01" <= str(each.day) <= day}


def _is_held_by(row: Line, day: str) -> bool:
    return row["status"] == "held" and row["held_on"] <= day and row["held_on"][:4] == day[:4]


def _is_in_office(row: Line, day: str) -> bool:
    return row["from_on"] <= day and (row["until_on"] is None or day <= row["until_on"])


KINDS: tuple[Callable[[PrimaryLists, str], Iterator[Count]], ...] = (
    organizations, members, tiers, halls, halls_never_asked, obligations, activities, trainings, points, requests,
    campaigns, projects, honours, brands, inspections, units,
)  # fmt: skip
SHARES = {
    "halls_established_share": ("halls_established", "halls"),
    "attendance_share": ("attendances_of_roll", "attendances_possible"),
    "point_entries_derived_share": ("point_entries_derived", "point_entries"),
    "values_spared_share": ("values_spared", "values_wanted"),
    "obligations_met_share": ("obligations_met", "obligations_expected"),
    "obligations_on_time_share": ("obligations_on_time", "obligations_expected"),
    "projects_accepted_share": ("projects_accepted", "projects_approved"),
}
"""Figures that are one divided by another."""
MEDIANS = {"values_asked_median": ("values_asked", "community")}
"""Figures that are the median of another over the open units of a level; all others of these kinds are sums."""
