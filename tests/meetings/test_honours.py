"""Honours are recorded with who gave them, and withdrawn with a reason."""

from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.meetings import MeetingsScenario


def test_an_honour_is_recorded_read_and_withdrawn(scenario: MeetingsScenario) -> None:
    honour = scenario.honoured()
    assert (honour["status"], honour["year"], honour["warnings"]) == ("recorded", 2026, [])
    again = scenario.honoured()
    assert [warning["record_id"] for warning in again["warnings"]] == [honour["id"]]
    scenario.do("east", "withdraw_honour", honour_id=again["id"], reason="重复登记")
    listed = scenario.ask("district", "honours", organization_id="district", status="recorded")["items"]
    assert [each["id"] for each in listed] == [honour["id"]]
    seen = scenario.ask("first", "honour", honour_id=again["id"])
    assert [(step["step"], step["opinion"]) for step in seen["way"]] == [("record", None), ("withdraw", "重复登记")]


@pytest.mark.parametrize(
    ("field", "code", "given"),
    [
        ("kind", "honour_kind_unknown", {"kind": "likes"}),
        ("giver_level", "honour_level_unknown", {"giver_level": "street"}),
        ("given_on", "day_in_the_future", {"given_on": date(2026, 3, 3)}),
        ("organization_id", "honoured_not_open", {"given_on": date(2019, 5, 1)}),
        ("document_number", "text_missing", {"document_number": ""}),
        ("giver", "text_missing", {"giver": ""}),
    ],
)
def test_an_honour_that_cannot_be_is_refused_by_field(
    scenario: MeetingsScenario, field: str, code: str, given: dict[str, Any]
) -> None:
    with refused(code) as refusal:
        scenario.honoured(**given)
    assert refusal.value.field == field


def test_an_unknown_record_is_not_found_whatever_its_kind(scenario: MeetingsScenario) -> None:
    asked = {"meeting": "meeting_id", "decision": "decision_id", "honour": "honour_id", "report_text": "text_id"}
    codes = {"meeting": "quarterly_meeting_unknown", "decision": "meeting_decision_unknown"}
    for query, name in (asked | {"quarterly_report": "quarterly_report_id"}).items():
        with refused(codes.get(query, f"{query}_unknown")):
            scenario.ask("district", query, **{name: "nothing"})
