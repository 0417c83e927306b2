"""Refusals of observation visits that no other test raises; `tests/said.py` sees that each is said well."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.observation_visits.commands import planning
from shared import databases
from tests.observation_visits.world import MONDAY, World
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
        with databases.transaction(world.desk.engine) as session:
            planning.take_job(world.desk.react(session))
        world.pass_days(1)
    world.do("east", "cancel_planning", round_id=one["id"])


@pytest.mark.parametrize(
    ("code", "raised"),
    [
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
