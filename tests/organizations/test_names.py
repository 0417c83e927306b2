"""A name gets in without what nobody sees, can be found however it is written, and odd signs in it are said."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from services.organizations.model.imports import level_of
from shared import databases
from shared.trees import organization_version
from tests.expect import refused
from tests.scenarios.organizations import FROM, OrganizationsScenario, found, job, rows

HEAD = (("990100", "甲区", "district", "", "", ""), ("990100001", "东街道", "街道", "990100", "", ""))
NAME = "浔江社区居委会"
WRITTEN = (NAME, f"{NAME}\u200b", f"\ufeff{NAME}", "浔江\u00a0社区居委会", "浔江\u3000社区居委会")


def community(number: int, name: str) -> tuple[str, ...]:
    return (f"99010000100{number}", name, "社区", "990100001", "", "")


def taken_over(scenario: OrganizationsScenario, *names: str, **more: Any) -> dict[str, Any]:
    return job(scenario, rows(*HEAD, *(community(number, name) for number, name in enumerate(names, 1))), **more)


def named(scenario: OrganizationsScenario, made: dict[str, Any], **more: Any) -> list[str]:
    asked = {"within": made["organization_id"], "as_of": FROM, "level": "community"}
    return [item["name"] for item in scenario.ask("operator", "organizations", **asked | more)["items"]]


def warned(scenario: OrganizationsScenario, made: dict[str, Any]) -> dict[str, list[str]]:
    listed = scenario.ask("operator", "import_rows", job_id=made["id"])["items"]
    return {row["name"]: [warning["rule"] for warning in row["warnings"]] for row in listed[2:]}


def test_names_that_differ_in_nothing_one_sees_are_one_name(scenario: OrganizationsScenario) -> None:
    made = taken_over(scenario, *WRITTEN)
    assert named(scenario, made) == [NAME] * len(WRITTEN)
    listed = scenario.ask("operator", "import_rows", job_id=made["id"])["items"][2:]
    assert [[warning["rule"] for warning in row["warnings"]] for row in listed] == [["name_repeated"]] * len(WRITTEN)


def test_codes_and_levels_are_read_through_what_nobody_sees(scenario: OrganizationsScenario) -> None:
    lines = rows(HEAD[0], ("\u200b９９０１００００１", "东街道", "\u3000街道办事处 ", "990100\u00a0", "", ""))
    made = job(scenario, lines)
    assert (made["state"], made["outcomes"]) == ("done", {"opens": 2})


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("大青?村", "lost_character"),
        ("大青？村", "lost_character"),
        ("八五一０社区", "unusual_character"),
        ("\ue000村", "private_use_character"),
    ],
)
def test_a_name_that_may_have_lost_a_character_is_taken_and_said(
    scenario: OrganizationsScenario, name: str, warning: str
) -> None:
    assert warned(scenario, taken_over(scenario, name)) == {name: [warning]}
    asked = {"parent_id": "east", "name": name, "level": "community", "effective_on": date(2026, 1, 1)}
    assert [said["rule"] for said in scenario.do("operator", "open_organization", **asked)["warnings"]] == [warning]


def test_a_name_with_an_undecodable_character_is_refused(scenario: OrganizationsScenario) -> None:
    made = taken_over(scenario, "上\ufffd村")
    assert found(scenario, made)[4] == ("refused", ["name_has_control_characters"])
    with refused("name_has_control_characters"):
        scenario.do("operator", "rename_organization", organization_id="first", name="上\ufffd村", effective_on=FROM)


@pytest.mark.parametrize("written", [*WRITTEN, "浔江 社区"])
def test_a_name_is_found_however_it_is_written(scenario: OrganizationsScenario, written: str) -> None:
    made = taken_over(scenario, NAME)
    assert named(scenario, made, name=written) == [NAME]


@pytest.mark.parametrize("dot", "·•・")
def test_a_name_is_found_with_any_dot(scenario: OrganizationsScenario, dot: str) -> None:
    member = scenario.member(name="买买提•艾力")
    listed = scenario.ask("first", "members", organization_id="first", name=f"提{dot}艾")["items"]
    assert [item["id"] for item in listed] == [member["id"]]


def test_a_name_that_was_stored_with_signs_that_nobody_sees_is_found_and_set_right_by_a_file(
    scenario: OrganizationsScenario,
) -> None:
    made = taken_over(scenario, NAME)
    table = organization_version.c
    with databases.transaction(scenario.service.executor.engine) as session:
        session.execute(update(organization_version).where(table.name == NAME).values(name=f"浔江\u200b{NAME[2:]}"))
    assert named(scenario, made, name=NAME) == [f"浔江\u200b{NAME[2:]}"]
    again = taken_over(scenario, NAME, effective_on=date(2022, 1, 1))
    assert again["outcomes"] == {"unchanged": 2, "renamed": 1}


def test_another_spelling_of_the_dot_renames_nobody(scenario: OrganizationsScenario) -> None:
    made = taken_over(scenario, "艾力·社区")
    assert taken_over(scenario, "艾力•社区")["outcomes"] == {"unchanged": 3}
    assert named(scenario, made) == ["艾力·社区"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [("3.50211E+11", "code_became_number"), ("", "code_missing"), ("99010", "code_malformed")],
)
def test_what_a_spreadsheet_made_of_a_code_is_said(scenario: OrganizationsScenario, code: str, reason: str) -> None:
    made = job(scenario, rows(*HEAD, (code, NAME, "社区", "990100001", "", "")))
    assert found(scenario, made)[4] == ("refused", [reason])


WORDS = {
    "district": ("县级市", "市辖区", "区", "３", "区级"),
    "street": ("街道办事处", "街道办", "镇", "镇人民政府", "乡 镇", "农场", "苏木"),
    "community": ("社区居委会", "行政村", "村民委员会", "嘎查", "村(居)", "村（居）"),
}


@pytest.mark.parametrize(("level", "word"), [(level, word) for level, words in WORDS.items() for word in words])
def test_a_level_is_known_by_the_words_that_offices_write(level: str, word: str) -> None:
    assert level_of(word) == level


def test_a_parent_may_be_named_where_one_row_has_that_name(scenario: OrganizationsScenario) -> None:
    streets = (("990100001", "东街道", "街道", "甲区", "", ""), ("990100002", "西街道", "街道", " 甲 区\u200b", "", ""))
    below = (
        ("990100002001", "滨社区", "社区", "西街道", "", ""),
        ("990100001001", "西街道社区", "社区", "东街道", "", ""),
    )
    made = job(scenario, rows(HEAD[0], *streets, *below))
    assert (made["state"], made["outcomes"]) == ("done", {"opens": 5})
    again = job(
        scenario, rows(HEAD[0], *streets, ("990100003", "西街道", "街道", "990100", "", ""), *below), dry_run=True
    )
    assert found(scenario, again, outcome="refused") == {6: ("refused", ["code_malformed"])}
