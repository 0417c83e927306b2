"""Refusals of activities that no other test raises by a command; `tests/refusal_texts.py` looks at each as well."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario

BEFORE = date(2019, 12, 30)
"""A day on which nothing of the small district was open yet."""


def excused_what_nobody_asks(scenario: ActivitiesScenario) -> None:
    scenario.do("east", "excuse_obligation", obligation_id="二〇二六", reason="人数不足")


def planned_before_it_opened(scenario: ActivitiesScenario) -> None:
    scenario.day = BEFORE
    scenario.planned()


def campaign(scenario: ActivitiesScenario, **more: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {"organization_id": "district", "kind": "heritage", "title": "学习传承"}
    asked |= {"basis": "工作要点", "first": scenario.day, "last": scenario.day} | more
    return dict(scenario.do("district", "open_campaign", **asked))


def joined_before_it_opened(scenario: ActivitiesScenario) -> None:
    scenario.day = BEFORE
    scenario.do("first", "join_campaign", campaign_id=campaign(scenario)["id"], organization_id="first")


def corrected_after_it_was_void(scenario: ActivitiesScenario) -> None:
    held = scenario.held("members_meeting")
    numbers = {
        "subject": "接收预备党员",
        "entitled": 9,
        "present": 9,
        "votes_for": 9,
        "votes_against": 0,
        "abstained": 0,
    }
    vote = {"activity_id": held["id"]}
    vote["resolution_id"] = scenario.do("first", "record_resolution", activity_id=held["id"], **numbers)["id"]
    scenario.do("first", "withdraw_resolution", **vote, reason="重复录入")
    scenario.do("first", "correct_resolution", **vote, reason="更正", abstained=1)


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("obligation_unknown", excused_what_nobody_asks),
        ("hall_of_closed_organization", planned_before_it_opened),
        ("unit_closed", joined_before_it_opened),
        ("vote_void", corrected_after_it_was_void),
    ],
)
def test_it_is_refused_with_its_reason(
    scenario: ActivitiesScenario, code: str, raised: Callable[[ActivitiesScenario], None]
) -> None:
    with refused(code):
        raised(scenario)
