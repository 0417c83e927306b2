"""A campaign has units taking part, activities that count for it, and exemplars that people chose; nobody is ranked."""

from datetime import date
from typing import Any

import pytest

from tests.activities.world import World
from tests.worlds import refused

DAY = date(2026, 4, 1)


@pytest.fixture
def campaign(world: World) -> dict[str, Any]:
    """Return a campaign of the east from January to June, in which the first community takes part."""
    world.hear_of_everyone()
    asked = {"organization_id": "east", "kind": "heritage", "title": "学习传承", "basis": "年度计划"}
    days = {"first": date(2026, 1, 10), "last": date(2026, 6, 30)}
    opened = world.do("east", "open_campaign", **asked, **days)
    world.do("first", "join_campaign", campaign_id=opened["id"], organization_id="first")
    return opened


def part(world: World, campaign: dict[str, Any], organization: str) -> str | None:
    """Return whether a unit takes part, has left, or never did."""
    items = world.see("east", "parts", campaign_id=campaign["id"])["items"]
    return next((one["status"] for one in items if one["organization_id"] == organization), None)


def test_what_a_unit_taking_part_holds_counts_and_what_those_below_it_hold(
    world: World, campaign: dict[str, Any]
) -> None:
    named = {"campaign_id": campaign["id"]}
    world.held("theme_day", **named)
    world.held("theme_day", "cell", **named)
    with refused("not_taking_part"):
        world.held("theme_day", "second", **named)
    gone = world.held("voluntary_service", **named)
    world.do("first", "cancel_activity", activity_id=gone["id"], reason="录错")
    seen = world.see("first", "campaign", **named)
    assert (seen["units"], seen["activities"], seen["exemplars"]) == (1, 2, 0)


@pytest.mark.parametrize(
    ("held_on", "counts"),
    [(date(2026, 1, 9), False), (date(2026, 1, 10), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_only_what_was_held_while_it_lasted_counts(
    world: World, campaign: dict[str, Any], held_on: date, *, counts: bool
) -> None:
    world.day = date(2026, 7, 2)
    if counts:
        assert world.held(held_on=held_on, campaign_id=campaign["id"])["campaign_id"] == campaign["id"]
    else:
        with refused("campaign_not_then"):
            world.held(held_on=held_on, campaign_id=campaign["id"])


def test_only_those_below_take_part_and_whoever_left_does_no_more(world: World, campaign: dict[str, Any]) -> None:
    joining = {"campaign_id": campaign["id"]}
    with refused("unit_outside_campaign"):
        world.do("third", "join_campaign", **joining, organization_id="third")
    with refused("grant_does_not_reach"):
        world.do("second", "join_campaign", **joining, organization_id="first")
    told = len(world.told("campaign_joined"))
    world.do("east", "join_campaign", **joining, organization_id="first")
    assert len(world.told("campaign_joined")) == told
    world.do("first", "leave_campaign", **joining, organization_id="first")
    assert part(world, campaign, "first") == "left"
    with refused("part_unknown"):
        world.do("first", "leave_campaign", **joining, organization_id="first")
    with refused("not_taking_part"):
        world.held(campaign_id=campaign["id"])
    again = world.do("first", "join_campaign", **joining, organization_id="first")
    assert (again["status"], again["version"]) == ("taking_part", 3)


def test_people_choose_exemplars_and_take_a_choice_back(world: World, campaign: dict[str, Any]) -> None:
    world.join("first", "a")
    asked = {"campaign_id": campaign["id"], "organization_id": "first", "reason": "十年如一日"}
    with refused("grant_does_not_reach"):
        world.do("first", "choose_exemplar", **asked)
    unit = world.do("east", "choose_exemplar", **asked)
    person = world.do("east", "choose_exemplar", **asked, member_id="a")
    assert (unit["member_id"], person["member_id"]) == (None, "a")
    for wrong, code in (
        ({"member_id": "nobody"}, "not_on_roll"),
        ({"organization_id": "second"}, "not_taking_part"),
        ({"organization_id": "third"}, "unit_outside_campaign"),
        ({"reason": " "}, "text_missing"),
        ({"on": date(2026, 1, 9)}, "day_before_last_step"),
    ):
        with refused(code):
            world.do("east", "choose_exemplar", **asked | wrong)
    taken = {"campaign_id": campaign["id"], "exemplar_id": person["id"], "reason": "本人推辞"}
    assert world.do("east", "revoke_exemplar", **taken)["status"] == "revoked"
    with refused("exemplar_revoked"):
        world.do("east", "revoke_exemplar", **taken)
    with refused("exemplar_unknown"):
        world.do("east", "revoke_exemplar", **taken | {"exemplar_id": "nothing"})
    assert world.see("first", "campaign", campaign_id=campaign["id"])["exemplars"] == 1
    assert "十年如一日" not in repr(world.told("exemplar_chosen"))


def test_a_closed_campaign_takes_nobody_and_no_later_day(world: World, campaign: dict[str, Any]) -> None:
    named = {"campaign_id": campaign["id"]}
    closed = world.do("east", "close_campaign", **named)
    assert (closed["status"], closed["last"]) == ("closed", world.day)
    for command, more in (
        ("close_campaign", {}),
        ("amend_campaign", {"title": "x"}),
        ("join_campaign", {"organization_id": "second"}),
    ):
        with refused("step_not_possible"):
            world.do("east", command, **named, **more)
    world.held(campaign_id=campaign["id"])
    world.pass_days(1)
    with refused("campaign_not_then"):
        world.held(campaign_id=campaign["id"])


def test_days_and_words_that_cannot_be_are_refused(world: World, campaign: dict[str, Any]) -> None:
    asked = {"organization_id": "east", "kind": "heritage", "title": "学习传承", "basis": "年度计划"}
    for wrong, code in (
        ({"kind": "contest"}, "word_not_known"),
        ({"basis": " "}, "text_missing"),
        ({"last": date(2026, 3, 1)}, "days_out_of_order"),
        ({"first": date(1999, 1, 1)}, "year_out_of_range"),
    ):
        with refused(code):
            world.do("east", "open_campaign", **asked | wrong)
    with refused("nothing_to_change"):
        world.do("east", "amend_campaign", campaign_id=campaign["id"])
    with refused("changed_meanwhile"):
        world.do("east", "amend_campaign", campaign_id=campaign["id"], title="x", expected_version=9)


def test_who_may_take_part_sees_it_and_others_do_not(world: World, campaign: dict[str, Any]) -> None:
    for who in ("district", "east", "first", "second", "cell"):
        assert world.see(who, "campaign", campaign_id=campaign["id"])["title"] == "学习传承"
    for who in ("west", "third"):
        with refused("grant_does_not_reach"):
            world.see(who, "campaign", campaign_id=campaign["id"])
    listed = world.see("cell", "campaigns", organization_id="cell")["items"]
    assert [one["id"] for one in listed] == [campaign["id"]]
    assert world.see("third", "campaigns", organization_id="third")["items"] == []


def test_an_heir_takes_part_where_the_merged_did(world: World, campaign: dict[str, Any]) -> None:
    held = world.held(campaign_id=campaign["id"])
    world.day = DAY
    world.merge("second", ["first"], DAY)
    assert (part(world, campaign, "first"), part(world, campaign, "second")) == ("left", "taking_part")
    assert world.see("east", "activity", activity_id=held["id"])["organization_id"] == "first"
    assert world.see("east", "campaign", campaign_id=campaign["id"])["activities"] == 1


def test_an_activity_counts_for_no_campaign_once_none_is_named(world: World, campaign: dict[str, Any]) -> None:
    held = world.held(campaign_id=campaign["id"])
    asked = {"activity_id": held["id"]}
    assert world.do("first", "amend_activity", title="夜学", **asked)["campaign_id"] == campaign["id"]
    assert world.do("first", "amend_activity", campaign_id=None, **asked)["campaign_id"] is None
    assert world.told("activity_amended")[-1].activity.campaign_id is None
    assert world.see("east", "campaign", campaign_id=campaign["id"])["activities"] == 0
    with refused("nothing_to_change"):
        world.do("first", "amend_activity", **asked)
