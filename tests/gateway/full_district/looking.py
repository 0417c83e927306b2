"""What stands in a district, asked of its own API: whose each record is, how it stands, the totals, the to-dos."""

import json
from typing import Any

from sqlalchemy import select

from gateway.figure_sums import IN_PERIOD, STANDS, TIMES, TO_DATE
from gateway.projections.indicators import STANDING
from gateway.projections.tables import figure, record
from shared.enumerations import OBJECTION_SUBJECTS
from tests.gateway.full_district.record_kinds import BY_PLACE, KINDS
from tests.gateway.full_district.scenario import LAST, TODAY, YEAR, YEAR_END, FullDistrict

Row = dict[str, Any]
"""A record as the read side has it, and what it is, its id and whose it is."""
Key = tuple[str, str]
Standing = tuple[str, str]
"""Whose a record is and in which state, as its own API says."""
Totals = dict[tuple[str, str, str], float | None]
"""The district's total of each indicator, by code, by one of the three times, and by what was asked for."""
YEAR_TO_DATE, LAST_YEAR, BEFORE_LAST = "the year to date", "last year", "the year before"
ASKED: dict[str, dict[str, Any]] = {
    YEAR_TO_DATE: {},
    LAST_YEAR: {"period": LAST, "as_of": TODAY.isoformat()},
    BEFORE_LAST: {"period": LAST - 1, "as_of": TODAY.isoformat()},
}
"""What is asked for in today's tree, and as things stand today."""
ENDED: dict[str, dict[str, Any]] = {"the first quarter": {"period": f"{YEAR}Q1"}, "March": {"period": f"{YEAR}-03"}}
"""What is asked for as it was at its end."""


def rows_of(district: FullDistrict) -> dict[Key, Row]:
    """Return every record of the first community as the read side has it, by kind and id."""
    ids, found = district.ids, {}
    with district.harness.engine.connect() as connection:
        for row in connection.execute(select(record)):
            state = json.loads(row.state) | {"record_id": row.record_id, "organization_id": row.organization_id}
            found[row.record_type, row.record_id] = state | {"what": row.record_type, "phases": json.loads(row.phases)}
    whose = {key[1]: row["organization_id"] for key, row in found.items() if key[0] == "project"}
    here = {key: row for key, row in found.items() if row["organization_id"] == ids["first"]}
    for (kind, _), row in here.items():
        if kind == "milestone" and whose[row["project_id"]] != ids["first"]:
            row.update(what="lent_milestone", lead=whose[row["project_id"]])
        if kind == "point_objection" and row["title"] == OBJECTION_SUBJECTS["year"]:
            row["what"] = "objection_to_year"
        if kind == "data_ask" and row["status"] == "spared":
            row["what"] = "spared_ask"
        if kind == "finding" and _is_put_right(district, row):
            row["what"] = "finding_put_right"
    for kind, name in {"post": "post", "visit_stop": "stop_first", "visit_delegation": "delegation"}.items():
        here[kind, ids[name]] = {"what": kind, "record_id": ids[name], "organization_id": ids["first"]}
    here["visit_calendar", ids["first"]] = here["visit_stop", ids["stop_first"]] | {
        "what": "visit_calendar", "record_id": ids["first"]
    }  # fmt: skip
    return here


def _is_put_right(district: FullDistrict, row: Row) -> bool:
    notice = district.get(KINDS["finding"].at.format_map(row))["notice_id"]
    return notice is not None and district.get(f"/notices/{notice}")["status"] == "closed"


def standing_of(district: FullDistrict, rows: dict[Key, Row]) -> dict[Key, Standing]:
    """Ask each record's own API whose it is and how it stands."""
    read: dict[str, Any] = {}
    return {key: _standing(district, row, read) for key, row in rows.items() if row["what"] not in BY_PLACE}


def _standing(district: FullDistrict, row: Row, read: dict[str, Any]) -> Standing:
    kind = KINDS[row["what"]]
    path, _, key = kind.at.partition("#")
    path = path.format_map(row)
    if path not in read:
        read[path] = district.get(path, **{"limit": 200} if key else {})
    answer = read[path]
    if key:
        wanted = row["record_id"] if key == "id" else row[key]
        (answer,) = (one for one in answer["items"] if one[key] == wanted)
    return str(answer[kind.owner]), str(answer[kind.status])


def totals_of(district: FullDistrict) -> Totals:
    """Return the district's totals and shares, as its overview shows them and as the read side keeps today's."""
    root, found = district.ids["district"], Totals()
    for name, asked in (ASKED | ENDED).items():
        shown = district.get(f"/levels/district/{root}/overview", children="false", **asked)
        found |= {(one["indicator"], time, name): one[time] for one in shown["figures"] for time in TIMES}
    with district.harness.engine.connect() as connection:
        for row in connection.execute(select(figure).where(figure.c.organization_id == root)):
            for time, name in times_of(row.period):
                assert found[row.indicator, time, name] == row.total, row
    return found


def times_of(period: str) -> list[tuple[str, str]]:
    """Return which time of what is asked for a period of the read side is, where it is one by itself."""
    names = {str(YEAR): YEAR_TO_DATE, str(LAST): LAST_YEAR, str(LAST - 1): BEFORE_LAST}
    if period == STANDING:
        return [(STANDS, name) for name in ASKED]
    if period.startswith(STANDING):
        return [(STANDS, names[period[1:]])]
    return [(time, names[period]) for time in (IN_PERIOD, TO_DATE)] if period in names else []


def todos_of(district: FullDistrict, unit: str) -> list[dict[str, Any]]:
    """Return all that an organization has to do this year."""
    listed = district.get(f"/organizations/{district.ids[unit]}/todos", limit=200, until=YEAR_END)
    assert "next_cursor" not in listed
    return list(listed["items"])


def below(district: FullDistrict, unit: str, day: str) -> set[str]:
    """Return what is open right below an organization, by the overview as of a day."""
    children = figures_of(district, unit, day)[1]
    return {child["organization"]["id"] for child in children if child["organization"]["is_open"]}


def figures_of(district: FullDistrict, unit: str, day: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return an organization's totals and its children, by the overview as of a day."""
    level = {"district": "district", "first": "community"}.get(unit, "street")
    shown = district.get(f"/levels/{level}/{district.ids[unit]}/overview", as_of=day)
    return {one["indicator"]: one["total"] for one in shown["figures"]}, shown["children"]
