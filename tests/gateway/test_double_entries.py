"""A member entered twice stands in the to-dos of who sees both rolls, and of nobody else, until it is settled there."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deploy.demo.persons import identity_number
from gateway.reconcile import differences
from shared.rights import AUDITOR, COMMUNITY, DISTRICT, EVERYTHING, STREET, SYSTEM_ADMIN, Grant
from tests import expect
from tests.gateway.app_harness import AppHarness, Person, app_harness

SERVICE = "organizations"
TREE = (
    ("甲区", "district", ""),
    ("东街道", "street", "甲区"),
    ("湖滨社区", "community", "东街道"),
    ("山下社区", "community", "东街道"),
)


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHarness]:
    with app_harness(Path(tmp_path_factory.mktemp("double")), SERVICE) as opened:
        yield opened


@pytest.fixture(scope="module")
def ids(harness: AppHarness) -> dict[str, str]:
    operator, opened = harness.person(Grant(SYSTEM_ADMIN, EVERYTHING)), {"": ""}
    for name, level, parent in TREE:
        body = {"name": name, "level": level, "parent_id": opened[parent] or None, "effective_on": "2020-01-01"}
        opened[name] = expect.done(operator.post("/organizations", body))["id"]
    return opened


def staff(harness: AppHarness, ids: dict[str, str], role: str, name: str, *, below: bool = True) -> Person:
    return harness.person(Grant(role, ids[name], below), district_id=ids["甲区"], organization_id=ids[name])


def todos(person: Person, organization_id: str) -> list[dict[str, Any]]:
    listed = expect.done(person.get(f"/organizations/{organization_id}/todos"))["items"]
    return [each for each in listed if each["todo"] == "settle_double_entry"]


def test_it_is_settled_at_its_address_by_who_sees_both(harness: AppHarness, ids: dict[str, str]) -> None:
    number = identity_number(Random(11), date(1980, 5, 1))
    person = {"name": "王五", "status": "full", "member_class": "ordinary", "identity_number": number}
    entered = [
        expect.done(staff(harness, ids, COMMUNITY, name).post(f"/organizations/{ids[name]}/members", person))["id"]
        for name in ("湖滨社区", "山下社区")
    ]
    street = staff(harness, ids, STREET, "东街道")
    (todo,) = expect.until(lambda: todos(street, ids["东街道"]), bool)
    assert (todo["record_id"], todo["organization_id"]) == (entered[1], ids["东街道"])
    both = expect.done(street.get(todo["record_href"].removeprefix("/api/v1")))["items"]
    assert {each["id"] for each in both} == set(entered)
    for other in (
        staff(harness, ids, STREET, "东街道", below=False),
        staff(harness, ids, AUDITOR, "甲区"),
        harness.person(Grant(SYSTEM_ADMIN, EVERYTHING)),
    ):
        assert todos(other, ids["东街道"]) == []
    for name in ("湖滨社区", "山下社区"):
        assert todos(staff(harness, ids, COMMUNITY, name), ids[name]) == []
    own = {SERVICE: harness.host.hosted[SERVICE].executor.engine}
    expect.until(lambda: differences(harness.engine, own), lambda found: found == [])
    expect.done(street.post(todo["href"].removeprefix("/api/v1"), {"reason": "entered_by_mistake"}))
    expect.until(lambda: todos(street, ids["东街道"]), lambda found: found == [])
    assert todos(staff(harness, ids, DISTRICT, "甲区"), ids["甲区"]) == []
