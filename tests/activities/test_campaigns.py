"""A campaign has units taking part, activities that count for it, and exemplars that people chose; nobody is ranked."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario

DAY = date(2026, 4, 1)


@pytest.fixture
def campaign(scenario: ActivitiesScenario) -> dict[str, Any]:
    """Return a campaign of the east from January to June, in which the first community takes part."""
    scenario.open_all()
    asked = {"organization_id": "east", "kind": "heritage", "title": "学习传承", "basis": "年度计划"}
    days = {"first": date(2026, 1, 10), "last": date(2026, 6, 30)}
    opened = scenario.do("east", "open_campaign", **asked, **days)
    scenario.do("first", "join_campaign", campaign_id=opened["id"], organization_id="first")
    return opened


def part(scenario: ActivitiesScenario, campaign: dict[str, Any], organization: str) -> str | None:
    """Return whether a unit takes part, has left, or never did."""
    items = scenario.ask("east", "parts", campaign_id=campaign["id"])["items"]
    return next((one["status"] for one in items if one["organization_id"] == organization), None)


def test_what_a_unit_taking_part_holds_counts_and_what_those_below_it_hold(
    scenario: ActivitiesScenario, campaign: dict[str, Any]
) -> None:
    named = {"campaign_id": campaign["id"]}
    scenario.held("theme_day", **named)
    scenario.held("theme_day", "cell", **named)
    with refused("not_taking_part"):
        scenario.held("theme_day", "second", **named)
    gone = scenario.held("voluntary_service", **named)
    scenario.do("first", "cancel_activity", activity_id=gone["id"], reason="录错")
    seen = scenario.ask("first", "campaign", **named)
    assert (seen["units"], seen["activities"], seen["exemplars"]) == (1, 2, 0)


@pytest.mark.parametrize(
    ("held_on", "counts"),
    [(date(2026, 1, 9), False), (date(2026, 1, 10), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_only_what_was_held_while_it_lasted_counts(
    scenario: ActivitiesScenario, campaign: dict[str, Any], held_on: date, *, counts: bool
) -> None:
    scenario.day = date(2026, 7, 2)
    if counts:
        assert scenario.held(held_on=held_on, campaign_id=campaign["id"])["campaign_id"] == campaign["id"]
    else:
        with refused("campaign_not_then"):
            scenario.held(held_on=held_on, campaign_id=campaign["id"])


def test_only_those_below_take_part_and_whoever_left_does_no_more(
    scenario: ActivitiesScenario, campaign: dict[str, Any]
) -> None:
    joining = {"campaign_id": campaign["id"]}
    with refused("unit_outside_campaign"):
        scenario.do("third", "join_campaign", **joining, organization_id="third")
    with refused("grant_does_not_reach"):
        scenario.do("second", "join_campaign", **joining, organization_id="first")
    told = len(scenario.events("campaign_joined"))
    scenario.do("east", "join_campaign", **joining, organization_id="first")
    assert len(scenario.events("campaign_joined")) == told
    scenario.do("first", "leave_campaign", **joining, organization_id="first")
    assert part(scenario, campaign, "first") == "left"
    with refused("part_unknown"):
        scenario.do("first", "leave_campaign", **joining, organization_id="first")
    with refused("not_taking_part"):
        scenario.held(campaign_id=campaign["id"])
    again = scenario.do("first", "join_campaign", **joining, organization_id="first")
    assert (again["status"], again["version"]) == ("taking_part", 3)


def test_a_unit_leaves_from_an_earlier_day_since_it_joined(
    scenario: ActivitiesScenario, campaign: dict[str, Any]
) -> None:
    leaving = {"campaign_id": campaign["id"], "organization_id": "first"}
    joined_on = next(each.part.joined_on for each in scenario.events("campaign_joined"))
    with refused("day_before_last_step"):
        scenario.do("first", "leave_campaign", **leaving, on=joined_on - timedelta(days=1))
    scenario.do("first", "leave_campaign", **leaving, on=joined_on)
    (left,) = scenario.events("campaign_left")
    assert (left.effective_on, part(scenario, campaign, "first")) == (joined_on, "left")


def test_people_choose_exemplars_and_take_a_choice_back(scenario: ActivitiesScenario, campaign: dict[str, Any]) -> None:
    scenario.join("first", "a")
    asked = {"campaign_id": campaign["id"], "organization_id": "first", "reason": "十年如一日"}
    with refused("grant_does_not_reach"):
        scenario.do("first", "choose_exemplar", **asked)
    unit = scenario.do("east", "choose_exemplar", **asked)
    person = scenario.do("east", "choose_exemplar", **asked, member_id="a")
    assert (unit["member_id"], person["member_id"]) == (None, "a")
    for wrong, code in (
        ({"member_id": "nobody"}, "not_on_roll"),
        ({"organization_id": "second"}, "not_taking_part"),
        ({"organization_id": "third"}, "unit_outside_campaign"),
        ({"reason": " "}, "text_missing"),
        ({"on": date(2026, 1, 9)}, "day_before_last_step"),
    ):
        with refused(code):
            scenario.do("east", "choose_exemplar", **asked | wrong)
    taken = {"campaign_id": campaign["id"], "exemplar_id": person["id"], "reason": "本人推辞"}
    assert scenario.do("east", "revoke_exemplar", **taken)["status"] == "revoked"
    with refused("exemplar_revoked"):
        scenario.do("east", "revoke_exemplar", **taken)
    with refused("exemplar_unknown"):
        scenario.do("east", "revoke_exemplar", **taken | {"exemplar_id": "nothing"})
    assert scenario.ask("first", "campaign", campaign_id=campaign["id"])["exemplars"] == 1
    assert "十年如一日" not in repr(scenario.events("exemplar_chosen"))


def test_a_closed_campaign_takes_nobody_and_no_later_day(
    scenario: ActivitiesScenario, campaign: dict[str, Any]
) -> None:
    named = {"campaign_id": campaign["id"]}
    closed = scenario.do("east", "close_campaign", **named)
    assert (closed["status"], closed["last"]) == ("closed", scenario.day)
    for command, more in (
        ("close_campaign", {}),
        ("amend_campaign", {"title": "x"}),
        ("join_campaign", {"organization_id": "second"}),
    ):
        with refused("step_not_possible"):
            scenario.do("east", command, **named, **more)
    scenario.held(campaign_id=campaign["id"])
    scenario.pass_days(1)
    with refused("campaign_not_then"):
        scenario.held(campaign_id=campaign["id"])


def test_days_and_words_that_cannot_be_are_refused(scenario: ActivitiesScenario, campaign: dict[str, Any]) -> None:
    asked = {"organization_id": "east", "kind": "heritage", "title": "学习传承", "basis": "年度计划"}
    for wrong, code in (
        ({"kind": "contest"}, "word_not_known"),
        ({"basis": " "}, "text_missing"),
        ({"last": date(2026, 3, 1)}, "days_out_of_order"),
        ({"first": date(1999, 1, 1)}, "year_out_of_range"),
    ):
        with refused(code):
            scenario.do("east", "open_campaign", **asked | wrong)
    with refused("nothing_to_change"):
        scenario.do("east", "amend_campaign", campaign_id=campaign["id"])
    with refused("changed_meanwhile"):
        scenario.do("east", "amend_campaign", campaign_id=campaign["id"], title="x", expected_version=9)


def test_who_may_take_part_sees_it_and_others_do_not(scenario: ActivitiesScenario, campaign: dict[str, Any]) -> None:
    for who in ("district", "east", "first", "second", "cell"):
        assert scenario.ask(who, "campaign", campaign_id=campaign["id"])["title"] == "学习传承"
    for who in ("west", "third"):
        with refused("grant_does_not_reach"):
            scenario.ask(who, "campaign", campaign_id=campaign["id"])
    listed = scenario.ask("cell", "campaigns", organization_id="cell")["items"]
    assert [one["id"] for one in listed] == [campaign["id"]]
    assert scenario.ask("third", "campaigns", organization_id="third")["items"] == []


def test_an_heir_takes_part_where_the_merged_did(scenario: ActivitiesScenario, campaign: dict[str, Any]) -> None:
    held = scenario.held(campaign_id=campaign["id"])
    scenario.day = DAY
    scenario.merge("second", ["first"], DAY)
    assert (part(scenario, campaign, "first"), part(scenario, campaign, "second")) == ("left", "taking_part")
    assert scenario.ask("east", "activity", activity_id=held["id"])["organization_id"] == "first"
    assert scenario.ask("east", "campaign", campaign_id=campaign["id"])["activities"] == 1


def test_an_activity_counts_for_no_campaign_once_none_is_named(
    scenario: ActivitiesScenario, campaign: dict[str, Any]
) -> None:
    held = scenario.held(campaign_id=campaign["id"])
    asked = {"activity_id": held["id"]}
    assert scenario.do("first", "amend_activity", title="夜学", **asked)["campaign_id"] == campaign["id"]
    assert scenario.do("first", "amend_activity", campaign_id=None, **asked)["campaign_id"] is None
    assert scenario.events("activity_amended")[-1].activity.campaign_id is None
    assert scenario.ask("east", "campaign", campaign_id=campaign["id"])["activities"] == 0
    with refused("nothing_to_change"):
        scenario.do("first", "amend_activity", **asked)
