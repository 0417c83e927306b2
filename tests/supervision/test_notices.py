"""From a finding to the closing of its notice: thresholds, deadlines, proofs, climbing, and who was told when."""

from datetime import date

import pytest

from services.supervision.model.notices import KINDS
from tests.expect import refused
from tests.scenarios.supervision import SupervisionScenario

RECTIFICATION, CIRCULAR, INTERVIEW = KINDS


@pytest.mark.parametrize(
    ("general", "serious", "kind"),
    [
        (1, 0, RECTIFICATION),
        (2, 0, RECTIFICATION),
        (3, 0, CIRCULAR),
        (4, 0, CIRCULAR),
        (0, 1, INTERVIEW),
        (3, 1, INTERVIEW),
        (0, 2, INTERVIEW),
    ],
)
def test_the_notice_follows_from_what_was_found(
    scenario: SupervisionScenario, general: int, serious: int, kind: str
) -> None:
    inspection = scenario.held()
    for severity in ("general",) * general + ("serious",) * serious:
        scenario.found(inspection, severity=severity)
    (proposed,) = scenario.ask("district", "proposals", inspection_id=inspection["id"])["items"]
    assert (proposed["kind"], proposed["general"], proposed["serious"]) == (kind, general, serious)
    notice = scenario.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")
    assert (notice["kind"], notice["proposed"]) == (kind, kind)
    assert notice["items"] == notice["items_open"] == general + serious
    assert scenario.ask("district", "proposals", inspection_id=inspection["id"])["items"] == []


def test_nothing_follows_from_nothing(scenario: SupervisionScenario) -> None:
    inspection = scenario.held()
    with refused("nothing_found"):
        scenario.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")


def test_a_person_may_issue_another_notice_with_a_reason(scenario: SupervisionScenario) -> None:
    inspection = scenario.held()
    scenario.found(inspection)
    asked = {"inspection_id": inspection["id"], "organization_id": "first", "kind": CIRCULAR}
    with refused("kind_needs_reason"):
        scenario.do("district", "issue_notice", **asked)
    with refused("notice_kind_unknown"):
        scenario.do("district", "issue_notice", **asked | {"kind": "fine"})
    notice = scenario.do("district", "issue_notice", **asked, reason="多次提醒未改")
    assert (notice["kind"], notice["proposed"], notice["reason"]) == (CIRCULAR, RECTIFICATION, "多次提醒未改")


@pytest.mark.parametrize(
    ("day", "general", "serious", "due_on"),
    [
        # Around the National Day of 2026: off from 1 to 7 October, worked on 20 September and 10 October.
        (date(2026, 3, 2), 1, 0, date(2026, 3, 23)),
        (date(2026, 3, 2), 3, 0, date(2026, 3, 11)),
        (date(2026, 3, 2), 0, 1, date(2026, 3, 5)),
        (date(2026, 9, 29), 0, 1, date(2026, 10, 9)),
        (date(2026, 9, 29), 3, 0, date(2026, 10, 14)),
    ],
)
def test_a_deadline_is_counted_in_working_days(
    scenario: SupervisionScenario, day: date, general: int, serious: int, due_on: date
) -> None:
    scenario.day = day
    notice = scenario.issued(general, serious)
    assert (notice["due_on"], notice["calendar_published"], notice["rule_version"]) == (due_on, True, "2024-01")
    assert {item["due_on"] for item in scenario.items(notice)} == {due_on}


def test_a_notice_is_answered_verified_and_closed(scenario: SupervisionScenario) -> None:
    notice = scenario.issued(general=2)
    first, second = scenario.items(notice)
    answered = scenario.do("first", "answer_item", item_id=first["id"], text="已补记录", evidence="会议记录 2026-3")
    assert (answered["standing"], answered["answered_on"]) == ("answered", scenario.day)
    assert scenario.ask("first", "notice", notice_id=notice["id"])["standing"] == "open"
    with refused("notice_nothing_answered"):
        other = scenario.issued(unit="second")
        scenario.do("district", "verify_notice", notice_id=other["id"], decision="pass")
    assert scenario.do("first", "answer_notice", notice_id=notice["id"], text="均已补齐")["standing"] == "answered"
    with refused("notice_nothing_open"):
        scenario.do("first", "answer_notice", notice_id=notice["id"], text="再次")
    with refused("rectification_return_needs_opinion"):
        scenario.do("district", "verify_item", item_id=first["id"], decision="return")
    returned = scenario.do("district", "verify_item", item_id=first["id"], decision="return", opinion="缺签到")
    assert (returned["standing"], returned["answered_on"]) == ("open", None)
    assert scenario.do("district", "verify_item", item_id=second["id"], decision="pass")["standing"] == "closed_on_time"
    closed = scenario.closed(notice)
    assert (closed["status"], closed["items_closed"], closed["closed_on"]) == ("closed", 2, scenario.day)
    way = scenario.ask("first", "item", item_id=first["id"])["way"]
    assert [step["step"] for step in way] == ["open", "answer", "return", "answer", "close"]
    assert way[2]["opinion"] == "缺签到"
    last = [event.name for event in scenario.events()][-2:]
    assert last == ["rectification_closed", "notice_closed"]


def test_nobody_verifies_their_own_proof(scenario: SupervisionScenario) -> None:
    notice = scenario.issued()
    scenario.do("district", "answer_notice", notice_id=notice["id"], text="代为补齐")
    with refused("own_proof"):
        scenario.do("district", "verify_notice", notice_id=notice["id"], decision="pass")
    assert scenario.do("colleague", "verify_notice", notice_id=notice["id"], decision="pass")["status"] == "closed"


@pytest.mark.parametrize("who", ["second", "third", "west", "auditor"])
def test_only_the_unit_and_those_above_it_answer(scenario: SupervisionScenario, who: str) -> None:
    notice = scenario.issued()
    with refused("grant_does_not_reach"):
        scenario.do(who, "answer_notice", notice_id=notice["id"], text="代答")


@pytest.mark.parametrize("who", ["first", "east", "west"])
def test_only_the_issuer_verifies_and_lets_climb(scenario: SupervisionScenario, who: str) -> None:
    notice = scenario.issued()
    scenario.do("first", "answer_notice", notice_id=notice["id"], text="已改")
    for command, asked in (("verify_notice", {"decision": "pass"}), ("escalate_notice", {})):
        with refused("grant_does_not_reach"):
            scenario.do(who, command, notice_id=notice["id"], **asked)


def test_it_is_on_time_on_the_last_day_and_overdue_the_day_after(scenario: SupervisionScenario) -> None:
    notice = scenario.issued(serious=1, general=0)
    scenario.day = date(2026, 3, 5)
    assert scenario.ask("first", "notice", notice_id=notice["id"])["standing"] == "open"
    with refused("notice_not_overdue"):
        scenario.do("district", "escalate_notice", notice_id=notice["id"])
    scenario.day = date(2026, 3, 6)
    listed = scenario.ask("district", "notices", organization_id="district", standing="overdue")["items"]
    assert [one["id"] for one in listed] == [notice["id"]]
    assert scenario.ask("district", "items", organization_id="east", standing="overdue")["items"] != []
    with refused("nothing_above"):
        scenario.do("district", "escalate_notice", notice_id=notice["id"])


def test_what_is_overdue_climbs_one_step_and_takes_over_what_is_not_closed(scenario: SupervisionScenario) -> None:
    notice = scenario.issued(general=2)
    first, second = scenario.items(notice)
    scenario.do("first", "answer_item", item_id=first["id"], text="已改")
    scenario.do("district", "verify_item", item_id=first["id"], decision="pass")
    scenario.day = date(2026, 3, 24)
    circular = scenario.do("district", "escalate_notice", notice_id=notice["id"], text="限期整改")
    assert (circular["kind"], circular["number"], circular["climbed_from"]) == (CIRCULAR, 1, notice["id"])
    assert circular["due_on"] == date(2026, 4, 2)
    before = scenario.ask("first", "notice", notice_id=notice["id"])
    assert (before["status"], before["items"], before["items_closed"]) == ("climbed", 1, 1)
    assert before["climbed_into"] == circular["id"]
    assert [item["id"] for item in scenario.items(circular)] == [second["id"]]
    with refused("step_not_possible"):
        scenario.do("district", "escalate_notice", notice_id=notice["id"])
    scenario.day = date(2026, 4, 3)
    interview = scenario.do("district", "escalate_notice", notice_id=circular["id"])
    assert (interview["kind"], interview["items_open"]) == (INTERVIEW, 1)
    assert scenario.closed(interview)["status"] == "closed"


def test_nothing_climbs_by_itself(scenario: SupervisionScenario) -> None:
    notice = scenario.issued()
    scenario.day = date(2026, 12, 31)
    seen = scenario.ask("first", "notice", notice_id=notice["id"])
    assert (seen["status"], seen["standing"], seen["climbed_into"]) == ("issued", "overdue", None)
    assert [event.name for event in scenario.events()][-1] == "notice_issued"


def test_what_was_answered_late_is_closed_late(scenario: SupervisionScenario) -> None:
    notice = scenario.issued(serious=1, general=0)
    scenario.day = date(2026, 3, 6)
    scenario.closed(notice)
    assert [item["standing"] for item in scenario.items(notice)] == ["closed_late"]


def test_who_was_told_when_is_on_record_by_unit_and_not_by_person(scenario: SupervisionScenario) -> None:
    notice = scenario.issued(unit="first")
    told = scenario.ask("first", "deliveries", notice_id=notice["id"])["items"]
    assert [(one["organization_id"], one["purpose"]) for one in told] == [("first", "answer"), ("east", "knowledge")]
    assert {one["told_at"] for one in told} == {scenario.now()}
    scenario.pass_days(1)
    assert scenario.do("first", "acknowledge_notice", notice_id=notice["id"])["acknowledged_on"] == scenario.day
    scenario.do("east", "acknowledge_notice", notice_id=notice["id"], organization_id="east")
    with refused("already_acknowledged"):
        scenario.do("first", "acknowledge_notice", notice_id=notice["id"])
    with refused("delivery_unknown"):
        scenario.do("second", "acknowledge_notice", notice_id=notice["id"], organization_id="second")
    with refused("grant_does_not_reach"):
        scenario.do("second", "acknowledge_notice", notice_id=notice["id"])
    told = scenario.ask("first", "deliveries", notice_id=notice["id"])["items"]
    assert {one["acknowledged_at"] for one in told} == {scenario.now()}
    assert not any("account" in name for one in told for name in one)


def test_a_notice_taken_back_keeps_its_number_and_frees_its_findings(scenario: SupervisionScenario) -> None:
    notice = scenario.issued()
    gone = scenario.do("district", "withdraw_notice", notice_id=notice["id"], reason="认定有误")
    assert (gone["status"], gone["items_open"], gone["title"]) == ("withdrawn", 0, "整改意见单〔2026〕1号")
    again = scenario.do("district", "issue_notice", inspection_id=notice["inspection_id"], organization_id="first")
    assert again["number"] == 2
    assert [event.name for event in scenario.events("rectification_withdrawn")] == ["rectification_withdrawn"]


def test_a_street_issues_its_own_notices_in_its_own_numbers(scenario: SupervisionScenario) -> None:
    district, street = scenario.issued(), scenario.issued(issuer="east")
    assert (district["number"], street["number"], street["issuer_id"]) == (1, 1, "east")
    told = scenario.ask("first", "deliveries", notice_id=street["id"])["items"]
    assert [one["organization_id"] for one in told] == ["first"]
    with refused("unit_not_below_issuer"):
        scenario.announced("east", "third")


def test_a_finding_is_recorded_at_units_that_the_inspection_looks_at(scenario: SupervisionScenario) -> None:
    inspection = scenario.held("district", "first")
    with refused("unit_not_inspected"):
        scenario.found(inspection, "second")
    with refused("severity_unknown"):
        scenario.found(inspection, severity="grave")
    with refused("day_in_the_future"):
        scenario.found(inspection, on=date(2026, 3, 3))
    with refused("day_before_last_step"):
        scenario.found(inspection, on=date(2026, 3, 1))
    finding = scenario.found(inspection)
    key = {"inspection_id": inspection["id"], "finding_id": finding["id"]}
    scenario.do("district", "withdraw_finding", **key, reason="记错单位")
    with refused("nothing_found"):
        scenario.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")
    named = scenario.found(inspection)
    scenario.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")
    with refused("finding_in_notice"):
        scenario.do("district", "withdraw_finding", inspection_id=inspection["id"], finding_id=named["id"], reason="误")
    other = scenario.held()
    with refused("finding_elsewhere"):
        scenario.do("district", "withdraw_finding", inspection_id=other["id"], finding_id=named["id"], reason="误")


@pytest.mark.parametrize(
    ("query", "asked", "code"),
    [
        ("notice", {"notice_id": "n-1"}, "notice_unknown"),
        ("item", {"item_id": "\u0000"}, "rectification_item_unknown"),
        ("inspection", {"inspection_id": "十"}, "inspection_unknown"),
        ("plan", {"plan_id": "x" * 65}, "inspection_plan_unknown"),
        ("letter", {"letter_id": "l"}, "responsibility_letter_unknown"),
        ("request", {"request_id": "r"}, "data_request_unknown"),
        ("suggestion", {"suggestion_id": "s"}, "suggestion_unknown"),
        ("notices", {"organization_id": "first", "standing": "late"}, "notice_standing_unknown"),
    ],
)
def test_what_is_unknown_is_refused_in_words(
    scenario: SupervisionScenario, query: str, asked: dict[str, str], code: str
) -> None:
    with refused(code):
        scenario.ask("district", query, **asked)
