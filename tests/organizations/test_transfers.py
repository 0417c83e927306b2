"""Transfers: one side lets go, the other confirms, and only then does the place change."""

from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.organizations import OrganizationsScenario


def requested(scenario: OrganizationsScenario, **more: Any) -> dict[str, Any]:
    """Somebody of the first community whom it lets go to the third, in another street."""
    member = scenario.member(**more)
    return scenario.do("first", "request_transfer", member_id=member["id"], to_organization_id="third", reason="迁居")


def test_the_place_changes_when_the_other_side_confirms_and_not_before(scenario: OrganizationsScenario) -> None:
    transfer = requested(scenario)
    assert (transfer["state"], transfer["requested_at"]) == ("requested", scenario.now())
    assert len(scenario.ask("first", "members", organization_id="first")["items"]) == 1
    waiting = scenario.ask("third", "transfers", organization_id="third", direction="in", state="requested")["items"]
    assert [item["id"] for item in waiting] == [transfer["id"]]
    done = scenario.do("third", "confirm_transfer", transfer_id=transfer["id"], effective_on=date(2026, 3, 1))
    assert (done["state"], done["effective_on"]) == ("confirmed", date(2026, 3, 1))
    assert scenario.ask("first", "members", organization_id="first")["items"] == []
    assert scenario.ask("third", "members", organization_id="third")["items"][0]["id"] == transfer["member_id"]
    (out,), (arrived,), (confirmed,) = map(
        scenario.events, ("member_transferred_out", "member_transferred_in", "transfer_confirmed")
    )
    assert (out.organization_id, arrived.organization_id) == (scenario.ids["first"], scenario.ids["third"])
    assert {out.transfer_id, arrived.transfer_id, confirmed.transfer_id} == {transfer["id"]}


def test_each_side_does_its_own_step_and_no_other(scenario: OrganizationsScenario) -> None:
    transfer = requested(scenario)
    for who, step, more in (
        ("first", "confirm_transfer", {}),
        ("first", "refuse_transfer", {"reason": "不收"}),
        ("third", "withdraw_transfer", {}),
        ("second", "confirm_transfer", {}),
        ("operator", "confirm_transfer", {}),
    ):
        with refused("grant_does_not_reach"):
            scenario.do(who, step, transfer_id=transfer["id"], **more)
    with refused("grant_does_not_reach"):
        scenario.do("third", "request_transfer", member_id=transfer["member_id"], to_organization_id="third")
    with refused("grant_does_not_reach"):
        scenario.ask("second", "transfer", transfer_id=transfer["id"])
    assert scenario.ask("third", "transfer", transfer_id=transfer["id"])["state"] == "requested"
    assert scenario.events("transfer_confirmed", "transfer_refused", "transfer_withdrawn") == []


@pytest.mark.parametrize(
    ("who", "step", "more", "state"),
    [
        ("third", "confirm_transfer", {}, "confirmed"),
        ("third", "refuse_transfer", {"reason": "材料不全"}, "refused"),
        ("first", "withdraw_transfer", {}, "withdrawn"),
    ],
)
def test_a_settled_transfer_is_settled(
    scenario: OrganizationsScenario, who: str, step: str, more: dict, state: str
) -> None:
    transfer = requested(scenario)
    with refused("changed_meanwhile"):
        scenario.do(who, step, transfer_id=transfer["id"], expected_version=9, **more)
    assert scenario.do(who, step, transfer_id=transfer["id"], **more)["state"] == state
    assert len(scenario.events(f"transfer_{state}")) == 1
    for again, whose, rest in (
        ("confirm_transfer", "third", {}),
        ("refuse_transfer", "third", {"reason": "不收"}),
        ("withdraw_transfer", "first", {}),
    ):
        with refused("transfer_settled"):
            scenario.do(whose, again, transfer_id=transfer["id"], **rest)


def test_a_member_waits_for_one_answer_at_a_time(scenario: OrganizationsScenario) -> None:
    transfer = requested(scenario)
    asked = {"member_id": transfer["member_id"], "to_organization_id": "second"}
    with refused("transfer_open"):
        scenario.do("first", "request_transfer", **asked)
    scenario.do("third", "refuse_transfer", transfer_id=transfer["id"], reason="材料不全")
    assert scenario.do("first", "request_transfer", **asked)["state"] == "requested"


def test_a_transfer_goes_to_another_open_organization_of_the_district(scenario: OrganizationsScenario) -> None:
    member = scenario.member()
    scenario.do("district", "close_organization", organization_id="second", effective_on=date(2026, 3, 1))
    away = {"parent_id": None, "name": "邻区", "level": "district", "effective_on": date(2020, 1, 1)}
    other = scenario.do("operator", "open_organization", **away)["id"]
    for place, code in (
        ("first", "transfer_to_itself"),
        ("second", "organization_closed"),
        (other, "other_district"),
        ("nowhere", "organization_unknown"),
    ):
        with refused(code):
            scenario.do("first", "request_transfer", member_id=member["id"], to_organization_id=place)


def test_nobody_is_taken_in_before_being_where_one_left_or_on_a_day_to_come(scenario: OrganizationsScenario) -> None:
    transfer = requested(scenario)
    for day, code in ((date(2020, 12, 31), "transfer_before_place"), (date(2026, 3, 3), "day_not_past")):
        with refused(code):
            scenario.do("third", "confirm_transfer", transfer_id=transfer["id"], effective_on=day)
    assert scenario.ask("first", "transfer", transfer_id=transfer["id"])["state"] == "requested"


def test_a_place_that_changed_meanwhile_is_not_changed_by_an_old_transfer(scenario: OrganizationsScenario) -> None:
    transfer = requested(scenario)
    parts = [{"name": "新片区", "members": [transfer["member_id"]]}]
    asked = {"organization_id": "first", "parts": parts, "effective_on": scenario.day, "keeps_original": True}
    scenario.do("district", "split_organization", **asked)
    with refused("transfer_overtaken"):
        scenario.do("third", "confirm_transfer", transfer_id=transfer["id"])
    assert scenario.do("first", "withdraw_transfer", transfer_id=transfer["id"])["state"] == "withdrawn"


def test_a_transfer_ends_with_the_organization_that_was_to_confirm(scenario: OrganizationsScenario) -> None:
    transfer = requested(scenario)
    scenario.do("district", "close_organization", organization_id="third", effective_on=scenario.day)
    assert scenario.ask("first", "transfer", transfer_id=transfer["id"])["state"] == "withdrawn"
    assert [event.transfer_id for event in scenario.events("transfer_withdrawn")] == [transfer["id"]]


def test_who_still_holds_a_post_is_let_go_with_a_reminder(scenario: OrganizationsScenario) -> None:
    member = scenario.member()
    asked = {"organization_id": "first", "title": "secretary", "member_id": member["id"], "from_on": date(2022, 1, 1)}
    scenario.do("first", "assign_post", **asked)
    told = scenario.do("first", "request_transfer", member_id=member["id"], to_organization_id="second")["warnings"]
    assert [said["rule"] for said in told] == ["still_in_post"]


def test_transfers_are_listed_newest_first_page_by_page(scenario: OrganizationsScenario) -> None:
    made = []
    for number in range(3):
        scenario.day = date(2026, 3, 2 + number)
        made.append(requested(scenario)["id"])
    asked = {"organization_id": "district", "below": True, "limit": 2}
    page = scenario.ask("district", "transfers", **asked)
    rest = scenario.ask("district", "transfers", **asked, after=page["next_after"])
    assert [item["id"] for item in page["items"] + rest["items"]] == made[::-1]
    assert rest["next_after"] is None
