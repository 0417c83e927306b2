"""A hall has lecturers and a menu; what a unit asks for is held as a session, declined or withdrawn."""

from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario

DAY = date(2026, 3, 2)


@pytest.fixture
def hall(scenario: ActivitiesScenario) -> dict[str, Any]:
    """Return the hall of the first community."""
    scenario.open_all()
    return scenario.planned()


def test_a_hall_lists_lecturers_of_other_organizations_until_they_retire(
    scenario: ActivitiesScenario, hall: dict[str, Any]
) -> None:
    made = scenario.lecturer(hall, subject="党史")
    assert (made["unit"], made["status"], made["organization_id"]) == ("市委党校", "active", "first")
    assert scenario.lecturer(hall)["warnings"]
    scenario.do("first", "retire_lecturer", lecturer_id=made["id"])
    listed = scenario.ask("east", "lecturers", organization_id="east", status="retired")["items"]
    assert [(one["id"], one["retired_on"]) for one in listed] == [(made["id"], DAY)]
    with refused("school_step_not_possible"):
        scenario.do("first", "retire_lecturer", lecturer_id=made["id"])
    told = [event for event in scenario.events() if event.name.startswith("lecturer")]
    assert [(event.name, event.effective_on) for event in told] == [
        ("lecturer_listed", DAY),
        ("lecturer_listed", DAY),
        ("lecturer_retired", DAY),
    ]
    assert "郑老师" not in str(told)


def test_what_a_unit_asked_for_is_held_as_a_session_of_the_hall(
    scenario: ActivitiesScenario, hall: dict[str, Any]
) -> None:
    offered = scenario.offered(hall, lecturer_id=scenario.lecturer(hall)["id"])
    request = scenario.requested(offered, "second", wanted_on=date(2026, 3, 20), note="二十人")
    assert (request["status"], request["hall_organization_id"], request["title"]) == (
        "requested",
        "first",
        "二十大精神",
    )
    scenario.join("first", "chen")
    scenario.day = date(2026, 3, 20)
    key = {"class_request_id": request["id"]}
    held = scenario.do("first", "hold_class", mode="mobile", attended=["chen"], content="讲解", **key)
    assert (held["status"], held["held_on"]) == ("held", scenario.day)
    session = scenario.ask("first", "activity", activity_id=held["activity_id"])
    assert (session["kind"], session["mode"], session["hall_id"]) == ("session", "mobile", hall["id"])
    assert (session["title"], session["attended"]) == ("二十大精神", ["chen"])
    with refused("school_step_not_possible"):
        scenario.do("second", "withdraw_request", reason="改期", **key)


@pytest.mark.parametrize(("who", "command", "status"), [
    ("first", "decline_class", "declined"), ("second", "withdraw_request", "withdrawn"),
])  # fmt: skip
def test_each_side_ends_a_request_in_its_own_way_with_a_reason(
    scenario: ActivitiesScenario, hall: dict[str, Any], who: str, command: str, status: str
) -> None:
    request = scenario.requested(scenario.offered(hall), "second")
    other = {"first": "second", "second": "first"}[who]
    with refused("grant_does_not_reach"):
        scenario.do(other, command, class_request_id=request["id"], reason="没有讲师")
    ended = scenario.do(who, command, class_request_id=request["id"], reason="没有讲师")
    assert (ended["status"], ended["reason"]) == (status, "没有讲师")
    for side in ("first", "second"):
        listed = scenario.ask(side, "class_requests", organization_id=side)["items"]
        assert [one["id"] for one in listed] == [request["id"]]


def test_the_menu_is_read_by_everyone_below_and_what_is_off_it_is_not_asked_for(
    scenario: ActivitiesScenario, hall: dict[str, Any]
) -> None:
    offered = scenario.offered(hall)
    assert scenario.offered(hall)["warnings"]
    assert scenario.ask("cell", "hall_class", hall_class_id=offered["id"])["material"] == "课件1号"
    menu = scenario.ask("cell", "hall_classes", organization_id="cell", status="offered")["items"]
    assert len(menu) == 2
    withdrawn = scenario.do("first", "withdraw_class", hall_class_id=offered["id"])
    assert (withdrawn["status"], withdrawn["withdrawn_on"]) == ("withdrawn", DAY)
    with refused("class_not_offered"):
        scenario.requested(offered, "second")


def test_what_cannot_be_is_refused(scenario: ActivitiesScenario, hall: dict[str, Any]) -> None:
    other = scenario.planned("second")
    with refused("lecturer_of_another_hall"):
        scenario.offered(hall, lecturer_id=scenario.lecturer(other, "second")["id"])
    missing = scenario.ask("district", "lecture_halls", organization_id="district", status="missing")["items"][0]
    with refused("hall_not_there"):
        scenario.do("district", "appoint_lecturer", hall_id=missing["id"], name="郑老师", unit="党校")
    for query, name in (("lecturer", "lecturer"), ("hall_class", "hall_class"), ("class_request", "class_request")):
        with refused(f"{name}_unknown"):
            scenario.ask("district", query, **{f"{name}_id": "x"})


@pytest.mark.parametrize("carries", ["carry", "close"])
def test_they_go_with_the_hall_to_the_heir_or_end_with_it(
    scenario: ActivitiesScenario, hall: dict[str, Any], carries: str
) -> None:
    lecturer, offered = scenario.lecturer(hall), scenario.offered(hall)
    asked, asking = scenario.requested(offered, "third"), scenario.requested(offered, "first")
    scenario.merge("second", ["first"], DAY, {"halls": carries})
    owner = "second" if carries == "carry" else "first"
    states = {"carry": ("active", "offered", "requested"), "close": ("retired", "withdrawn", "withdrawn")}[carries]
    found = (
        scenario.ask("district", "lecturer", lecturer_id=lecturer["id"]),
        scenario.ask("district", "hall_class", hall_class_id=offered["id"]),
        scenario.ask("district", "class_request", class_request_id=asked["id"]),
    )
    assert tuple(one["status"] for one in found) == states
    assert (found[0]["organization_id"], found[1]["organization_id"]) == (owner, owner)
    assert found[2]["hall_organization_id"] == owner
    assert scenario.ask("district", "class_request", class_request_id=asking["id"])["status"] == "withdrawn"
