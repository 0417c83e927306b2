"""A month of activities is asked for by its days, and a calendar program opens what was held and what is due."""

from datetime import timedelta

import icalendar

from tests.expect import done
from tests.gateway.api_scenario import TODAY, YEAR, ApiScenario


def held(api: ApiScenario, title: str, day: str) -> str:
    body = {"organization_id": api.ids["organization_id"], "kind": "theme_day", "title": title, "held_on": day}
    return str(done(api.people["community"].post("/activities", body))["id"])


def test_activities_of_some_days_are_listed(api: ApiScenario) -> None:
    before, inside = (held(api, title, f"{YEAR - 1}-0{month}-10") for title, month in (("早", 3), ("中", 4)))
    query = {"organization_id": api.ids["organization_id"], "limit": 200}
    days = {"first_day": f"{YEAR - 1}-03-11", "last_day": f"{YEAR - 1}-04-10"}
    listed = {
        each["id"] for each in done(api.people["community"].get("/activities", query_string=query | days))["items"]
    }
    assert inside in listed
    assert before not in listed


def test_a_calendar_file_has_what_was_held_and_what_is_due_on_whole_days(api: ApiScenario) -> None:
    day = TODAY - timedelta(days=20)
    activity = held(api, "登高，望远", day.isoformat())
    path = f"/organizations/{api.ids['organization_id']}/activity-calendar.ics"
    answer = api.people["community"].get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    events = {str(each["uid"]): each for each in icalendar.Calendar.from_ical(answer.text).walk("VEVENT")}
    one = events[f"activity-{activity}@sanji"]
    assert (str(one["summary"]), one["dtstart"].dt, one["dtend"].dt) == (
        "主题党日：登高，望远",
        day,
        day + timedelta(days=1),
    )
    due = [each for uid, each in events.items() if uid.startswith("obligation-")]
    assert all(each["dtstart"].dt >= TODAY for each in due)
    assert {str(each["status"]) for each in due} <= {"TENTATIVE"}
    assert api.people["stranger"].get(path).status_code == 403
