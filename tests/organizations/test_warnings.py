"""What is due or missing: from dates and counts, each with its citation; nothing is blocked by it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.organizations import RULES
from services.organizations.model import reminders
from services.organizations.model.members import Member
from services.organizations.model.posts import Term
from services.organizations.model.reminders import Unit
from shared.rule_packs import load_rule_pack
from tests.expect import refused
from tests.scenarios.organizations import OrganizationsScenario

DAY = date(2026, 3, 2)
TERM = Term(due_on=date(2030, 1, 1))


def rules(form: str, level: str = "branch", **counts: Any) -> set[str]:
    """Return the rules that have something to say about an organization with a secretary and a term."""
    unit = Unit(organization_id="o", name="甲", level=level, parent_id="p", parent_level="street", party_form=form)
    for name, value in {"secretaries": 1, "holders": 1, "term": TERM, **counts}.items():
        setattr(unit, name, value)
    return {said["rule"] for said in reminders.of_unit(unit, DAY)}


@pytest.mark.parametrize(
    ("form", "counts", "said"),
    [
        ("branch", {"full": 2, "members": 5}, {"branch_too_small"}),
        ("branch", {"full": 3, "members": 50}, set()),
        ("branch", {"full": 6, "members": 51}, {"branch_too_large"}),
        ("branch", {"full": 6, "members": 6, "holders": 1}, set()),
        ("branch", {"full": 7, "members": 7, "holders": 2}, {"branch_committee_missing"}),
        ("branch", {"full": 7, "members": 7, "holders": 3}, set()),
        ("branch", {"full": 7, "members": 7, "holders": 5}, set()),
        ("branch", {"full": 7, "members": 7, "holders": 6}, {"branch_committee_large"}),
        ("general_branch", {"members": 49}, {"general_branch_size"}),
        ("general_branch", {"members": 50}, set()),
        ("general_branch", {"members": 99}, set()),
        ("general_branch", {"members": 100}, {"general_branch_size"}),
        ("committee", {"members": 99}, {"committee_too_small"}),
        ("committee", {"members": 100}, set()),
        ("working_committee", {"members": 0, "term": None}, set()),
        ("branch", {"full": 3, "members": 3, "secretaries": 0}, {"secretary_vacant"}),
        ("branch", {"full": 3, "members": 3, "term": None}, {"term_missing"}),
        ("branch", {"full": 3, "members": 3, "past_probation": 1}, {"probation_over"}),
        ("branch", {"full": 3, "members": 3, "term": Term(due_on=date(2026, 9, 2))}, {"term_due"}),
        ("branch", {"full": 3, "members": 3, "term": Term(due_on=date(2026, 9, 3))}, set()),
        ("branch", {"full": 3, "members": 3, "term": Term(due_on=DAY)}, {"term_due"}),
        ("branch", {"full": 3, "members": 3, "term": Term(due_on=date(2026, 3, 1))}, {"term_overdue"}),
    ],
)
def test_every_threshold_speaks_on_one_side_and_is_silent_on_the_other(form: str, counts: dict, said: set) -> None:
    assert rules(form, **counts) == said


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"born_on": date(1990, 5, 1), "joined_on": date(2008, 5, 1)}, set()),
        ({"born_on": date(1990, 5, 1), "joined_on": date(2008, 4, 30)}, {"joined_young"}),
        ({"born_on": date(1956, 3, 2), "member_class": "exempt"}, set()),
        ({"born_on": date(1956, 3, 3), "member_class": "exempt"}, {"exempt_without_ground"}),
        ({"born_on": date(1956, 3, 3), "member_class": "exempt", "long_ill": True}, set()),
        ({"born_on": date(1956, 3, 3)}, set()),
        ({"born_on": None, "joined_on": date(2008, 4, 30)}, set()),
        ({"name": "张?明"}, {"lost_character"}),
        ({"name": "张·明"}, set()),
    ],
)
def test_a_birthday_or_a_name_decides_what_is_unusual_about_a_member(record: dict, said: set) -> None:
    long_ill = record.get("long_ill", False)
    member = Member(**{name: value for name, value in record.items() if name != "long_ill"})
    assert {each["rule"] for each in reminders.of_member(member, DAY, long_ill=long_ill)} == said


def test_the_thresholds_of_basic_organizations_are_not_asked_of_a_district_or_of_an_unrecorded_form() -> None:
    assert rules("committee", level="district", members=3, term=None) == set()
    assert rules("", level="community", members=3) == set()


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_rule_has_words_in_both_languages_and_a_citation(path: Path) -> None:
    if path.stem in {"refusals", "labels"}:
        return
    for rule in load_rule_pack(path, DAY).rules:
        assert rule.zh
        assert rule.en
        assert rule.citation


def test_an_organization_is_reminded_of_what_its_records_say(scenario: OrganizationsScenario) -> None:
    member = scenario.member("cell", who="cell", status="probationary", joined_on=date(2025, 3, 2))
    scenario.member("cell", who="cell", status="probationary", joined_on=date(2025, 3, 3))
    asked = {"organization_id": "cell", "title": "secretary", "member_id": member["id"], "from_on": date(2022, 1, 1)}
    scenario.do("first", "assign_post", **asked)
    scenario.do("first", "begin_term", organization_id="cell", began_on=date(2021, 4, 1))
    said = scenario.ask("auditor", "warnings", organization_id="cell")
    found = {item["rule"]: item for item in said["items"]}
    assert set(found) == {"branch_too_small", "probation_over", "term_due"}
    assert " 1 名预备党员" in found["probation_over"]["zh"]
    assert found["term_due"]["due_on"] == date(2026, 4, 1)
    assert "2026-04-01" in found["term_due"]["zh"]
    assert {item["rules_version"] for item in said["items"]} == {"2024-01"}
    assert all(item["citation"] and item["organization"] == "cell 组织" for item in said["items"])


def test_a_larger_form_has_the_members_of_everything_below_it(scenario: OrganizationsScenario) -> None:
    asked = {"changes": {"party_form": "general_branch"}, "effective_on": date(2021, 1, 1)}
    scenario.do("district", "amend_organization", organization_id="first", **asked)
    for place, who in (("first", "first"), ("cell", "cell"), ("cell", "cell")):
        scenario.member(place, who=who)
    (said,) = scenario.ask("first", "warnings", organization_id="first", rule="general_branch_size")["items"]
    assert " 3 名" in said["zh"]
    (said,) = scenario.ask("first", "warnings", organization_id="cell", rule="branch_too_small")["items"]
    assert " 2 名" in said["zh"]


def test_reminders_come_page_by_page_as_far_as_the_grants_reach(scenario: OrganizationsScenario) -> None:
    found: list[tuple[str, str]] = []
    asked = {"organization_id": "district", "below": True, "limit": 4}
    page = scenario.ask("district", "warnings", **asked)
    while True:
        found += [(item["organization_id"], item["rule"]) for item in page["items"]]
        if page["next_after"] is None:
            break
        page = scenario.ask("district", "warnings", **asked, after=page["next_after"])
    assert len(found) == len(set(found))
    assert {place for place, rule in found if rule == "secretary_vacant"} == set(scenario.ids.values())
    assert (scenario.ids["east"], "term_missing") not in found
    alone = scenario.ask("district", "warnings", organization_id="district")["items"]
    assert {item["organization_id"] for item in alone} == {scenario.ids["district"]}
    with refused("grant_does_not_reach"):
        scenario.ask("second", "warnings", organization_id="first")
