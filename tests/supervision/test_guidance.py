"""A post of a level above is assigned to a unit; what its visits find is to be put right and verified above."""

from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.supervision import SupervisionScenario

DAY, JUNE = date(2026, 3, 2), date(2026, 6, 1)
FOUND = {"text": "缺会议记录", "deadline": date(2026, 3, 20), "clause": "三会一课"}


@pytest.fixture
def point(scenario: SupervisionScenario) -> dict[str, Any]:
    """Return a community that is a contact point of its street since February."""
    return scenario.contact_point(on=date(2026, 2, 2), person_name="王五")


def items(scenario: SupervisionScenario) -> list[dict[str, Any]]:
    return list(scenario.ask("first", "items", organization_id="first", origin="guidance_visit")["items"])


def test_what_a_visit_finds_is_to_be_put_right_by_the_unit_and_verified_above(
    scenario: SupervisionScenario, point: dict[str, Any]
) -> None:
    visit = scenario.guided(point, findings=[FOUND, FOUND | {"clause": None}])
    assert (visit["findings"], visit["visited_on"], visit["post"]) == (2, DAY, point["post"])
    first, second = sorted(items(scenario), key=lambda item: item["clause"] or "")
    assert (first["title"], second["title"]) == ("联系点督导指出的问题", "三会一课")
    assert {(item["origin_id"], item["issuer_id"], item["due_on"]) for item in (first, second)} == {
        (visit["id"], "east", date(2026, 3, 20))
    }
    scenario.do("first", "answer_item", item_id=first["id"], text="已补齐")
    closed = scenario.do("east", "verify_item", item_id=first["id"], decision="pass")
    assert closed["standing"] == "closed_on_time"


def test_facts_say_on_which_day_it_was_and_not_who_visited(
    scenario: SupervisionScenario, point: dict[str, Any]
) -> None:
    visit = scenario.guided(point, on=date(2026, 2, 20))
    scenario.do("east", "withdraw_guidance_visit", guidance_visit_id=visit["id"], reason="记错")
    scenario.do("east", "end_contact_point", contact_point_id=point["id"], reason="调整", on=DAY)
    told = [event for event in scenario.events() if hasattr(event, "effective_on")]
    assert [(event.name, event.effective_on) for event in told] == [
        ("contact_point_assigned", date(2026, 2, 2)),
        ("guidance_visit_recorded", date(2026, 2, 20)),
        ("guidance_visit_withdrawn", DAY),
        ("contact_point_ended", DAY),
    ]
    assert "王五" not in str(told)


def test_a_visit_that_was_a_mistake_takes_what_it_found_along(
    scenario: SupervisionScenario, point: dict[str, Any]
) -> None:
    visit = scenario.guided(point, findings=[FOUND, FOUND])
    kept = items(scenario)[0]
    scenario.do("first", "answer_item", item_id=kept["id"], text="已补齐")
    scenario.do("east", "verify_item", item_id=kept["id"], decision="pass")
    scenario.do("east", "withdraw_guidance_visit", guidance_visit_id=visit["id"], reason="记错")
    assert sorted(item["status"] for item in items(scenario)) == ["closed", "withdrawn"]
    with refused("step_not_possible"):
        scenario.do("east", "withdraw_guidance_visit", guidance_visit_id=visit["id"], reason="记错")


def test_a_visit_recorded_twice_is_warned_of(scenario: SupervisionScenario, point: dict[str, Any]) -> None:
    first, second = scenario.guided(point), scenario.guided(point)
    assert first["warnings"] == []
    assert [warning["record_id"] for warning in second["warnings"]] == [first["id"]]


def test_what_cannot_be_is_refused(scenario: SupervisionScenario, point: dict[str, Any]) -> None:
    with refused("contact_point_exists"):
        scenario.contact_point()
    with refused("unit_not_below_issuer"):
        scenario.contact_point("east", "east", post="组织委员")
    with refused("issuer_not_district_or_street"):
        asked = {"organization_id": "cell", "issuer_id": "first", "post": "书记", "basis": "安排"}
        scenario.do("district", "assign_contact_point", **asked)
    with refused("guidance_deadline_before"):
        scenario.guided(point, findings=[FOUND | {"deadline": date(2026, 3, 1)}])
    with refused("guidance_findings_too_many"):
        scenario.guided(point, findings=[FOUND] * 51)
    with refused("grant_does_not_reach"):
        scenario.guided(point, issuer="first")
    scenario.do("east", "end_contact_point", contact_point_id=point["id"], reason="调整")
    with refused("step_not_possible"):
        scenario.guided(point)
    with refused("contact_point_unknown"):
        scenario.ask("east", "contact_point", contact_point_id="x")
    with refused("guidance_visit_unknown"):
        scenario.ask("east", "guidance_visit", guidance_visit_id="x")
