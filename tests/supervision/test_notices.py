"""From a finding to the closing of its notice: thresholds, deadlines, proofs, climbing, and who was told when."""

from datetime import date

import pytest

from services.supervision.model.notices import KINDS
from tests.supervision.world import World
from tests.worlds import refused

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
def test_the_notice_follows_from_what_was_found(world: World, general: int, serious: int, kind: str) -> None:
    inspection = world.held()
    for severity in ("general",) * general + ("serious",) * serious:
        world.found(inspection, severity=severity)
    (proposed,) = world.see("district", "proposals", inspection_id=inspection["id"])["items"]
    assert (proposed["kind"], proposed["general"], proposed["serious"]) == (kind, general, serious)
    notice = world.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")
    assert (notice["kind"], notice["proposed"]) == (kind, kind)
    assert notice["items"] == notice["items_open"] == general + serious
    assert world.see("district", "proposals", inspection_id=inspection["id"])["items"] == []


def test_nothing_follows_from_nothing(world: World) -> None:
    inspection = world.held()
    with refused("nothing_found"):
        world.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")


def test_a_person_may_issue_another_notice_with_a_reason(world: World) -> None:
    inspection = world.held()
    world.found(inspection)
    asked = {"inspection_id": inspection["id"], "organization_id": "first", "kind": CIRCULAR}
    with refused("kind_needs_reason"):
        world.do("district", "issue_notice", **asked)
    with refused("notice_kind_unknown"):
        world.do("district", "issue_notice", **asked | {"kind": "fine"})
    notice = world.do("district", "issue_notice", **asked, reason="多次提醒未改")
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
    world: World, day: date, general: int, serious: int, due_on: date
) -> None:
    world.day = day
    notice = world.issued(general, serious)
    assert (notice["due_on"], notice["calendar_published"], notice["rule_version"]) == (due_on, True, "2024-01")
    assert {item["due_on"] for item in world.items(notice)} == {due_on}


def test_a_notice_is_answered_verified_and_closed(world: World) -> None:
    notice = world.issued(general=2)
    first, second = world.items(notice)
    answered = world.do("first", "answer_item", item_id=first["id"], text="已补记录", evidence="会议记录 2026-3")
    assert (answered["standing"], answered["answered_on"]) == ("answered", world.day)
    assert world.see("first", "notice", notice_id=notice["id"])["standing"] == "open"
    with refused("notice_nothing_answered"):
        other = world.issued(unit="second")
        world.do("district", "verify_notice", notice_id=other["id"], decision="pass")
    assert world.do("first", "answer_notice", notice_id=notice["id"], text="均已补齐")["standing"] == "answered"
    with refused("notice_nothing_open"):
        world.do("first", "answer_notice", notice_id=notice["id"], text="再次")
    with refused("rectification_return_needs_opinion"):
        world.do("district", "verify_item", item_id=first["id"], decision="return")
    returned = world.do("district", "verify_item", item_id=first["id"], decision="return", opinion="缺签到")
    assert (returned["standing"], returned["answered_on"]) == ("open", None)
    assert world.do("district", "verify_item", item_id=second["id"], decision="pass")["standing"] == "closed_on_time"
    closed = world.closed(notice)
    assert (closed["status"], closed["items_closed"], closed["closed_on"]) == ("closed", 2, world.day)
    way = world.see("first", "item", item_id=first["id"])["way"]
    assert [step["step"] for step in way] == ["open", "answer", "return", "answer", "close"]
    assert way[2]["opinion"] == "缺签到"
    last = [event.name for event in world.told()][-2:]
    assert last == ["rectification_closed", "notice_closed"]


def test_nobody_verifies_their_own_proof(world: World) -> None:
    notice = world.issued()
    world.do("district", "answer_notice", notice_id=notice["id"], text="代为补齐")
    with refused("own_proof"):
        world.do("district", "verify_notice", notice_id=notice["id"], decision="pass")
    assert world.do("colleague", "verify_notice", notice_id=notice["id"], decision="pass")["status"] == "closed"


@pytest.mark.parametrize("who", ["second", "third", "west", "auditor"])
def test_only_the_unit_and_those_above_it_answer(world: World, who: str) -> None:
    notice = world.issued()
    with refused("grant_does_not_reach"):
        world.do(who, "answer_notice", notice_id=notice["id"], text="代答")


@pytest.mark.parametrize("who", ["first", "east", "west"])
def test_only_the_issuer_verifies_and_lets_climb(world: World, who: str) -> None:
    notice = world.issued()
    world.do("first", "answer_notice", notice_id=notice["id"], text="已改")
    for command, asked in (("verify_notice", {"decision": "pass"}), ("escalate_notice", {})):
        with refused("grant_does_not_reach"):
            world.do(who, command, notice_id=notice["id"], **asked)


def test_it_is_on_time_on_the_last_day_and_overdue_the_day_after(world: World) -> None:
    notice = world.issued(serious=1, general=0)
    world.day = date(2026, 3, 5)
    assert world.see("first", "notice", notice_id=notice["id"])["standing"] == "open"
    with refused("notice_not_overdue"):
        world.do("district", "escalate_notice", notice_id=notice["id"])
    world.day = date(2026, 3, 6)
    listed = world.see("district", "notices", organization_id="district", standing="overdue")["items"]
    assert [one["id"] for one in listed] == [notice["id"]]
    assert world.see("district", "items", organization_id="east", standing="overdue")["items"] != []
    with refused("nothing_above"):
        world.do("district", "escalate_notice", notice_id=notice["id"])


def test_what_is_overdue_climbs_one_step_and_takes_over_what_is_not_closed(world: World) -> None:
    notice = world.issued(general=2)
    first, second = world.items(notice)
    world.do("first", "answer_item", item_id=first["id"], text="已改")
    world.do("district", "verify_item", item_id=first["id"], decision="pass")
    world.day = date(2026, 3, 24)
    circular = world.do("district", "escalate_notice", notice_id=notice["id"], text="限期整改")
    assert (circular["kind"], circular["number"], circular["climbed_from"]) == (CIRCULAR, 1, notice["id"])
    assert circular["due_on"] == date(2026, 4, 2)
    before = world.see("first", "notice", notice_id=notice["id"])
    assert (before["status"], before["items"], before["items_closed"]) == ("climbed", 1, 1)
    assert before["climbed_into"] == circular["id"]
    assert [item["id"] for item in world.items(circular)] == [second["id"]]
    with refused("step_not_possible"):
        world.do("district", "escalate_notice", notice_id=notice["id"])
    world.day = date(2026, 4, 3)
    interview = world.do("district", "escalate_notice", notice_id=circular["id"])
    assert (interview["kind"], interview["items_open"]) == (INTERVIEW, 1)
    assert world.closed(interview)["status"] == "closed"


def test_nothing_climbs_by_itself(world: World) -> None:
    notice = world.issued()
    world.day = date(2026, 12, 31)
    seen = world.see("first", "notice", notice_id=notice["id"])
    assert (seen["status"], seen["standing"], seen["climbed_into"]) == ("issued", "overdue", None)
    assert [event.name for event in world.told()][-1] == "notice_issued"


def test_what_was_answered_late_is_closed_late(world: World) -> None:
    notice = world.issued(serious=1, general=0)
    world.day = date(2026, 3, 6)
    world.closed(notice)
    assert [item["standing"] for item in world.items(notice)] == ["closed_late"]


def test_who_was_told_when_is_on_record_by_unit_and_not_by_person(world: World) -> None:
    notice = world.issued(unit="first")
    told = world.see("first", "deliveries", notice_id=notice["id"])["items"]
    assert [(one["organization_id"], one["purpose"]) for one in told] == [("first", "answer"), ("east", "knowledge")]
    assert {one["told_at"] for one in told} == {world.now()}
    world.pass_days(1)
    assert world.do("first", "acknowledge_notice", notice_id=notice["id"])["acknowledged_on"] == world.day
    world.do("east", "acknowledge_notice", notice_id=notice["id"], organization_id="east")
    with refused("already_acknowledged"):
        world.do("first", "acknowledge_notice", notice_id=notice["id"])
    with refused("delivery_unknown"):
        world.do("second", "acknowledge_notice", notice_id=notice["id"], organization_id="second")
    with refused("grant_does_not_reach"):
        world.do("second", "acknowledge_notice", notice_id=notice["id"])
    told = world.see("first", "deliveries", notice_id=notice["id"])["items"]
    assert {one["acknowledged_at"] for one in told} == {world.now()}
    assert not any("account" in name for one in told for name in one)


def test_a_notice_taken_back_keeps_its_number_and_frees_its_findings(world: World) -> None:
    notice = world.issued()
    gone = world.do("district", "withdraw_notice", notice_id=notice["id"], reason="认定有误")
    assert (gone["status"], gone["items_open"], gone["title"]) == ("withdrawn", 0, "整改意见单〔2026〕1号")
    again = world.do("district", "issue_notice", inspection_id=notice["inspection_id"], organization_id="first")
    assert again["number"] == 2
    assert [event.name for event in world.told("rectification_withdrawn")] == ["rectification_withdrawn"]


def test_a_street_issues_its_own_notices_in_its_own_numbers(world: World) -> None:
    district, street = world.issued(), world.issued(issuer="east")
    assert (district["number"], street["number"], street["issuer_id"]) == (1, 1, "east")
    told = world.see("first", "deliveries", notice_id=street["id"])["items"]
    assert [one["organization_id"] for one in told] == ["first"]
    with refused("unit_not_below_issuer"):
        world.announced("east", "third")


def test_a_finding_is_recorded_at_units_that_the_inspection_looks_at(world: World) -> None:
    inspection = world.held("district", "first")
    with refused("unit_not_inspected"):
        world.found(inspection, "second")
    with refused("severity_unknown"):
        world.found(inspection, severity="grave")
    with refused("day_in_the_future"):
        world.found(inspection, on=date(2026, 3, 3))
    with refused("day_before_last_step"):
        world.found(inspection, on=date(2026, 3, 1))
    finding = world.found(inspection)
    key = {"inspection_id": inspection["id"], "finding_id": finding["id"]}
    world.do("district", "withdraw_finding", **key, reason="记错单位")
    with refused("nothing_found"):
        world.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")
    named = world.found(inspection)
    world.do("district", "issue_notice", inspection_id=inspection["id"], organization_id="first")
    with refused("finding_in_notice"):
        world.do("district", "withdraw_finding", inspection_id=inspection["id"], finding_id=named["id"], reason="误")
    other = world.held()
    with refused("finding_elsewhere"):
        world.do("district", "withdraw_finding", inspection_id=other["id"], finding_id=named["id"], reason="误")


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
def test_what_is_unknown_is_refused_in_words(world: World, query: str, asked: dict[str, str], code: str) -> None:
    with refused(code):
        world.see("district", query, **asked)
