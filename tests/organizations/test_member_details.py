"""A member's details on an earlier day: as they stood then, whatever the next place recorded since."""

from datetime import date
from typing import Any

import pytest

from tests.scenarios.organizations import OrganizationsScenario

BEFORE, MOVED, AFTER = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 20)


@pytest.fixture
def moved(scenario: OrganizationsScenario) -> dict[str, Any]:
    """Return a member who changed from one organization to another, where the name and more changed since."""
    member = scenario.member(name="王旧名", status="probationary")
    post = {"organization_id": "first", "title": "committee_member", "from_on": date(2022, 1, 1)}
    scenario.do("first", "assign_post", member_id=member["id"], until_on=BEFORE, **post)
    scenario.day = MOVED
    transfer = scenario.do("first", "request_transfer", member_id=member["id"], to_organization_id="third")
    scenario.do("third", "confirm_transfer", transfer_id=transfer["id"])
    scenario.day = AFTER
    changes = {"name": "赵新名", "long_ill": True, "status": "full", "phone": "19900001234"}
    scenario.do("third", "amend_member", member_id=member["id"], changes=changes)
    return member


def roll(scenario: OrganizationsScenario, who: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = scenario.ask(who, "members", organization_id=who, **more)["items"]
    return found


def test_a_former_place_reads_the_member_as_recorded_while_there(
    scenario: OrganizationsScenario, moved: dict[str, Any]
) -> None:
    (then,) = roll(scenario, "first", as_of=BEFORE)
    assert (then["name"], then["long_ill"], then["status"], then["phone"]) == ("王旧名", False, "probationary", None)
    assert then["id"] == moved["id"]
    assert then["identity_number"] == moved["identity_number"]
    for now in ({"name": "赵"}, {"status": "full"}):
        assert roll(scenario, "first", as_of=BEFORE, **now) == []
    assert len(roll(scenario, "first", as_of=BEFORE, name="王", status="probationary")) == 1
    assert roll(scenario, "first") == []
    (now,) = roll(scenario, "third")
    assert (now["name"], now["long_ill"]) == ("赵新名", True)
    (before_the_change,) = roll(scenario, "third", as_of=MOVED)
    assert before_the_change["name"] == "王旧名"


def test_earlier_rolls_are_ordered_and_paged_by_the_names_of_their_day(
    scenario: OrganizationsScenario, moved: dict[str, Any]
) -> None:
    assert moved["name"] == "王旧名"
    other = scenario.member(name="李同")
    named = sorted(["王旧名", other["name"]])
    pages = [scenario.ask("first", "members", organization_id="first", as_of=BEFORE, limit=1)]
    pages.append(
        scenario.ask("first", "members", organization_id="first", as_of=BEFORE, after=pages[0]["next_after"], limit=1)
    )
    assert [item["name"] for page in pages for item in page["items"]] == named


@pytest.mark.usefixtures("moved")
def test_transfers_and_ended_posts_keep_the_name_of_their_day(scenario: OrganizationsScenario) -> None:
    (transfer,) = scenario.ask("first", "transfers", organization_id="first")["items"]
    assert (transfer["name"], transfer["status"]) == ("王旧名", "probationary")
    one = scenario.ask("first", "transfer", transfer_id=transfer["id"])
    assert (one["name"], one["status"]) == ("王旧名", "probationary")
    (post,) = scenario.ask("first", "posts", organization_id="first")["items"]
    assert post["person_name"] == "王旧名"


def test_who_returns_elsewhere_stays_as_recorded_where_they_left(scenario: OrganizationsScenario) -> None:
    member = scenario.member(name="王旧名")
    scenario.day = MOVED
    scenario.do("first", "leave_member", member_id=member["id"], reason="transferred_outside")
    scenario.day = AFTER
    number = scenario.ask("east", "personal_data", member_id=member["id"])["identity_number"]
    again = scenario.member("second", who="east", name="赵新名", identity_number=number, effective_on=AFTER)
    assert again["id"] == member["id"]
    (then,) = roll(scenario, "first", as_of=BEFORE)
    assert then["name"] == "王旧名"
    (now,) = roll(scenario, "second")
    assert now["name"] == "赵新名"
