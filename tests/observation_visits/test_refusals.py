"""Refusals of observation visits that no other test raises; `tests/refusal_texts.py` looks at each as well."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.observation_visits.commands.planning_jobs import take_job
from shared import databases
from tests.expect import refused
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario, visit

BEFORE = date(2019, 12, 30)
"""A day on which nothing of the small district was open yet."""


def district_round(scenario: ObservationVisitsScenario) -> dict[str, Any]:
    asked = {"kind": "district", "hosts": ("first", "third"), "days": [MONDAY]}
    return dict(scenario.drafted("district", **asked))


def pinned_twice_to_one_stop(scenario: ObservationVisitsScenario) -> None:
    one = district_round(scenario)
    stop = scenario.parts_of(one)["third"]["stop_id"]
    for sender in ("first", "second"):
        pin = {"stop_id": stop, "delegation_id": scenario.delegation(one, sender)["id"], "day": MONDAY}
        scenario.do("district", "pin_visit", round_id=one["id"], **pin)
    scenario.planned(one, "district")


def drafted_before_it_opened(scenario: ObservationVisitsScenario) -> None:
    for host in ("first", "second"):
        scenario.stop(host)
    scenario.day = BEFORE
    scenario.drafted(stops=False, period="2019Q4", days=[BEFORE])


def named_before_it_opened(scenario: ObservationVisitsScenario) -> None:
    scenario.day = BEFORE
    scenario.stop()


def signed_by_nobody_in_it(scenario: ObservationVisitsScenario) -> None:
    scenario.do("first", "sign_sheet", sheet_id=scenario.sheet()["id"], side="guests")


def read_before_there_was_a_review(scenario: ObservationVisitsScenario) -> None:
    scenario.ask("first", "review", visit_id=scenario.held()["id"])


def cancelled_after_its_planner_died(scenario: ObservationVisitsScenario) -> None:
    one = scenario.drafted()
    scenario.delegation(one, "first")
    scenario.planned(one)
    for _ in range(4):
        with databases.transaction(scenario.executor.engine) as session:
            take_job(scenario.executor.react(session))
        scenario.pass_days(1)
    scenario.do("east", "cancel_planning", round_id=one["id"])


def pinned(scenario: ObservationVisitsScenario, one: dict[str, Any], sent: dict[str, Any], **more: Any) -> None:
    asked = {"stop_id": scenario.parts_of(one)["first"]["stop_id"], "delegation_id": sent["id"], "day": MONDAY} | more
    scenario.do("district", "pin_visit", round_id=one["id"], **asked)


def pinned_within_a_street(scenario: ObservationVisitsScenario) -> None:
    one = scenario.drafted("district", kind="cross", hosts=("first",))
    pinned(scenario, one, scenario.delegation(one, "second", who="district"))


def pinned_to_who_is_on_tour(scenario: ObservationVisitsScenario) -> None:
    one = district_round(scenario)
    scenario.delegation(one, "first")
    pinned(scenario, one, scenario.delegation(one, "second"))


def pinned_where_no_road_leads(scenario: ObservationVisitsScenario) -> None:
    one = scenario.drafted("district", kind="cross", hosts=("first",))
    sent, stop = scenario.delegation(one, "third"), scenario.parts_of(one)["first"]["stop_id"]
    start = next(place["id"] for place in scenario.ask("district", "travel_places", round_id=one["id"])["items"]
                 if place["id"].endswith("start"))  # fmt: skip
    pinned(scenario, one, sent)
    scenario.do("district", "close_roads", round_id=one["id"], roads=[{"from_place_id": start, "to_place_id": stop}])
    scenario.planned(one, "district")


def pinned_for_longer(scenario: ObservationVisitsScenario, minutes: int, *closes: str) -> None:
    scenario.stop("first", visit_minutes=minutes)
    scenario.do("first", "set_calendar", organization_id="first", opens=[], closes=list(closes), blackouts=[])
    one = scenario.drafted("district", kind="cross", hosts=("first",), stops=False, days=[MONDAY])
    pinned(scenario, one, scenario.delegation(one, "third"))


def pinned_for_longer_than_it_is_open(scenario: ObservationVisitsScenario) -> None:
    pinned_for_longer(scenario, 400, "mon_am")


def pinned_for_longer_than_the_day_leaves(scenario: ObservationVisitsScenario) -> None:
    pinned_for_longer(scenario, 480)


def pinned_to_a_day_that_was_refused(scenario: ObservationVisitsScenario) -> None:
    one = scenario.published()
    refused_one = scenario.visits_of(one)["first"]
    scenario.do("first", "decline_visit", visit_id=refused_one["id"], reason="施工", another_day=True)
    sent = {"id": refused_one["delegation_id"]}
    pinned(scenario, one, sent, day=TUESDAY)


def went_twice_in_one_coach(scenario: ObservationVisitsScenario) -> None:
    one = district_round(scenario)
    coach = [{"name": "闽D12345", "seats": 57}]
    for sender in ("second", "cell"):
        scenario.delegation(one, sender, who="district", vehicles=coach)
    scenario.planned(one, "district")


def asked_how_often_it_receives(scenario: ObservationVisitsScenario) -> None:
    scenario.ask("first", "burden", organization_id="first", period="2026Q3")


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("pin_street_rule", pinned_within_a_street),
        ("pin_host_on_tour", pinned_to_who_is_on_tour),
        ("pin_no_road", pinned_where_no_road_leads),
        ("pin_declined_that_day", pinned_to_a_day_that_was_refused),
        ("pin_opening_too_short", pinned_for_longer_than_it_is_open),
        ("pin_impossible", pinned_for_longer_than_the_day_leaves),
        ("vehicle_in_two_delegations", went_twice_in_one_coach),
        ("visit_burden_unknown", asked_how_often_it_receives),
        ("pins_more_than_host_receives", pinned_twice_to_one_stop),
        ("host_not_open", drafted_before_it_opened),
        ("unit_not_open_for_visits", named_before_it_opened),
        ("side_unknown", signed_by_nobody_in_it),
        ("review_unknown", read_before_there_was_a_review),
        ("planning_job_is_over", cancelled_after_its_planner_died),
    ],
)
def test_it_is_refused_with_its_reason(
    scenario: ObservationVisitsScenario, code: str, raised: Callable[[ObservationVisitsScenario], None]
) -> None:
    with refused(code):
        raised(scenario)


@pytest.mark.parametrize(
    ("method", "named", "code"),
    [
        ("round_", "round_id", "round_unknown"),
        ("stop", "stop_id", "stop_unknown"),
        ("delegation", "delegation_id", "delegation_unknown"),
        ("score_sheet", "sheet_id", "sheet_unknown"),
        ("commitment", "commitment_id", "commitment_unknown"),
    ],
)
def test_a_record_that_is_not_there_is_said_not_to_be(
    scenario: ObservationVisitsScenario, method: str, named: str, code: str
) -> None:
    with refused(code) as caught:
        scenario.ask("district", method, **{named: "观摩一"})
    assert "“观摩一”" in caught.value.text("zh")


def test_a_job_that_is_not_of_the_round_is_said_not_to_be(scenario: ObservationVisitsScenario) -> None:
    with refused("planning_job_unknown"):
        scenario.ask("east", "planning", round_id=scenario.drafted()["id"], job_id="任务")


def test_a_visit_to_a_stop_out_of_the_choice_and_one_on_a_holiday_are_told_in_words(
    scenario: ObservationVisitsScenario,
) -> None:
    holiday = date(2026, 4, 6)
    one = scenario.drafted(period="2026Q2", days=[holiday, date(2026, 4, 13)])
    part = scenario.parts_of(one)["first"]
    sent = scenario.delegation(one, "second")
    scenario.planned(one)
    scenario.solved(visit(sent, part, holiday, 540))
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    visit_id = scenario.visits_of(one)["first"]["id"]
    assert [each["why"] for each in scenario.ask("first", "visit", visit_id=visit_id)["conflicts"]] == ["holiday"]
    scenario.do("first", "retire_stop", stop_id=part["stop_id"], reason="不再接待")
    assert [each["why"] for each in scenario.ask("first", "visit", visit_id=visit_id)["conflicts"]] == ["stop_inactive"]


def test_a_host_of_no_street_is_refused_by_its_name_when_a_round_is_amended(
    scenario: ObservationVisitsScenario,
) -> None:
    scenario.do("district", "name_stop", organization_id="office", name="机关观摩点", longitude=118.1, latitude=24.4)
    one = scenario.drafted("district", hosts=("first",), kind="cross", stops=True)
    hosts = [{"organization_id": "first"}, {"organization_id": "office"}]
    with refused("street_not_named") as caught:
        scenario.do("district", "amend_round", round_id=one["id"], hosts=hosts)
    assert [each.field for each in (caught.value, *caught.value.others)] == ["hosts.1.organization_id"]
    assert "office" in caught.value.text("zh")
