"""A hall, a meeting, a year of organizational life and a campaign, from their beginnings to their ends."""

from typing import Any

from tests.expect import done
from tests.gateway.api_scenario import VOTES, YEAR, YEAR_END, ApiScenario
from tests.gateway.app_harness import Person
from tests.scenarios.activities import ITEMS


def hall_and_sessions(api: ApiScenario) -> None:
    """Take a hall its whole way, and hold a session in it."""
    community, activities = api.people["community"], api.activities
    hall = f"/lecture-halls/{api.ids['hall_id']}"
    done(community.patch(hall, {"address": "一楼"}, done(community.get(hall))["version"]))
    done(community.post(f"{hall}/beginnings"))
    activities.checked({"id": api.ids["hall_id"]}, ITEMS)
    done(community.post(f"{hall}/check-withdrawals", {"item": "sign", "reason": "损坏"}))
    assert community.post(f"{hall}/establishments").status_code == 409
    activities.checked({"id": api.ids["hall_id"]}, ["sign"])
    assert done(community.post(f"{hall}/establishments"))["status"] == "established"
    assert activities.held("session", mode="mobile", title="送学上门")["hall_id"] == api.ids["hall_id"]
    entries = [{"kind": "theme_day", "title": "主题党日"}, {"kind": "voluntary_service", "title": "清洁家园"}]
    batch = activities.do("first", "record_activities", organization_id="first", activities=entries)
    assert len(batch["activities"]) == 2
    deadline = {"organization_id": "district", "year": YEAR, "deadline": YEAR_END, "basis": "通知"}
    activities.do("district", "set_hall_deadline", **deadline)


def a_meeting(api: ApiScenario) -> None:
    """Record a meeting, correct it, write its minutes and cancel it."""
    community = api.people["community"]
    meeting = api.activities.held("committee_meeting", title="支委会")
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


def a_year_of_organizational_life(api: ApiScenario) -> None:
    """Have the year set, excuse an obligation and take that back."""
    activities = api.activities
    activities.do("district", "set_obligations_of_year", organization_id="district", year=YEAR + 1)
    listed = activities.ask("east", "obligations", organization_id="first", kind="theme_day", year=YEAR)["items"]
    due = {"obligation_id": next(each["id"] for each in listed if each["standing"] != "met")}
    assert activities.do("east", "excuse_obligation", reason="防汛", **due)["standing"] == "excused"
    assert activities.do("east", "withdraw_excuse", **due)["excuse"] is None


def a_campaign(api: ApiScenario) -> None:
    """Open a campaign, let a unit join and leave it, take a choice back and close it."""
    street, community = api.people["street"], api.people["community"]
    campaign = api.activities.campaign("east", kind="institution", title="周三夜学")
    path, here = f"/campaigns/{campaign['id']}", api.at()
    done(street.patch(path, {"content": "每周三晚"}, campaign["version"]))
    done(street.post(f"{path}/units", here))
    activity = api.activities.held("theme_day", title="周三夜学", campaign_id=campaign["id"])
    counts_for_none = community.patch(f"/activities/{activity['id']}", {"campaign_id": None}, activity["version"])
    assert done(counts_for_none)["campaign_id"] is None
    chosen = done(street.post(f"{path}/exemplars", here | {"reason": "坚持最久"}))
    done(street.post(f"{path}/exemplars/{chosen['id']}/revocations", {"reason": "重新推荐"}))
    done(street.post(f"{path}/units/{api.units['first']}/departures"))
    assert done(street.post(f"{path}/closings"))["status"] == "closed"


def _put(person: Person, path: str, body: dict[str, Any], version: int) -> Any:
    return done(person.ask("PUT", path, {"If-Match": f'"{version}"'}, json=body))
