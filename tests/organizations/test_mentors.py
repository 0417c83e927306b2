"""An organization has a mentor unit from a day until a day; who is above assigns it, and who was helped says how."""

from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.organizations import OrganizationsScenario

DAY = date(2026, 3, 2)


def assigned(scenario: OrganizationsScenario, who: str = "east", **more: Any) -> dict[str, Any]:
    """Return the mentorship of the first community by the second from January on."""
    asked = {"organization_id": "first", "mentor_id": "second", "basis": "会议纪要", "from_on": date(2026, 1, 5)}
    return scenario.do(who, "assign_mentor", **asked | more)


def test_it_runs_from_its_first_day_to_its_last_with_what_was_done(scenario: OrganizationsScenario) -> None:
    made = assigned(scenario, plan="每月一次")
    assert (made["standing"], made["mentor_id"], made["helped"]) == ("running", scenario.ids["second"], 0)
    for day in (date(2026, 2, 1), date(2026, 1, 20)):
        scenario.do("first", "record_help", mentorship_id=made["id"], text="共建台账", done_on=day)
    ended = scenario.do("east", "end_mentorship", mentorship_id=made["id"], outcome="台账规范", until_on=DAY)
    assert (ended["standing"], ended["until_on"], ended["helped"]) == ("running", DAY, 2)
    scenario.day = date(2026, 3, 3)
    read = scenario.ask("first", "mentorship", mentorship_id=made["id"])
    assert (read["standing"], read["outcome"]) == ("ended", "台账规范")
    assert [one["done_on"] for one in read["helps"]] == [date(2026, 1, 20), date(2026, 2, 1)]
    told = scenario.events("mentor_assigned", "mentor_helped", "mentorship_ended")
    assert [each.effective_on for each in told] == [date(2026, 1, 5), date(2026, 2, 1), date(2026, 1, 20), DAY]
    assert [each.mentorship.revision for each in told] == [1, 2, 3, 4]


def test_who_is_helped_assigns_no_mentor_and_ends_nothing(scenario: OrganizationsScenario) -> None:
    made = assigned(scenario)
    with refused("grant_does_not_reach"):
        assigned(scenario, "first", mentor_id="third")
    with refused("grant_does_not_reach"):
        scenario.do("first", "end_mentorship", mentorship_id=made["id"], outcome="好")


def test_a_mentor_that_cannot_be_is_refused(scenario: OrganizationsScenario) -> None:
    made = assigned(scenario)
    with refused("mentor_is_itself"):
        assigned(scenario, mentor_id="first")
    with refused("mentor_assigned_already"):
        assigned(scenario)
    with refused("mentorship_not_then"):
        scenario.do("first", "record_help", mentorship_id=made["id"], text="x", done_on=date(2026, 1, 4))
    with refused("ends_before_it_begins"):
        scenario.do("east", "end_mentorship", mentorship_id=made["id"], outcome="x", until_on=date(2026, 1, 4))
    scenario.do("east", "end_mentorship", mentorship_id=made["id"], outcome="x", until_on=DAY)
    with refused("mentorship_ended_already"):
        scenario.do("east", "end_mentorship", mentorship_id=made["id"], outcome="x")
    with refused("mentorship_unknown"):
        scenario.ask("first", "mentorship", mentorship_id="x")
    other = {"name": "乙区", "level": "district", "parent_id": None, "effective_on": date(2020, 1, 1)}
    elsewhere = scenario.do("operator", "open_organization", **other)
    with refused("mentor_elsewhere"):
        assigned(scenario, mentor_id=elsewhere["id"])


@pytest.mark.parametrize("gone", ["cell", "second"])
def test_it_ends_with_either_of_its_organizations(scenario: OrganizationsScenario, gone: str) -> None:
    made = assigned(scenario, organization_id="cell")
    end = {"effective_on": date(2026, 3, 10), "members_to": "third"}
    scenario.do("operator", "close_organization", organization_id=gone, **end)
    assert scenario.ask("district", "mentorship", mentorship_id=made["id"])["until_on"] == date(2026, 3, 9)
