"""A report is frozen whole, with its words, and never changes; another supersedes it with a reason."""

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from shared.errors import unwrap_response
from tests.expect import refused
from tests.scenarios.meetings import DOCUMENT, MeetingsScenario


def read(scenario: MeetingsScenario, report: dict[str, Any]) -> dict[str, Any]:
    """Return a report with what was frozen."""
    seen: dict[str, Any] = scenario.ask("district", "quarterly_report", quarterly_report_id=report["id"])
    return seen


def test_what_is_frozen_is_kept_whole_and_named_by_its_hash(scenario: MeetingsScenario) -> None:
    scenario.written()
    report = scenario.frozen(positions=["projects:b:2", "projects:a:1"])
    seen = read(scenario, report)
    assert (seen["status"], seen["while_running"], seen["frozen_on"]) == ("frozen", True, scenario.day)
    assert (seen["document"], seen["positions"]) == (DOCUMENT, ["projects:a:1", "projects:b:2"])
    assert [(each["slot"], each["text"], each["account_name"]) for each in seen["texts"]] == [
        ("judgement", "进展总体平稳。", "district staff")
    ]
    names = ("organization_id", "quarter", "document", "texts", "positions", "rule_versions", "while_running")
    whole = {name: seen[name] for name in names} | {"tree_as_of": seen["tree_as_of"].isoformat()}
    canonical = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == seen["digest"]


def test_a_draft_becomes_the_frozen_report_and_later_words_begin_another(scenario: MeetingsScenario) -> None:
    written = scenario.written()
    (draft,) = scenario.ask("district", "quarterly_reports", organization_id="district", status="draft")["items"]
    report = scenario.frozen()
    assert report["id"] == draft["id"]
    scenario.do("district", "amend_report_text", text_id=written["id"], text="另一种说法")
    assert read(scenario, report)["texts"][0]["text"] == "进展总体平稳。", "what is frozen never changes"
    (other,) = scenario.ask("district", "quarterly_reports", organization_id="district", status="draft")["items"]
    assert other["id"] != report["id"]
    again = scenario.frozen(reason="补报一处数字")
    assert (again["id"], read(scenario, again)["texts"][0]["text"]) == (other["id"], "另一种说法")


def test_a_newer_report_supersedes_the_older_one_which_stays_readable(scenario: MeetingsScenario) -> None:
    older = scenario.frozen()
    frozen = read(scenario, older)
    with refused("supersede_needs_reason") as refusal:
        scenario.frozen()
    assert refusal.value.field == "reason"
    newer = scenario.frozen(reason="街道补报后数字有变", document=json.dumps({"title": "第二稿"}))
    seen = read(scenario, older)
    assert (seen["status"], seen["superseded_by"], seen["superseded_because"]) == (
        "superseded", newer["id"], "街道补报后数字有变",
    )  # fmt: skip
    kept = ("document", "texts", "positions", "rule_versions", "digest", "frozen_at")
    assert {name: seen[name] for name in kept} == {name: frozen[name] for name in kept}
    listed = scenario.ask("district", "quarterly_reports", organization_id="district", quarter="2026Q1")["items"]
    assert {each["id"]: each["status"] for each in listed} == {older["id"]: "superseded", newer["id"]: "frozen"}
    assert [event.by for event in scenario.events("report_superseded")] == [newer["id"]]


@pytest.mark.parametrize("reason", [None, "补报"])
def test_a_repeated_key_answers_the_same_whatever_was_composed_meanwhile(
    scenario: MeetingsScenario, reason: str | None
) -> None:
    scenario.frozen()
    scenario.frozen(reason="先有一份")
    scenario.do("district", "amend_meeting", meeting_id=scenario.opened()["id"], place="礼堂")
    context = scenario.context("east", "freeze_quarterly_report") | {"idempotency_key": "once"}
    given = {"reason": reason} if reason else {}
    first, second = (
        unwrap_response(
            scenario.respond("command", "freeze_quarterly_report", context, scenario.composed("east", **given, **more))
        )[0]
        for more in ({}, {"document": json.dumps({"title": "数字已变"}), "positions": ["projects:x:9"]})
    )
    assert first == second
    (listed,) = scenario.ask("east", "quarterly_reports", organization_id="east")["items"]
    assert read(scenario, listed)["document"] == DOCUMENT


def test_a_quarter_that_is_over_needs_no_word_and_is_not_marked(scenario: MeetingsScenario) -> None:
    report = scenario.frozen(quarter="2025Q4", while_running=False, tree_as_of=date(2025, 12, 31))
    assert (report["while_running"], report["tree_as_of"]) == (False, date(2025, 12, 31))
    assert scenario.frozen("east", quarter="2025Q4", while_running=True)["while_running"] is False


@pytest.mark.parametrize(
    ("field", "code", "given"),
    [
        ("while_running", "quarter_still_running", {"while_running": False}),
        ("quarter", "quarter_not_begun", {"quarter": "2026Q2"}),
        ("quarter", "quarter_unreadable", {"quarter": "2026"}),
        ("organization_id", "organization_not_in_quarter", {"quarter": "2019Q3"}),
        ("document", "report_document_malformed", {"document": "[1]"}),
        ("document", "report_document_malformed", {"document": '{"share": NaN}'}),
        ("document", "report_document_malformed", {"document": "{"}),
    ],
)
def test_a_report_that_cannot_be_frozen_is_refused_by_field(
    scenario: MeetingsScenario, field: str, code: str, given: dict[str, Any]
) -> None:
    with refused(code) as refusal:
        scenario.frozen(**given)
    assert refusal.value.field == field
    assert scenario.events() == [], "whoever composes and fails leaves nothing"


def test_a_branch_writes_no_report(scenario: MeetingsScenario) -> None:
    with refused("level_without_meeting"):
        scenario.do("district", "write_report_text", organization_id="cell", quarter="2026Q1", slot="x", text="好")


def test_words_are_kept_with_who_and_when_and_every_wording_stays_in_the_history(scenario: MeetingsScenario) -> None:
    written = scenario.written()
    with refused("changed_meanwhile"):
        scenario.do("district", "amend_report_text", text_id=written["id"], text="晚了", expected_version=7)
    amended = scenario.do(
        "colleague", "amend_report_text", text_id=written["id"], text="平稳有序。", expected_version=written["version"]
    )
    assert (amended["version"], amended["account_name"]) == (2, "colleague staff")
    scenario.do("colleague", "amend_report_text", text_id=written["id"], text=None)
    assert scenario.ask("district", "report_text", text_id=written["id"])["text"] is None
    (draft,) = scenario.ask("district", "quarterly_reports", organization_id="district", status="draft")["items"]
    words = [step["opinion"] for step in read(scenario, draft)["way"] if step["step"] == "write"]
    assert words == ["judgement：进展总体平稳。", "judgement：平稳有序。", "judgement："]
    assert read(scenario, scenario.frozen())["texts"] == []


def test_words_are_taken_at_the_slots_of_the_level_only_and_have_1000_characters(scenario: MeetingsScenario) -> None:
    scenario.written("first", "difficulties", text="一" * 1000)
    listed = scenario.ask("first", "report_texts", organization_id="first", quarter="2026Q1")["items"]
    assert [each["slot"] for each in listed] == ["difficulties"]
    with refused("report_slot_unknown") as refusal:
        scenario.written("first", "judgement")
    assert refusal.value.field == "slot"
    with refused("text_too_long"):
        scenario.written("east", "judgement", text="一" * 1001)
    with refused("report_text_exists"):
        scenario.written("first", "difficulties")


def test_nobody_else_writes_or_freezes_the_report_of_a_level(scenario: MeetingsScenario) -> None:
    with refused("grant_does_not_reach"):
        scenario.do("first", "freeze_quarterly_report", **scenario.composed("east"))
    with refused("grant_does_not_reach"):
        scenario.ask("first", "report_texts", organization_id="east", quarter="2026Q1")
    assert scenario.do("district", "freeze_quarterly_report", **scenario.composed("first"))["status"] == "frozen"
