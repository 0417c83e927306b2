"""A record of every kind that the activities service keeps, and its whole story told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.unit_of_work import BEIJING, clock

if TYPE_CHECKING:
    from tests.gateway.house import Person
    from tests.gateway.town import Town

ITEMS = (
    "venue", "sign", "equipment", "lecturers", "plan", "archive",
    "study_system", "lecturer_system", "notice_system", "record_system", "feedback_system",
)  # fmt: skip
VOTES = {"subject": "发展党员", "entitled": 5, "present": 4, "votes_for": 3, "votes_against": 1, "abstained": 0}


def done(answer: Any) -> Any:
    """Return what a request answered, which must have been done."""
    assert answer.status_code in {200, 201, 202}, answer.text
    return answer.json


def build(town: Town) -> None:
    """Put a hall, a session, a meeting with a vote, a campaign and an exemplar into the town."""
    community, street, ids = town.people["community"], town.people["street"], town.ids
    here = {"organization_id": ids["organization_id"]}
    ids["hall_id"] = done(community.post("/lecture-halls", here | {"title": "东社区大讲堂"}))["id"]
    meeting = {"kind": "members_meeting", "title": "季度党员大会", "attended": [ids["member_id"]]}
    ids["activity_id"] = done(community.post("/activities", here | meeting))["id"]
    ids["resolution_id"] = done(community.post(f"/activities/{ids['activity_id']}/resolutions", VOTES))["id"]
    street.headers = dict(community.headers)
    campaign = {"organization_id": town.east["street"], "kind": "heritage", "title": "学习传承", "basis": "年度计划"}
    ids["campaign_id"] = done(street.post("/campaigns", campaign))["id"]
    path = f"/campaigns/{ids['campaign_id']}"
    done(street.post(f"{path}/units", here))
    ids["exemplar_id"] = done(street.post(f"{path}/exemplars", here | {"reason": "成效明显"}))["id"]
    listed = done(community.get(f"/obligations?organization_id={ids['organization_id']}"))["items"]
    ids["obligation_id"] = listed[0]["id"]
    community.headers = dict(street.headers)


def hall_and_sessions(town: Town) -> None:
    """Take a hall its whole way, and hold a session in it."""
    community, district, path = town.people["community"], town.people["district"], "/lecture-halls"
    hall = f"{path}/{town.ids['hall_id']}"
    year = clock().astimezone(BEIJING).year
    deadline = {"organization_id": town.east["district"], "year": year, "deadline": f"{year}-12-31", "basis": "通知"}
    done(community.patch(hall, {"address": "一楼"}, done(community.get(hall))["version"]))
    done(community.post(f"{hall}/beginnings"))
    done(community.post(f"{hall}/checks", {"items": list(ITEMS)}))
    done(community.post(f"{hall}/check-withdrawals", {"item": "sign", "reason": "损坏"}))
    assert community.post(f"{hall}/establishments").status_code == 409
    done(community.post(f"{hall}/checks", {"items": ["sign"], "evidence": "已换新"}))
    assert done(community.post(f"{hall}/establishments"))["status"] == "established"
    session = {"organization_id": town.ids["organization_id"], "kind": "session", "mode": "mobile", "title": "送学上门"}
    assert done(community.post("/activities", session))["hall_id"] == town.ids["hall_id"]
    entries = [{"kind": "theme_day", "title": "主题党日"}, {"kind": "voluntary_service", "title": "清洁家园"}]
    batch = {"organization_id": town.ids["organization_id"], "activities": entries}
    assert len(done(community.post("/activities/batches", batch))["activities"]) == 2
    done(district.post(f"{path}/deadlines", deadline))


def a_meeting(town: Town) -> None:
    """Record a meeting, correct it, write its minutes and cancel it."""
    community, ids = town.people["community"], town.ids
    asked = {"organization_id": ids["organization_id"], "kind": "committee_meeting", "title": "支委会"}
    meeting = done(community.post("/activities", asked))
    path = f"/activities/{meeting['id']}"
    done(community.patch(path, {"title": "三月支委会"}, meeting["version"]))
    _put(community, f"{path}/attendance", {"attended": []}, meeting["version"] + 1)
    _put(community, f"{path}/minutes", {"text": "一、传达学习"}, 0)
    vote = done(community.post(f"{path}/resolutions", VOTES))
    correction = {"votes_for": 2, "votes_against": 2, "reason": "计票有误"}
    corrected = done(community.post(f"{path}/resolutions/{vote['id']}/corrections", correction))
    assert corrected["outcome"] == "not_passed"
    void = done(community.post(f"{path}/resolutions/{vote['id']}/withdrawals", {"reason": "重复录入"}))
    assert void["status"] == "void"
    done(community.post(f"{path}/cancellations", {"reason": "重复录入"}))


def a_year_of_organizational_life(town: Town) -> None:
    """Have the year set, excuse an obligation and take that back."""
    street, district = town.people["street"], town.people["district"]
    year = clock().astimezone(BEIJING).year
    done(district.post("/obligations/settings", {"organization_id": town.east["district"], "year": year + 1}))
    wanted = {"organization_id": town.ids["organization_id"], "kind": "theme_day", "year": year}
    listed = done(street.get("/obligations", query_string=wanted))["items"]
    path = f"/obligations/{next(each['id'] for each in listed if each['standing'] != 'met')}"
    assert done(street.post(f"{path}/excuses", {"reason": "防汛"}))["standing"] == "excused"
    assert done(street.post(f"{path}/excuse-withdrawals"))["excuse"] is None


def a_campaign(town: Town) -> None:
    """Open a campaign, let a unit join and leave it, take a choice back and close it."""
    street, ids = town.people["street"], town.ids
    asked = {"organization_id": town.east["street"], "kind": "institution", "title": "周三夜学", "basis": "年度计划"}
    campaign = done(street.post("/campaigns", asked))
    path, here = f"/campaigns/{campaign['id']}", {"organization_id": ids["organization_id"]}
    done(street.patch(path, {"content": "每周三晚"}, campaign["version"]))
    done(street.post(f"{path}/units", here))
    community = town.people["community"]
    held = {"kind": "theme_day", "title": "周三夜学", "campaign_id": campaign["id"]}
    activity = done(community.post("/activities", here | held))
    counts_for_none = community.patch(f"/activities/{activity['id']}", {"campaign_id": None}, activity["version"])
    assert done(counts_for_none)["campaign_id"] is None
    chosen = done(street.post(f"{path}/exemplars", here | {"reason": "坚持最久"}))
    done(street.post(f"{path}/exemplars/{chosen['id']}/revocations", {"reason": "重新推荐"}))
    done(street.post(f"{path}/units/{ids['organization_id']}/departures"))
    assert done(street.post(f"{path}/closings"))["status"] == "closed"


def _put(person: Person, path: str, body: dict[str, Any], version: int) -> Any:
    return done(person.ask("PUT", path, {"If-Match": f'"{version}"'}, json=body))
