"""Refusals of organizations that no other test raises by a command; `tests/refusal_texts.py` looks at each as well."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.in_process import OPENED
from tests.scenarios.organizations import ROWS, OrganizationsScenario, found, job, rows

FROM = date(2026, 1, 1)


def second_district(scenario: OrganizationsScenario, **more: Any) -> dict[str, Any]:
    asked = {"parent_id": None, "name": "乙区", "level": "district", "effective_on": OPENED} | more
    return dict(scenario.do("operator", "open_organization", **asked))


def opened_twice(scenario: OrganizationsScenario) -> None:
    for _ in range(2):
        second_district(scenario, division_code="990300000000")


def handed_in_a_nation(scenario: OrganizationsScenario) -> None:
    scenario.do("operator", "request_import", rows=[{"number": 2}] * 20_001, effective_on=FROM, file_name="nation.csv")


def asked_for_no_import(scenario: OrganizationsScenario) -> None:
    scenario.ask("operator", "import_job", job_id="导入")


def entered_with_a_slip(scenario: OrganizationsScenario) -> None:
    number = str(scenario.person()["identity_number"])
    slipped = number[:-1] + ("0" if number[-1] != "0" else "1")
    scenario.member(identity_number=slipped)


def confirmed_no_transfer(scenario: OrganizationsScenario) -> None:
    scenario.do("first", "confirm_transfer", transfer_id="转接")


def relieved_of_no_post(scenario: OrganizationsScenario) -> None:
    scenario.do("first", "relieve_post", post_id="职务")


def shifted_no_term(scenario: OrganizationsScenario) -> None:
    scenario.do("district", "shift_term", term_id="任期", due_on=FROM, basis="批复")


def asked_for_a_tier_that_nobody_decided(scenario: OrganizationsScenario) -> None:
    scenario.ask("first", "tier", organization_id="first", period="2026Q1")


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("tier_unknown", asked_for_a_tier_that_nobody_decided),
        ("root_code_taken", opened_twice),
        ("import_too_long", handed_in_a_nation),
        ("import_unknown", asked_for_no_import),
        ("identity_number_check_digit", entered_with_a_slip),
        ("transfer_unknown", confirmed_no_transfer),
        ("post_unknown", relieved_of_no_post),
        ("term_unknown", shifted_no_term),
    ],
)
def test_it_is_refused_with_its_reason(
    scenario: OrganizationsScenario, code: str, raised: Callable[[OrganizationsScenario], None]
) -> None:
    with refused(code):
        raised(scenario)


def test_a_row_that_changes_a_level_is_refused_for_that_alone(scenario: OrganizationsScenario) -> None:
    job(scenario, rows(*ROWS))
    changed = [dict(row) for row in rows(*ROWS)]
    changed[-1] |= {"level": "街道", "parent_code": changed[0]["code"]}
    made = job(scenario, changed, skip_faulty=True)
    assert found(scenario, made, outcome="refused") == {5: ("refused", ["import_level_differs"])}


def test_a_district_that_cannot_be_read_is_not_called_missing_as_well(scenario: OrganizationsScenario) -> None:
    unread = [dict(row) for row in rows(*ROWS)]
    unread[0] |= {"level": "县级区"}
    made = job(scenario, unread, skip_faulty=False)
    assert [note["code"] for note in made["notes"] if "code" in note] == []
