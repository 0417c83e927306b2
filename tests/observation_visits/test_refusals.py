"""Refusals of observation visits that no other test raises; `tests/said.py` sees that each is said well."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.observation_visits.commands.planning_jobs import take_job
from shared import databases
from tests.observation_visits.world import MONDAY, TUESDAY, World, visit
from tests.worlds import refused

BEFORE = date(2019, 12, 30)
"""A day on which nothing of the small district was open yet."""


def district_round(world: World) -> dict[str, Any]:
    asked = {"kind": "district", "hosts": ("first", "third"), "days": [MONDAY]}
    return dict(world.drafted("district", **asked))


def pinned_twice_to_one_stop(world: World) -> None:
    one = district_round(world)
    stop = world.parts_of(one)["third"]["stop_id"]
    for sender in ("first", "second"):
        pin = {"stop_id": stop, "delegation_id": world.delegation(one, sender)["id"], "day": MONDAY}
        world.do("district", "pin_visit", round_id=one["id"], **pin)
    world.planned(one, "district")


def drafted_before_it_opened(world: World) -> None:
    for host in ("first", "second"):
        world.stop(host)
    world.day = BEFORE
    world.drafted(stops=False, period="2019Q4", days=[BEFORE])


def named_before_it_opened(world: World) -> None:
    world.day = BEFORE
    world.stop()


def signed_by_nobody_in_it(world: World) -> None:
    world.do("first", "sign_sheet", sheet_id=world.sheet()["id"], side="guests")


def read_before_there_was_a_review(world: World) -> None:
    world.see("first", "review", visit_id=world.held()["id"])


def cancelled_after_its_planner_died(world: World) -> None:
    one = world.drafted()
    world.delegation(one, "first")
    world.planned(one)
    for _ in range(4):
        with databases.transaction(world.executor.engine) as session:
            take_job(world.executor.react(session))
        world.pass_days(1)
    world.do("east", "cancel_planning", round_id=one["id"])


def pinned(world: World, one: dict[str, Any], sent: dict[str, Any], **more: Any) -> None:
    asked = {"stop_id": world.parts_of(one)["first"]["stop_id"], "delegation_id": sent["id"], "day": MONDAY} | more
    world.do("district", "pin_visit", round_id=one["id"], **asked)


def pinned_within_a_street(world: World) -> None:
    one = world.drafted("district", kind="cross", hosts=("first",))
    pinned(world, one, world.delegation(one, "second", who="district"))


def pinned_to_who_is_on_tour(world: World) -> None:
    one = district_round(world)
    world.delegation(one, "first")
    pinned(world, one, world.delegation(one, "second"))


def pinned_where_no_road_leads(world: World) -> None:
    one = world.drafted("district", kind="cross", hosts=("first",))
    sent, stop = world.delegation(one, "third"), world.parts_of(one)["first"]["stop_id"]
    start = next(place["id"] for place in world.see("district", "travel_places", round_id=one["id"])["items"]
                 if place["id"].endswith("start"))  # fmt: skip
    pinned(world, one, sent)
    world.do("district", "close_roads", round_id=one["id"], roads=[{"from_place_id": start, "to_place_id": stop}])
    world.planned(one, "district")


def pinned_for_longer(world: World, minutes: int, *closes: str) -> None:
    world.stop("first", visit_minutes=minutes)
    world.do("first", "set_calendar", organization_id="first", opens=[], closes=list(closes), blackouts=[])
    one = world.drafted("district", kind="cross", hosts=("first",), stops=False, days=[MONDAY])
    pinned(world, one, world.delegation(one, "third"))


def pinned_for_longer_than_it_is_open(world: World) -> None:
    pinned_for_longer(world, 400, "mon_am")


def pinned_for_longer_than_the_day_leaves(world: World) -> None:
    pinned_for_longer(world, 480)


def pinned_to_a_day_that_was_refused(world: World) -> None:
    one = world.published()
    refused_one = world.visits_of(one)["first"]
    world.do("first", "decline_visit", visit_id=refused_one["id"], reason="施工", another_day=True)
    sent = {"id": refused_one["delegation_id"]}
    pinned(world, one, sent, day=TUESDAY)


def went_twice_in_one_coach(world: World) -> None:
    one = district_round(world)
    coach = [{"name": "闽D12345", "seats": 57}]
    for sender in ("second", "cell"):
        world.delegation(one, sender, who="district", vehicles=coach)
    world.planned(one, "district")


def asked_how_often_it_receives(world: World) -> None:
    world.see("first", "burden", organization_id="first", period="2026Q3")


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
def test_it_is_refused_with_its_reason(world: World, code: str, raised: Callable[[World], None]) -> None:
    with refused(code):
        raised(world)


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
def test_a_record_that_is_not_there_is_said_not_to_be(world: World, method: str, named: str, code: str) -> None:
    with refused(code) as caught:
        world.see("district", method, **{named: "观摩一"})
    assert "“观摩一”" in caught.value.text("zh")


def test_a_job_that_is_not_of_the_round_is_said_not_to_be(world: World) -> None:
    with refused("planning_job_unknown"):
        world.see("east", "planning", round_id=world.drafted()["id"], job_id="任务")


def test_a_visit_to_a_stop_out_of_the_choice_and_one_on_a_holiday_are_told_in_words(world: World) -> None:
    holiday = date(2026, 4, 6)
    one = world.drafted(period="2026Q2", days=[holiday, date(2026, 4, 13)])
    part = world.parts_of(one)["first"]
    sent = world.delegation(one, "second")
    world.planned(one)
    world.solved(visit(sent, part, holiday, 540))
    world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    visit_id = world.visits_of(one)["first"]["id"]
    assert [each["why"] for each in world.see("first", "visit", visit_id=visit_id)["conflicts"]] == ["holiday"]
    world.do("first", "retire_stop", stop_id=part["stop_id"], reason="不再接待")
    assert [each["why"] for each in world.see("first", "visit", visit_id=visit_id)["conflicts"]] == ["stop_inactive"]


def test_what_is_wrong_with_a_round_is_said_by_name_and_not_by_rows_that_nobody_numbered(world: World) -> None:
    world.do("district", "name_stop", organization_id="office", name="机关观摩点", longitude=118.1, latitude=24.4)
    one = world.drafted("district", hosts=("first",), kind="cross", stops=True)
    hosts = [{"organization_id": "first"}, {"organization_id": "office"}]
    world.do("district", "amend_round", round_id=one["id"], hosts=hosts)
    world.delegation(one, "third")
    with refused("street_not_named") as caught:
        world.planned(one, "district")
    assert [each.field for each in (caught.value, *caught.value.others)] == ["round_id"]
    assert "机关观摩点" in caught.value.text("zh")
