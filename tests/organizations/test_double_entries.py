"""A member entered twice is a to-do of the nearest organization above both rolls, until one entry is ended."""

from datetime import date
from random import Random
from typing import Any

import pytest

from deploy.demo import persons as made_up
from tests.scenarios.organizations import OrganizationsScenario

NUMBER = made_up.identity_number(Random(11), date(1980, 5, 1))
TWICE, SETTLED = "member_entered_twice", "member_entry_settled"


def told(scenario: OrganizationsScenario) -> list[tuple[str, str, str]]:
    """Return what was told of double entries: the event, the member, and the organization by its name."""
    scenario.deliver_own()
    names = {id_: name for name, id_ in scenario.ids.items()}
    return [(event.name, event.member_id, names[event.organization_id]) for event in scenario.events(TWICE, SETTLED)]


def entered(scenario: OrganizationsScenario, *names: str) -> list[str]:
    return [scenario.member(name, identity_number=NUMBER)["id"] for name in names]


@pytest.mark.parametrize(
    ("rolls", "superior"),
    [(("first", "second"), "east"), (("first", "third"), "district"), (("first", "cell"), "first")],
)
def test_the_nearest_common_superior_is_told_once(
    scenario: OrganizationsScenario, rolls: tuple[str, str], superior: str
) -> None:
    _, second = entered(scenario, *rolls)
    assert told(scenario) == [(TWICE, second, superior)]
    scenario.member("first")
    assert told(scenario) == [(TWICE, second, superior)]


def test_what_answers_the_second_entry_names_no_other_position(scenario: OrganizationsScenario) -> None:
    entered(scenario, "first")
    positions = []
    for number in (NUMBER, made_up.identity_number(Random(12), date(1980, 5, 1))):
        scenario.keys += 1
        context = scenario.context("third", "register_member") | {"idempotency_key": f"position-{scenario.keys}"}
        params = scenario.person(identity_number=number) | {"organization_id": "third"}
        response = scenario.respond("command", "register_member", context, params)
        positions.append([each.rpartition(":")[0] for each in response["positions"]])
    assert positions[0] == positions[1]


@pytest.mark.parametrize("ended", [0, 1])
def test_it_is_settled_by_ending_either_entry(scenario: OrganizationsScenario, ended: int) -> None:
    both = entered(scenario, "first", "third")
    assert len(told(scenario)) == 1
    scenario.do("district", "leave_member", member_id=both[ended], reason="entered_by_mistake")
    assert told(scenario)[1:] == [(SETTLED, both[1], "district")]


@pytest.mark.parametrize("amended", [0, 1])
def test_it_is_settled_by_mending_either_number(scenario: OrganizationsScenario, amended: int) -> None:
    both = entered(scenario, "first", "third")
    who = ("first", "third")[amended]
    assert len(told(scenario)) == 1
    scenario.do(who, "amend_member", member_id=both[amended], changes={"identity_number": None})
    assert told(scenario)[1:] == [(SETTLED, both[1], "district")]


def test_it_follows_the_member_and_the_tree(scenario: OrganizationsScenario) -> None:
    first, second = entered(scenario, "first", "third")
    assert told(scenario) == [(TWICE, second, "district")]
    moved = scenario.do("first", "request_transfer", member_id=first, to_organization_id="second")
    scenario.do("second", "confirm_transfer", transfer_id=moved["id"])
    assert told(scenario)[1:] == []
    move = {"organization_id": "third", "parent_id": "east", "effective_on": scenario.day}
    scenario.do("district", "move_organization", **move)
    assert told(scenario)[1:] == [(TWICE, second, "east")]


def test_a_third_entry_is_one_more_and_not_two(scenario: OrganizationsScenario) -> None:
    first, second = entered(scenario, "first", "third")
    third = scenario.member("office", who="district", name="同号", identity_number=None)["id"]
    assert len(told(scenario)) == 1
    scenario.do("first", "leave_member", member_id=first, reason="transferred_outside")
    assert told(scenario)[1:] == [(SETTLED, second, "district")]
    scenario.pass_days(1)
    fourth = scenario.member("second", identity_number=NUMBER)["id"]
    assert told(scenario)[2:] == [(TWICE, fourth, "district")]
    assert third not in {each[1] for each in told(scenario)}


def test_who_was_entered_twice_before_it_was_told_is_told_with_the_next_change(
    scenario: OrganizationsScenario,
) -> None:
    _, second = entered(scenario, "first", "third")
    assert scenario.events(TWICE) == []
    scenario.delivered = len(scenario.events())
    scenario.member("office", who="district")
    assert told(scenario) == [(TWICE, second, "district")]


def listed(scenario: OrganizationsScenario) -> list[dict[str, Any]]:
    asked = {"organization_id": "district", "below": True, "entered_twice": True}
    items: list[dict[str, Any]] = scenario.ask("district", "members", **asked)["items"]
    return items


def test_the_filter_at_the_to_do_s_address_lists_both(scenario: OrganizationsScenario) -> None:
    both = entered(scenario, "first", "third")
    assert {each["id"] for each in listed(scenario)} == set(both)
