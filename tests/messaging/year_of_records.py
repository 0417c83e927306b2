"""A year of a small district, in which every reaction of every service has something to write."""

from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo import persons
from shared.working_days import next_working_day
from tests.observation_visits import planner_part
from tests.scenarios import Platform, of_service
from tests.scenarios.activities import ActivityBuilders
from tests.scenarios.appraisals import JUDGED, AppraisalsBuilders
from tests.scenarios.demonstration_points import DemonstrationPointBuilders
from tests.scenarios.meetings import MeetingsBuilders
from tests.scenarios.member_points import MemberPointBuilders
from tests.scenarios.observation_visits import VisitBuilders, marks
from tests.scenarios.projects import ProjectBuilders
from tests.scenarios.supervision import SupervisionBuilders

JOINED = date(2025, 1, 1)
UNITS = tuple(f"unit{number}" for number in range(1, 7))
ENDING = UNITS[1:4]
"""What a merger, a split and a closing end."""
NUMBER = persons.identity_number(Random(2), date(1980, 5, 1))
"""The identity number of somebody who is entered twice."""
ASSESSORS = ("a", "b", "e", "f", "g")
ITEMS = [
    {"code": "meeting", "name": "大会", "group": "all", "hundredths": 500, "derives_from": "attended",
     "kinds": ["members_meeting"]},
    {"code": "hosting", "name": "接待", "group": "all", "hundredths": 100, "derives_from": "hosted_visit"},
    {"code": "project", "name": "项目", "group": "all", "hundredths": 500, "derives_from": "project_accepted"},
    {"code": "helping", "name": "办实事", "group": "all", "hundredths": 250},
]  # fmt: skip
SCHEME: dict[str, Any] = {
    "groups": [{"code": "all", "name": "积分", "kind": "contribution", "cap": 10_000}],
    "items": ITEMS,
    "bands": {"excellent": 3000, "qualified": 2000, "basically_qualified": 1000},
}


def make_records(platform: Platform) -> dict[str, dict[str, Any]]:
    """Make the records of the year and return each unit's project."""
    projects, points = of_service(ProjectBuilders, platform), of_service(DemonstrationPointBuilders, platform)
    running = {}
    for unit in UNITS:
        running[unit] = projects.running(unit)
        milestone = {"title": "启动", "deadline": date(platform.day.year, 12, 31), "organization_id": unit}
        projects.milestone(running[unit], "district", **milestone)
    _people_and_halls(platform)
    for unit in UNITS:
        points.declared(unit)
        points.brand(unit)
    points.active(points.scheme(), "unit1", deadline=date(platform.day.year, 12, 31), name="党群之家")
    _points(platform, running["unit5"]["id"])
    _appraisals(platform)
    _supervision(platform)
    _meeting(platform)
    _round(platform)
    return running


def _member(platform: Platform, unit: str, **more: Any) -> str:
    person = {"name": "张三", "status": "full", "member_class": "ordinary", "effective_on": JOINED} | more
    return str(platform.do(unit, "organizations", "register_member", organization_id=unit, **person)["id"])


def _secretary(platform: Platform, unit: str, member: str, since: date = JOINED) -> str:
    post = {"organization_id": unit, "title": "secretary", "member_id": member, "from_on": since}
    return str(platform.do(unit, "organizations", "assign_post", **post)["id"])


def _people_and_halls(platform: Platform) -> None:
    """Have a secretary in one community who needs a training, halls in those that end, and the next year set.

    A branch is asked for a hall, and then it is not.
    """
    post = _secretary(platform, "unit6", _member(platform, "unit6", identity_number=NUMBER), since=platform.day)
    platform.do("unit6", "organizations", "relieve_post", post_id=post)
    activities, year = of_service(ActivityBuilders, platform), platform.day.year + 1
    for unit in ENDING:
        activities.planned(unit)
    activities.do("district", "set_obligations_of_year", organization_id="district", year=year)
    branch = {"name": "驻区企业党支部", "level": "branch", "kind": "two_new", "parent_id": "west"}
    platform.do("district", "organizations", "open_organization", **branch, effective_on=JOINED)
    for kinds in (["two_new"], []):
        asked = {"from_on": platform.day, "kinds": kinds, "basis": "年度要点"}
        activities.do("district", "set_hall_scope", organization_id="district", **asked)
    for _ in range(2):
        deadline = {"year": year, "deadline": date(year, 6, 30), "basis": "年度要点"}
        activities.do("district", "set_hall_deadline", organization_id="district", **deadline)


def _points(platform: Platform, project: str) -> None:
    """Let a member of a unit attend, finish a project and be entered from a file."""
    unit, activities = "unit5", of_service(ActivityBuilders, platform)
    projects, points = of_service(ProjectBuilders, platform), of_service(MemberPointBuilders, platform)
    member = _member(platform, unit, identity_number=NUMBER)
    for title in ("大会", "又一次大会"):
        activities.held("members_meeting", unit, title=title, attended=[member])
    points.scheme(**SCHEME)
    post = _secretary(platform, unit, member)
    milestones = projects.ask(unit, "plan", project_id=project)["items"]
    accepted = {"project_id": project, "waived": {one["id"]: "不再需要" for one in milestones}}
    projects.do("district", "accept_project", decision="pass", opinion="属实", **accepted)
    platform.do(unit, "organizations", "relieve_post", post_id=post)
    file = {"organization_id": unit, "basis": "纪要", "file_name": "p.csv"}
    job = {"point_import_id": points.do("east", "begin_import", **file)["id"]}
    row = {"number": 2, "member_id": member, "item": "helping", "reason": "好事"}
    points.do("east", "hand_in_rows", rows=[row | {"occurred_on": platform.day.isoformat()}], **job)
    points.do("east", "request_import", **job)
    assert points.ask("east", "import_job", **job)["state"] == "done"
    (line,) = points.ask(unit, "members", organization_id=unit)["items"]
    assert line["total"] == 2 * 500 + 500 + 250


def _appraisals(platform: Platform) -> None:
    appraisals = of_service(AppraisalsBuilders, platform)
    appraisals.scheme("east", "community", items=JUDGED)
    appraisals.begin("east", "community")


def _supervision(platform: Platform) -> None:
    """Have notices stand at units that are to end, and a duty met."""
    supervision = of_service(SupervisionBuilders, platform)
    supervision.plan()
    inspection = supervision.held("district", *ENDING)
    for unit in ENDING:
        supervision.found(inspection, unit)
        supervision.do("district", "issue_notice", inspection_id=inspection["id"], organization_id=unit)
    of_service(ActivityBuilders, platform).held("members_meeting", ENDING[0], title="党员大会")


def _meeting(platform: Platform) -> None:
    """Hold a meeting that decides what units are to do that are to end, and takes one decision back."""
    meetings = of_service(MeetingsBuilders, platform)
    meeting, deadline = meetings.held("district", *ENDING), date(platform.day.year + 1, 6, 30)
    for unit in ENDING:
        meetings.decided(meeting, unit, deadline=deadline)
    mistaken = meetings.decided(meeting, "unit6", deadline=deadline)
    meetings.do("district", "withdraw_decision", decision_id=mistaken["id"], reason="并入")


def _round(platform: Platform) -> None:
    """Hold a round in which two communities visit one another, with members and a tier; review and score one visit."""
    visits, units, today = of_service(VisitBuilders, platform), ("unit5", "unit6"), platform.day
    born = persons.member(Random(1), today)
    born |= {name: date.fromisoformat(value) for name, value in born.items() if name.endswith("_on")}
    member = _member(platform, "unit5", **born | {"status": "full", "member_class": "ordinary"})
    tier = {"period": "2024", "tier": "advanced", "reason": "品牌建设", "basis": "年度评议"}
    decided = platform.do("district", "organizations", "assign_tier", organization_id="unit5", **tier)
    gone = {"organization_id": "unit5", "tier_id": decided["id"], "reason": "误录"}
    platform.do("district", "organizations", "withdraw_tier", **gone)
    day = next_working_day(today)
    one = visits.drafted("east", units, period=f"{day.year}Q{(day.month + 2) // 3}", days=[day])
    for unit in units:
        visits.delegation(one, unit, people=5, vehicles=[])
    visits.planned(one)
    executor = platform.executor("observation_visits")
    planner_part.finish(executor, planner_part.one_after_another)
    visits.do("east", "publish_round", round_id=one["id"])
    received = {"visit_id": visits.ask("district", "visits", organization_id="unit5")["items"][0]["id"]}
    visits.do("unit5", "hold_visit", hosts=[member], **received)
    gap = {"text": "缺阅览区", "deadline": today + timedelta(days=30)}
    visits.do("east", "review_visit", strengths=[{"text": "菜单式服务"}], gaps=[gap], **received)
    sheet = {"sheet_id": visits.do("east", "open_sheet", **received)["id"]}
    for who in ASSESSORS:
        visits.do(who, "hand_in_points", organization_id="west", points=marks(), **sheet)
    visits.do("east", "complete_sheet", **sheet)
    usual, executor.clock = executor.clock, lambda: usual() + timedelta(days=30)
    visits.do("east", "settle_sheet", reason="双方签字在纸上", **sheet)
    executor.clock = usual
