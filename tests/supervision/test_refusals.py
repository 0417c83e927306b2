"""Refusals of supervision that no other test raises by a command; `tests/refusal_texts.py` looks at each as well."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.expect import refused
from tests.scenarios.supervision import SupervisionScenario

BEFORE = date(2019, 12, 30)
"""A day on which nothing of the small district was open yet."""


def withdrawn_what_nobody_found(scenario: SupervisionScenario) -> None:
    inspection = scenario.held()
    scenario.do("district", "withdraw_finding", inspection_id=inspection["id"], finding_id="问题", reason="误录")


def answered_what_was_not_asked(scenario: SupervisionScenario) -> None:
    request = scenario.asked("桌椅", units=["first"])
    scenario.do("third", "answer_request", request_id=request["id"], organization_id="third", values={"1": "4"})


def turned_to_no_page(scenario: SupervisionScenario) -> None:
    scenario.ask("district", "requests", organization_id="district", after="下一页")


def planned_before_it_opened(scenario: SupervisionScenario) -> None:
    scenario.day = BEFORE
    scenario.plan()


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("finding_unknown", withdrawn_what_nobody_found),
        ("data_ask_unknown", answered_what_was_not_asked),
        ("supervised_not_open", planned_before_it_opened),
        ("cursor_unknown", turned_to_no_page),
    ],
)
def test_it_is_refused_with_its_reason(
    scenario: SupervisionScenario, code: str, raised: Callable[[SupervisionScenario], None]
) -> None:
    with refused(code):
        raised(scenario)
