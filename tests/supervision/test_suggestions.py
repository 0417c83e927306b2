"""Complaints and suggestions: from anyone of a unit, named or not, answered by whom they are addressed to, in time."""

from datetime import date
from typing import Any

import pytest

from tests.supervision.world import World
from tests.worlds import refused


def handed_in(world: World, who: str = "first", to: str = "east", **more: Any) -> dict[str, Any]:
    """Hand a suggestion in."""
    asked = {"organization_id": who, "about": "burden", "title": "报表偏多", "text": "同一数据报了三次"} | more
    return world.do(who, "hand_in_suggestion", to_organization_id=to, **asked)


@pytest.mark.parametrize("to", ["cell", "first", "east", "district"])
def test_it_is_addressed_to_ones_own_unit_or_anyone_above(world: World, to: str) -> None:
    suggestion = handed_in(world, "cell", to)
    who = "first" if to == "cell" else to
    answered = world.do(who, "answer_suggestion", suggestion_id=suggestion["id"], answer="已办")
    assert (answered["standing"], answered["answer"]) == ("answered_on_time", "已办")
    (own,) = world.see("cell", "own_suggestions")["items"]
    assert (own["id"], own["answer"], own["own"]) == (suggestion["id"], "已办", True)


@pytest.mark.parametrize("to", ["second", "west", "cell"])
def test_it_is_not_addressed_past_whom_one_is_below(world: World, to: str) -> None:
    with refused("addressee_not_above"):
        handed_in(world, "first", to)


def test_who_wishes_is_not_shown_to_whoever_answers(world: World) -> None:
    suggestion = handed_in(world, named=False)
    assert suggestion["from_organization_id"] == "first"
    for seen in (
        world.see("east", "suggestion", suggestion_id=suggestion["id"]),
        world.see("district", "suggestions", organization_id="east")["items"][0],
        world.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="已合并报表"),
    ):
        assert (seen["from_organization_id"], seen["sender_name"], seen["own"]) == (None, None, False)
    assert world.see("first", "suggestion", suggestion_id=suggestion["id"])["sender_name"] == "first staff"
    assert not any("first" in repr(event) for event in world.told())
    named = handed_in(world)
    assert world.see("east", "suggestion", suggestion_id=named["id"])["from_organization_id"] == "first"


def test_it_is_answered_within_fifteen_working_days_and_overdue_the_day_after(world: World) -> None:
    suggestion = handed_in(world)
    assert suggestion["due_on"] == date(2026, 3, 23)
    world.day = date(2026, 3, 23)
    assert world.see("first", "suggestion", suggestion_id=suggestion["id"])["standing"] == "open"
    world.day = date(2026, 3, 24)
    assert world.see("first", "suggestion", suggestion_id=suggestion["id"])["standing"] == "overdue"
    late = world.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="已办")
    assert late["standing"] == "answered_late"
    with refused("step_not_possible"):
        world.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="再答")


def test_nobody_answers_their_own_and_nobody_else_s_business_is_seen(world: World) -> None:
    suggestion = handed_in(world, "east", "east")
    with refused("own_suggestion"):
        world.do("east", "answer_suggestion", suggestion_id=suggestion["id"], answer="同意")
    for who in ("first", "west", "auditor"):
        if who != "auditor":
            with refused("grant_does_not_reach"):
                world.see(who, "suggestion", suggestion_id=suggestion["id"])
        with refused("grant_does_not_reach"):
            world.do(who, "answer_suggestion", suggestion_id=suggestion["id"], answer="代答")
    counted = world.see("auditor", "suggestion", suggestion_id=suggestion["id"])
    assert counted["reduced"]
    assert counted.keys() & {"title", "text", "answer", "own", "named", "from_organization_id", "sender_name"} == set()
    assert world.see("auditor", "own_suggestions")["items"] == []
    with refused("grant_does_not_reach"):
        handed_in(world, "auditor", organization_id="first")
    with refused("suggestion_about_unknown"):
        handed_in(world, about="praise")
