"""A meeting is opened for a quarter, units report to it, it is held, it decides, and it is followed up."""

from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.meetings import MeetingsScenario


def by_unit(scenario: MeetingsScenario, meeting: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the units report to a meeting."""
    page = scenario.ask("district", "report_backs", meeting_id=meeting["id"])
    return {each["organization_id"]: each for each in page["items"]}


def test_a_meeting_goes_from_its_opening_to_its_follow_up(scenario: MeetingsScenario) -> None:
    meeting = scenario.opened()
    assert (meeting["status"], meeting["units"], meeting["quarter"]) == ("prepared", 2, "2026Q1")
    held = scenario.do("district", "hold_meeting", meeting_id=meeting["id"])
    assert (held["status"], held["held_on"]) == ("held", scenario.day)
    scenario.pass_days(3)
    followed = scenario.do("colleague", "follow_up_meeting", meeting_id=meeting["id"])
    assert (followed["status"], followed["followed_up_on"]) == ("followed_up", scenario.day)
    seen = scenario.ask("district", "meeting", meeting_id=meeting["id"])
    assert [step["step"] for step in seen["way"]] == ["open", "hold", "follow_up"]


def test_who_spoke_who_wrote_and_who_did_neither_is_on_record_once_it_is_held(scenario: MeetingsScenario) -> None:
    meeting = scenario.opened("district", "first", "second", "third")
    scenario.handed_in(meeting, "first", prefilled="大讲堂已建成，较上季度多开展3场。")
    scenario.handed_in(meeting, "second")
    scenario.do("district", "hold_meeting", meeting_id=meeting["id"], spoke=["first"])
    found = by_unit(scenario, meeting)
    assert [(found[unit]["status"], found[unit]["form"]) for unit in ("first", "second", "third")] == [
        ("given", "spoken"), ("given", "written"), ("missed", None),
    ]  # fmt: skip
    assert found["first"]["prefilled"] == "大讲堂已建成，较上季度多开展3场。"
    assert found["first"]["handed_in_by"] == "first staff"
    with refused("step_not_possible"):
        scenario.handed_in(meeting, "third")


def test_a_unit_that_spoke_without_handing_in_is_heard_all_the_same(scenario: MeetingsScenario) -> None:
    held = scenario.held()
    assert by_unit(scenario, held)["first"]["form"] == "spoken"


def test_own_words_may_be_changed_until_the_meeting_and_have_300_characters(scenario: MeetingsScenario) -> None:
    meeting = scenario.opened()
    scenario.handed_in(meeting, text="一" * 300)
    again = scenario.handed_in(meeting, text="改写")
    assert (again["status"], again["text"]) == ("handed_in", "改写")
    with refused("text_too_long") as refusal:
        scenario.handed_in(meeting, text="一" * 301)
    assert refusal.value.field == "text"


def test_a_unit_reads_its_own_report_whole_and_no_other(scenario: MeetingsScenario) -> None:
    meeting = scenario.opened()
    scenario.handed_in(meeting, "first")
    scenario.handed_in(meeting, "second")
    seen = scenario.ask("first", "report_backs", meeting_id=meeting["id"])["items"]
    assert [(each["organization_id"], "text" in each) for each in seen] == [("first", True)]
    assert scenario.ask("first", "meeting", meeting_id=meeting["id"])["reduced"]
    with refused("grant_does_not_reach"):
        scenario.ask("third", "meeting", meeting_id=meeting["id"])


def test_whoever_is_not_asked_cannot_hand_in_or_have_spoken(scenario: MeetingsScenario) -> None:
    meeting = scenario.opened()
    with refused("report_back_unknown"):
        scenario.handed_in(meeting, "third")
    with refused("unit_not_asked") as refusal:
        scenario.do("district", "hold_meeting", meeting_id=meeting["id"], spoke=["third"])
    assert refusal.value.field == "spoke"
    assert scenario.ask("district", "meeting", meeting_id=meeting["id"])["status"] == "prepared"


def test_a_new_day_moves_what_the_units_have_to_hand_in(scenario: MeetingsScenario) -> None:
    meeting = scenario.opened()
    amended = scenario.do("district", "amend_meeting", meeting_id=meeting["id"], meet_on=date(2026, 3, 9), place="礼堂")
    assert (amended["meet_on"], amended["place"]) == (date(2026, 3, 9), "礼堂")
    assert {each["due_on"] for each in by_unit(scenario, meeting).values()} == {date(2026, 3, 9)}
    scenario.day = date(2026, 3, 10)
    assert {each["standing"] for each in by_unit(scenario, meeting).values()} == {"overdue"}


def test_a_cancelled_meeting_asks_nobody_and_makes_room_for_another(scenario: MeetingsScenario) -> None:
    meeting = scenario.opened()
    with refused("meeting_exists"):
        scenario.opened()
    scenario.do("district", "cancel_meeting", meeting_id=meeting["id"], reason="改期")
    assert {each["status"] for each in by_unit(scenario, meeting).values()} == {"ended"}
    assert scenario.opened()["id"] != meeting["id"]
    listed = scenario.ask("district", "meetings", organization_id="district", quarter="2026Q1", status="prepared")
    assert len(listed["items"]) == 1


@pytest.mark.parametrize(
    ("field", "code", "given"),
    [
        ("quarter", "quarter_not_begun", {"quarter": "2026Q2"}),
        ("quarter", "quarter_unreadable", {"quarter": "2026-03"}),
        ("quarter", "period_unreadable", {"quarter": "春季"}),
        ("organization_id", "organization_not_in_quarter", {"quarter": "2019Q4", "meet_on": date(2019, 12, 1)}),
        ("meet_on", "meeting_day_outside", {"meet_on": date(2025, 12, 31)}),
        ("units", "unit_outside_meeting", {"units": ["district"]}),
        ("units", "too_many_units", {"units": [f"u{number}" for number in range(501)]}),
        ("place", "text_missing", {"place": " "}),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_by_field(
    scenario: MeetingsScenario, field: str, code: str, given: dict[str, Any]
) -> None:
    with refused(code) as refusal:
        scenario.opened(**given)
    assert refusal.value.field == field


def test_a_branch_holds_no_meeting_and_a_community_may_ask_its_branches(scenario: MeetingsScenario) -> None:
    with refused("level_without_meeting"):
        scenario.do(
            "district", "open_meeting", organization_id="cell", quarter="2026Q1", meet_on=scenario.day,
            place="支部", convener="书记",
        )  # fmt: skip
    meeting = scenario.opened("first", "cell")
    assert scenario.handed_in(meeting, "cell")["status"] == "handed_in"


def test_nobody_opens_a_meeting_for_another_organization(scenario: MeetingsScenario) -> None:
    with refused("grant_does_not_reach"):
        scenario.do(
            "first", "open_meeting", organization_id="east", quarter="2026Q1", meet_on=scenario.day, place="会议室",
            convener="书记",
        )  # fmt: skip
