"""Whose name is on no roll that one reads stays unknown: through posts, through numbers, through ids."""

from datetime import date
from random import Random
from typing import Any

import pytest

from deploy.demo import persons as made_up
from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.organizations import OrganizationsScenario

NUMBER = made_up.identity_number(Random(3), date(1980, 5, 1))
POST = {"title": "committee_member", "from_on": date(2022, 1, 1)}


def test_a_post_is_given_to_nobody_on_a_roll_out_of_reach(scenario: OrganizationsScenario) -> None:
    member = scenario.member("third", who="third")
    answers = []
    for who in ("first", "east", "operator"):
        for member_id in (member["id"], "nobody"):
            with pytest.raises(Refusal) as told:
                scenario.do(who, "assign_post", organization_id="first", member_id=member_id, **POST)
            answers.append((told.value.code, told.value.params | {"member_id": "?"}))
    assert answers == [("member_unknown", {"member_id": "?"})] * 6
    given = scenario.do("district", "assign_post", organization_id="first", member_id=member["id"], **POST)
    assert given["person_name"] == member["name"]


def test_who_runs_or_checks_the_platform_reads_that_a_post_is_held_not_by_whom(scenario: OrganizationsScenario) -> None:
    member = scenario.member()
    post = scenario.do("first", "assign_post", organization_id="first", member_id=member["id"], **POST)
    for who in ("operator", "auditor"):
        (shown,) = scenario.ask(who, "posts", organization_id="first")["items"]
        assert (shown["reduced"], shown["held"], shown["title"]) == (True, True, "committee_member")
        assert not {"person_name", "member_id"} & shown.keys()
    ended = scenario.do("operator", "relieve_post", post_id=post["id"])
    assert not {"person_name", "member_id"} & ended.keys()
    (shown,) = scenario.ask("east", "posts", organization_id="first")["items"]
    assert (shown["person_name"], "reduced" in shown) == (member["name"], False)


def shape(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer gives away besides what was asked: neither the id nor the name made up."""
    return answer | {"id": "", "name": ""}


def test_a_number_known_elsewhere_is_answered_as_any_other(scenario: OrganizationsScenario) -> None:
    scenario.member("first", identity_number=NUMBER)
    other = made_up.identity_number(Random(12), date(1980, 5, 1))
    answers = [scenario.member("third", identity_number=number) for number in (NUMBER, other)]
    known, new = (shape(answer) | {"identity_number": ""} for answer in answers)
    assert known == new
    shown = [scenario.ask("third", "member", member_id=answer["id"]) for answer in answers]
    assert shown[0].keys() == shown[1].keys()
    assert scenario.ask("third", "members", organization_id="third", entered_twice=True)["items"] == []
    with refused("member_known") as told:
        scenario.member("third", identity_number=NUMBER)
    assert told.value.params["organization"] == "third 组织"
    changed = scenario.do("third", "amend_member", member_id=answers[1]["id"], changes={"identity_number": None})
    assert changed["identity_number"] is None


def test_an_amended_number_known_elsewhere_is_taken_as_any_other(scenario: OrganizationsScenario) -> None:
    scenario.member("first", identity_number=NUMBER)
    mine = scenario.member("third")
    amended = scenario.do("third", "amend_member", member_id=mine["id"], changes={"identity_number": NUMBER})
    assert amended["identity_number"][-1] == NUMBER[-1]


def test_who_reads_both_rolls_finds_and_settles_a_member_entered_twice(scenario: OrganizationsScenario) -> None:
    right = scenario.member("first", identity_number=NUMBER)
    wrong = scenario.member("third", identity_number=NUMBER)
    asked = {"organization_id": "district", "below": True, "entered_twice": True}
    assert {item["id"] for item in scenario.ask("district", "members", **asked)["items"]} == {right["id"], wrong["id"]}
    scenario.do("district", "leave_member", member_id=wrong["id"], reason="entered_by_mistake")
    assert scenario.ask("district", "members", **asked)["items"] == []
    moved = scenario.do("district", "request_transfer", member_id=right["id"], to_organization_id="third")
    scenario.do("third", "confirm_transfer", transfer_id=moved["id"])
    (kept,) = scenario.ask("third", "members", organization_id="third")["items"]
    assert kept["id"] == right["id"]


def test_who_left_a_roll_out_of_sight_is_answered_as_new(scenario: OrganizationsScenario) -> None:
    before = scenario.member("first", identity_number=NUMBER)
    scenario.do("first", "leave_member", member_id=before["id"], reason="transferred_outside")
    entered = scenario.member("third", identity_number=NUMBER, effective_on=scenario.day)
    assert (entered["id"] != before["id"], entered["version"]) == (True, 1)
    assert len(scenario.ask("third", "member", member_id=entered["id"])["places"]) == 1
