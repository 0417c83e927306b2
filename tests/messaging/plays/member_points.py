"""What moves every reaction of member points: a scheme, people, a post, and each kind of fact that points come from."""

from datetime import date
from typing import Any

from shared.unit_of_work import BEIJING, clock

TODAY = clock().astimezone(BEIJING).date()
JOINED = date(2025, 1, 1)
PERSON = {"name": "张三", "status": "full", "member_class": "ordinary", "effective_on": JOINED}
ITEMS = [
    {"code": "meeting", "name": "大会", "group": "all", "hundredths": 500, "derives_from": "attended",
     "kinds": ["members_meeting"]},
    {"code": "hosting", "name": "接待", "group": "all", "hundredths": 100, "derives_from": "hosted_visit"},
    {"code": "project", "name": "项目", "group": "all", "hundredths": 500, "derives_from": "project_accepted"},
    {"code": "helping", "name": "办实事", "group": "all", "hundredths": 250},
]  # fmt: skip
PLAN: dict[str, Any] = {
    "groups": [{"code": "all", "name": "积分", "kind": "contribution", "cap": 10_000}],
    "items": ITEMS,
    "bands": {"excellent": 3000, "qualified": 2000, "basically_qualified": 1000},
}


def give(play: Any, unit: str, project: str, *, district_id: str) -> None:
    """Let a member of a unit attend, finish a project and be entered from a file."""
    member = play.do("c", "organizations", "register_member", organization_id=unit, **PERSON)["id"]
    for title in ("大会", "又一次大会"):
        held = {"kind": "members_meeting", "title": title, "attended": [member]}
        play.do("c", "activities", "record_activity", organization_id=unit, **held)
    asked = {"organization_id": district_id, "year": TODAY.year, "member_class": "ordinary"}
    draft = play.do("d", "member_points", "draft_scheme", title="积分", citation="文件", **asked, **PLAN)
    play.do("d", "member_points", "publish_scheme", scheme_id=draft["id"])
    held = {"organization_id": unit, "title": "secretary", "from_on": JOINED, "member_id": member}
    post = play.do("c", "organizations", "assign_post", **held)["id"]
    milestones = play.do("c", "projects", "plan", project_id=project)["items"]
    waived = {one["id"]: "不再需要" for one in milestones}
    play.do("d", "projects", "accept_project", project_id=project, decision="pass", opinion="属实", waived=waived)
    play.do("c", "organizations", "relieve_post", post_id=post)
    enter(play, unit, member)


def enter(play: Any, unit: str, member: str) -> None:
    """Enter a file of one row."""
    asked = {"organization_id": unit, "basis": "纪要", "file_name": "p.csv"}
    job = play.do("s", "member_points", "begin_import", **asked)["id"]
    row = {"number": 2, "member_id": member, "item": "helping", "occurred_on": TODAY.isoformat(), "reason": "好事"}
    play.do("s", "member_points", "hand_in_rows", point_import_id=job, rows=[row])
    play.do("s", "member_points", "request_import", point_import_id=job)
    ended = play.do("s", "member_points", "import_job", point_import_id=job)
    assert ended["state"] == "done"
    total = play.do("c", "member_points", "members", organization_id=unit)["items"][0]
    assert total["total"] == 2 * 500 + 500 + 250
