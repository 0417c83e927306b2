"""Numbers 〔year〕n have no gaps: not by rollback, not by two at once, not by years, kinds and issuers side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Connection, event

from shared.errors import Refusal
from shared.rights import Actor, Grant
from tests.expect import refused
from tests.scenarios.supervision import SupervisionScenario


def numbers(scenario: SupervisionScenario, **more: object) -> list[int]:
    """Return the numbers given so far, in their order."""
    listed = scenario.ask("district", "notices", organization_id="district", limit=200, **more)["items"]
    return sorted(one["number"] for one in listed)


def test_each_issuer_year_and_kind_counts_by_itself(scenario: SupervisionScenario) -> None:
    assert [scenario.issued()["number"] for _ in range(3)] == [1, 2, 3]
    assert scenario.issued(general=3)["number"] == 1
    assert scenario.issued(issuer="east")["number"] == 1
    scenario.day = date(2027, 1, 4)
    notice = scenario.issued()
    assert (notice["number"], notice["title"]) == (1, "整改意见单〔2027〕1号")


def test_what_is_refused_or_rolled_back_leaves_no_gap(scenario: SupervisionScenario) -> None:
    scenario.issued()
    inspection = scenario.held()
    scenario.found(inspection)
    asked = {"inspection_id": inspection["id"], "organization_id": "first"}
    with refused("text_has_control_characters"):
        scenario.do("district", "issue_notice", **asked, text="限\u0007期")
    with pytest.raises(RuntimeError), breaking_at_commit(scenario):
        scenario.do("district", "issue_notice", **asked)
    assert scenario.do("district", "issue_notice", **asked)["number"] == 2
    assert numbers(scenario) == [1, 2]


@contextmanager
def breaking_at_commit(scenario: SupervisionScenario) -> Iterator[None]:
    """Stop the process when everything is written and nothing is committed."""

    def stop(_connection: Connection) -> None:
        raise RuntimeError("stopped")

    event.listen(scenario.executor.engine, "commit", stop)
    try:
        yield
    finally:
        event.remove(scenario.executor.engine, "commit", stop)


@pytest.mark.slow
def test_two_at_once_get_two_numbers_and_no_gap(scenario: SupervisionScenario) -> None:
    scenario.plan(quota=20)
    inspections = []
    for _ in range(12):
        inspection = scenario.announced("district", "first", "second")
        scenario.do("district", "hold_inspection", inspection_id=inspection["id"])
        scenario.found(inspection)
        inspections.append(inspection["id"])
    people = [f"inspector {number}" for number in range(12)]
    scenario.people |= {one: Actor(one, one, (Grant("district_staff", "district"),)) for one in people}

    def issue(who: str, inspection_id: str) -> int:
        return int(scenario.do(who, "issue_notice", inspection_id=inspection_id, organization_id="first")["number"])

    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(issue, people, inspections))
    assert sorted(given) == list(range(1, 13)) == numbers(scenario)


@pytest.mark.slow
def test_of_two_who_issue_the_same_notice_at_once_one_is_refused(scenario: SupervisionScenario) -> None:
    inspection = scenario.held()
    scenario.found(inspection)

    def issue(who: str) -> str:
        try:
            asked = {"inspection_id": inspection["id"], "organization_id": "first"}
            return str(scenario.do(who, "issue_notice", **asked)["title"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(issue, ["district", "colleague"])) == ["nothing_found", "整改意见单〔2026〕1号"]


@pytest.mark.slow
def test_of_two_who_set_the_same_plan_at_once_one_is_refused(scenario: SupervisionScenario) -> None:
    def plan(who: str) -> str:
        try:
            asked = {"organization_id": "district", "year": 2026, "basis": "计划", "quota": 4}
            return str(scenario.do(who, "set_plan", **asked)["status"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(plan, ["district", "colleague"])) == ["in_force", "inspection_plan_exists"]
