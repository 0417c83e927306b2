"""Members under two field keys at once: processes whose first key differs, and rows encrypted anew meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any

from deploy.demo import persons
from services.organizations.service import OrganizationsService
from shared.encrypted_columns import count_stale, encrypt_rows, stale
from shared.field_encryption import FieldCipher
from shared.service import encrypted_tables
from tests.expect import refused
from tests.scenarios.organizations import READS_PERSONAL_DATA, OrganizationsScenario

OLD, NEW = "o" * 32, "n" * 32
BEFORE, LATER, AFTER = FieldCipher(f"{OLD},{NEW}"), FieldCipher(f"{NEW},{OLD}"), FieldCipher(NEW)
NUMBER = persons.identity_number(Random(3), date(1980, 5, 1))
TABLES = [table for table in encrypted_tables(OrganizationsService) if table.name != "answered"]
"""Those of members; what was answered when the tree was planted is under the scenario's own key."""


@contextmanager
def process(scenario: OrganizationsScenario, cipher: FieldCipher) -> Iterator[None]:
    """Act as a process that has these keys."""
    scenario.executor.cipher, given = cipher, scenario.executor.cipher
    yield
    scenario.executor.cipher = given


def rotate(scenario: OrganizationsScenario, cipher: FieldCipher = LATER) -> int:
    engine = scenario.executor.engine
    return sum(sum(encrypt_rows(engine, table, cipher, stale(table, cipher))) for table in TABLES)


def left(scenario: OrganizationsScenario) -> int:
    return sum(count_stale(scenario.executor.engine, table, LATER) for table in TABLES)


def twice(scenario: OrganizationsScenario, organization: str = "first") -> list[str]:
    found = scenario.ask("east", "members", organization_id=organization, entered_twice=True)["items"]
    return [each["id"] for each in found]


def test_a_number_is_known_whichever_key_indexed_it(scenario: OrganizationsScenario) -> None:
    with process(scenario, FieldCipher(OLD)):
        scenario.member(identity_number=NUMBER)
    for cipher in (BEFORE, LATER):
        with process(scenario, cipher), refused("member_known"):
            scenario.member("first", identity_number=NUMBER)
    rotate(scenario)
    for cipher in (BEFORE, LATER, AFTER):
        with process(scenario, cipher), refused("member_known"):
            scenario.member("first", identity_number=NUMBER)


def test_members_of_one_number_are_found_beside_each_other_under_any_key(scenario: OrganizationsScenario) -> None:
    with process(scenario, FieldCipher(OLD)):
        one = scenario.member("first", identity_number=NUMBER)
    with process(scenario, LATER):
        other = scenario.member("second", who="second", identity_number=NUMBER)
        assert twice(scenario) == [one["id"]]
        rotate(scenario)
        assert (twice(scenario), twice(scenario, "second")) == ([one["id"]], [other["id"]])
    assert left(scenario) == 0
    with process(scenario, AFTER):
        assert scenario.ask(READS_PERSONAL_DATA, "personal_data", member_id=one["id"])["identity_number"] == NUMBER


def test_what_is_amended_while_rows_are_encrypted_anew_stands(scenario: OrganizationsScenario) -> None:
    with process(scenario, FieldCipher(OLD)):
        ids = [scenario.member(identity_number=None, long_ill=number % 2 == 0)["id"] for number in range(20)]
    given: dict[str, Any] = {}
    with process(scenario, LATER), ThreadPoolExecutor(1) as pool:
        rotating = pool.submit(lambda: [rotate(scenario, cipher) for cipher in [LATER, BEFORE] * 3])
        for number in range(60):
            changes = {"phone": f"1990000{number:04}", "long_ill": number % 3 == 0}
            scenario.do("first", "amend_member", member_id=ids[number % 20], changes=changes)
            given[ids[number % 20]] = changes
        rotating.result()
        rotate(scenario)
    assert left(scenario) == 0
    with process(scenario, AFTER):
        for member_id, changes in given.items():
            assert scenario.ask("first", "member", member_id=member_id)["long_ill"] is changes["long_ill"]
            assert scenario.ask(READS_PERSONAL_DATA, "personal_data", member_id=member_id)["phone"] == changes["phone"]
