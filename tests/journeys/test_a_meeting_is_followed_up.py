"""A quarterly meeting from the first report-back to a decision that is carried out, with which the next one opens."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from deploy.demo.client import Client, Refused
from shared.periods import QUARTER, period_of
from shared.unit_of_work import BEIJING
from tests.journeys.levels import imported, staff, total, until
from tools.platforms import Platform

pytestmark = pytest.mark.slow


def opened(district: Client, ids: dict[str, str], quarter: str, today: date) -> dict[str, Any]:
    """Open the district's meeting of a quarter for today, and ask a community and a street to report."""
    return dict(
        district.post(
            "/quarterly-meetings",
            organization_id=ids["示范区"],
            quarter=quarter,
            meet_on=today.isoformat(),
            place="区委会议室",
            convener="区委组织部",
            units=[ids["甲社区"], ids["西街道"]],
        )
    )


def project_of(client: Client, decision: dict[str, Any]) -> dict[str, Any]:
    """Return the project that carries a decision out, or nothing while it is not opened."""
    try:
        return dict(client.get(f"/projects/{decision['project_id']}"))
    except Refused:
        return {}


def todos(client: Client, organization_id: str) -> set[str]:
    """Return the kinds of to-dos that an organization has."""
    return {item["todo"] for item in client.get(f"/organizations/{organization_id}/todos")["items"]}


def carried_out(district: Client, community: Client, unit: str, path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Have a meeting decide twice: one decision is withdrawn with its project, the other's milestone is reached."""
    due = (datetime.now(BEIJING).date() + timedelta(days=30)).isoformat()
    decided = {"responsible_organization_id": unit, "post": "社区书记", "deadline": due}
    decision = district.post(f"{path}/decisions", text="本季度内建成大讲堂", **decided)
    mistaken = district.post(f"{path}/decisions", text="另行安排", **decided)
    project = until(partial(project_of, community, decision), lambda seen: seen.get("plan"))
    assert (project["kind"], project["status"]) == ("meeting_decision", "in_progress")
    until(partial(todos, community, unit), lambda seen: "reach_milestone" in seen)
    until(partial(project_of, district, mistaken), lambda seen: seen.get("status") == "in_progress")
    district.post(f"/decisions/{mistaken['id']}/withdrawals", reason="并入其他事项")
    until(partial(project_of, district, mistaken), lambda seen: seen["status"] == "withdrawn")
    reached = {"organization_id": unit, "milestones_reached": [project["plan"][0]["id"]]}
    community.post(f"/projects/{project['id']}/progress", text="大讲堂已揭牌", **reached)
    until(lambda: district.get(f"/decisions/{decision['id']}")["standing"], lambda seen: seen == "done")
    return decision, mistaken


def test_what_a_meeting_decides_is_carried_out_and_the_next_meeting_opens_with_it(platform: Platform) -> None:
    operator = platform.operator()
    ids = imported(operator)
    district = staff(operator, platform, "district_staff", ids["示范区"])
    community, unit = staff(operator, platform, "community_staff", ids["甲社区"]), ids["甲社区"]
    today = datetime.now(BEIJING).date()
    this = period_of(today, QUARTER)
    before = period_of(this.first - timedelta(days=1), QUARTER)

    path = f"/quarterly-meetings/{opened(district, ids, before.name, today)['id']}"
    until(partial(todos, community, unit), lambda seen: "prepare_report_back" in seen)
    community.post(f"{path}/report-backs", organization_id=unit, text="邻里节已办三场，经费不足。")
    until(partial(todos, community, unit), lambda seen: "prepare_report_back" not in seen)
    district.post(f"{path}/completions", on=today.isoformat(), spoke=[unit])
    decision, mistaken = carried_out(district, community, unit, path)

    following = opened(district, ids, this.name, today)
    listed = district.get(f"/quarterly-meetings/{following['id']}/previous-decisions")["items"]
    assert {each["id"]: each["status"] for each in listed} == {decision["id"]: "done", mistaken["id"]: "withdrawn"}
    district.post(f"{path}/follow-ups")
    for code, value in {"decisions": 1, "decisions_done": 1, "decisions_overdue": 0}.items():
        until(partial(total, district, "district", ids["示范区"], code, period=today.year), value.__eq__)
    spoken = partial(total, community, "community", unit, "meeting_reports_given", period=before.first.year)
    until(spoken, (1).__eq__)
