"""Refusals of organizations that no other test raises by a command; `tests/said.py` sees that each is said well."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.organizations.conftest import refused
from tests.organizations.test_imports import ROWS, found, job, rows
from tests.organizations.world import OPENED, World

FROM = date(2026, 1, 1)


def second_district(world: World, **more: Any) -> dict[str, Any]:
    asked = {"parent_id": None, "name": "乙区", "level": "district", "effective_on": OPENED} | more
    return dict(world.do("operator", "open_organization", **asked))


def opened_twice(world: World) -> None:
    for _ in range(2):
        second_district(world, division_code="990300000000")


def handed_in_a_nation(world: World) -> None:
    world.do("operator", "request_import", rows=[{"number": 2}] * 20_001, effective_on=FROM, file_name="nation.csv")


def asked_for_no_import(world: World) -> None:
    world.see("operator", "import_job", job_id="导入")


def entered_with_a_slip(world: World) -> None:
    number = str(world.person()["identity_number"])
    slipped = number[:-1] + ("0" if number[-1] != "0" else "1")
    world.member(identity_number=slipped)


def gave_a_post_abroad(world: World) -> None:
    other = second_district(world)["id"]
    asked = {"member_id": world.member()["id"], "title": "secretary", "from_on": FROM}
    world.do("operator", "assign_post", organization_id=other, **asked)


def confirmed_no_transfer(world: World) -> None:
    world.do("first", "confirm_transfer", transfer_id="转接")


def relieved_of_no_post(world: World) -> None:
    world.do("first", "relieve_post", post_id="职务")


def shifted_no_term(world: World) -> None:
    world.do("district", "shift_term", term_id="任期", due_on=FROM, basis="批复")


def asked_for_a_tier_that_nobody_decided(world: World) -> None:
    world.see("first", "tier", organization_id="first", period="2026Q1")


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("tier_unknown", asked_for_a_tier_that_nobody_decided),
        ("root_code_taken", opened_twice),
        ("import_too_long", handed_in_a_nation),
        ("import_unknown", asked_for_no_import),
        ("identity_number_check_digit", entered_with_a_slip),
        ("member_of_other_district", gave_a_post_abroad),
        ("transfer_unknown", confirmed_no_transfer),
        ("post_unknown", relieved_of_no_post),
        ("term_unknown", shifted_no_term),
    ],
)
def test_it_is_refused_with_its_reason(world: World, code: str, raised: Callable[[World], None]) -> None:
    with refused(code):
        raised(world)


def test_a_row_that_changes_a_level_is_refused_for_that_alone(world: World) -> None:
    job(world, rows(*ROWS))
    changed = [dict(row) for row in rows(*ROWS)]
    changed[-1] |= {"level": "街道", "parent_code": changed[0]["code"]}
    made = job(world, changed, skip_faulty=True)
    assert found(world, made, outcome="refused") == {5: ("refused", ["import_level_differs"])}


def test_a_district_that_cannot_be_read_is_not_called_missing_as_well(world: World) -> None:
    unread = [dict(row) for row in rows(*ROWS)]
    unread[0] |= {"level": "县级区"}
    made = job(world, unread, skip_faulty=False)
    assert [note["code"] for note in made["notes"] if "code" in note] == []
