"""Points go through four steps, each by the right unit, are published with a window, and only then count."""

from datetime import date
from typing import Any

import pytest

from services.member_points import reactions
from shared.events.organizations import (
    MemberTransferredIn,
    MemberTransferredOut,
    OrganizationClosed,
    OrganizationsMerged,
    TreeChanged,
)
from shared.trees import Timeline
from tests.expect import refused
from tests.scenarios.in_process import DISTRICT_ID, OPENED, version
from tests.scenarios.member_points import MemberPointsScenario


@pytest.fixture
def ready(scenario: MemberPointsScenario) -> MemberPointsScenario:
    """Return a member of the first community, under a published scheme."""
    scenario.join()
    scenario.scheme()
    return scenario


def test_points_go_through_four_steps_and_count_only_after_the_window(ready: MemberPointsScenario) -> None:
    made = ready.approved()
    assert ready.entries() == []
    made = ready.step("first", "publish", made)
    assert made["objections_until"] == date(2026, 3, 9)
    ready.pass_days(7)
    with refused("window_is_open"):
        ready.step("first", "count", made)
    ready.pass_days(1)
    counted = ready.step("first", "count", made)
    entry = ready.entries()[0]
    assert (counted["status"], counted["entry_id"]) == ("counts", entry["id"])
    assert (entry["source"], entry["hundredths"], entry["evidence_id"]) == ("declared", 250, made["id"])
    way = ready.ask("first", "declaration", declaration_id=made["id"])["way"]
    assert [(step["step"], step["organization_id"]) for step in way] == [
        ("declare", "first"), ("discuss", "first"), ("verify", "first"), ("approve", "east"), ("publish", "first"),
        ("count", "first"),
    ]  # fmt: skip
    assert [event.name for event in ready.events() if "declar" in event.name] == [
        "points_declared", "declaration_discussed", "declaration_verified", "declaration_approved",
        "declaration_published", "declaration_counted",
    ]  # fmt: skip
    with refused("step_not_possible"):
        ready.step("first", "count", made)


def test_no_step_is_left_out(ready: MemberPointsScenario) -> None:
    made = ready.declared()
    for who, step in (("first", "verify"), ("east", "approve"), ("first", "publish"), ("first", "count")):
        with refused("step_not_possible"):
            ready.step(who, step, made)


def test_each_step_is_taken_by_the_right_unit(ready: MemberPointsScenario) -> None:
    for who in ("east", "west", "second", "cell", "auditor"):
        if who != "east":
            with refused("grant_does_not_reach"):
                ready.declared(who=who)
    made = ready.declared()
    for who in ("second", "west", "cell", "auditor"):
        with refused("grant_does_not_reach"):
            ready.step(who, "discuss", made, meeting_on=ready.day, present=9, agreed=9)
    ready.step("first", "discuss", made, meeting_on=ready.day, present=9, agreed=9)
    ready.step("first", "verify", made)
    for who in ("first", "west", "cell"):
        with refused("grant_does_not_reach"):
            ready.step(who, "approve", made)
    assert ready.step("district", "approve", made)["status"] == "approved"


@pytest.mark.parametrize("step", ["declare", "verify"])
def test_nobody_approves_what_they_declared_or_verified(ready: MemberPointsScenario, step: str) -> None:
    made = ready.declared(who="east" if step == "declare" else "first")
    ready.step("first", "discuss", made, meeting_on=ready.day, present=9, agreed=9)
    ready.step("east" if step == "verify" else "first", "verify", made)
    with refused("own_points_declaration"):
        ready.step("east", "approve", made)
    assert ready.step("district", "approve", made)["status"] == "approved"


def test_a_declaration_is_returned_with_an_opinion_by_whose_turn_it_is_and_declared_again(
    ready: MemberPointsScenario,
) -> None:
    made = ready.declared()
    with refused("text_missing"):
        ready.step("first", "return", made, opinion=" ")
    ready.step("first", "return", made, opinion="请补充")
    made = ready.do("first", "declare_again", declaration_id=made["id"], reason="帮助两户邻居")
    assert (made["status"], made["reason"]) == ("declared", "帮助两户邻居")
    ready.step("first", "discuss", made, meeting_on=ready.day, present=9, agreed=9)
    ready.step("first", "verify", made)
    with refused("grant_does_not_reach"):
        ready.step("first", "return", made, opinion="再看")
    ready.step("east", "return", made, opinion="证据不足")
    ready.step("first", "withdraw", made, reason="不再申报")
    assert [event.declaration.status for event in ready.events("declaration_returned")] == ["returned", "returned"]
    assert ready.entries() == []


def test_the_meeting_is_named_by_its_activity_or_by_its_day_and_numbers(ready: MemberPointsScenario) -> None:
    ready.attend("meeting", attended=())
    ready.attend("elsewhere", organization_id="second", attended=())
    ready.attend("cancelled", attended=(), status="cancelled")
    made = ready.declared()
    with refused("meeting_missing"):
        ready.step("first", "discuss", made, meeting_on=ready.day, present=9)
    for id_ in ("elsewhere", "cancelled", "unknown", "会议"):
        with refused("meeting_unknown"):
            ready.step("first", "discuss", made, meeting_id=id_)
    for numbers in ({"present": 0, "agreed": 0}, {"present": 9, "agreed": 10}, {"present": 10**6, "agreed": 1}):
        with refused("figure_out_of_range"):
            ready.step("first", "discuss", made, meeting_on=ready.day, **numbers)
    with refused("day_in_the_future"):
        ready.step("first", "discuss", made, meeting_on=date(2026, 3, 3), present=9, agreed=9)
    assert ready.step("first", "discuss", made, meeting_id="meeting")["meeting_on"] == ready.day


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"member_id": "nobody"}, "member_unknown"),
        ({"member_id": "党员"}, "member_unknown"),
        ({"member_id": "m2"}, "member_unknown"),
        ({"item": "dancing"}, "scheme_item_unknown"),
        ({"item": "\U00020000"}, "scheme_item_unknown"),
        ({"times": 0}, "figure_out_of_range"),
        ({"times": 101}, "figure_out_of_range"),
        ({"reason": ""}, "text_missing"),
        ({"reason": "字" * 501}, "text_too_long"),
        ({"reason": "事\x07由"}, "text_has_control_characters"),
        ({"occurred_on": date(2026, 3, 3)}, "day_in_the_future"),
        ({"occurred_on": date(2024, 12, 31)}, "year_out_of_range"),
        ({"occurred_on": date(2025, 12, 31)}, "scheme_missing"),
        ({"on": date(2026, 3, 3)}, "day_in_the_future"),
        ({"member_id": "m3"}, "scheme_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_declared_is_refused_in_its_field(
    ready: MemberPointsScenario, wrong: dict[str, Any], code: str
) -> None:
    ready.join("m2", "second")
    ready.join("m3", member_class="cadre")
    with refused(code):
        ready.declared(**wrong)
    assert ready.events("points_declared") == []


def test_who_reads_the_other_roll_hears_that_the_member_is_on_it(ready: MemberPointsScenario) -> None:
    ready.join("m2", "second")
    with refused("member_not_here"):
        ready.declared(who="east", member_id="m2")


def test_declaring_over_a_cap_is_warned_of_and_the_total_stays_the_ledger_s_sum(ready: MemberPointsScenario) -> None:
    assert ready.declared(times=2)["warnings"] == []
    assert [warning["rule"] for warning in ready.declared(times=3)["warnings"]] == ["over_cap"]
    ready.counted(times=3)
    line = ready.total()
    assert (line["total"], line["counts"]) == (750, 500)


def test_an_objection_holds_a_declaration_until_it_is_answered(ready: MemberPointsScenario) -> None:
    made = ready.step("first", "publish", ready.approved())
    objection = ready.do("first", "object_to_declaration", declaration_id=made["id"], reason="次数不符")
    assert objection["due_on"] == date(2026, 3, 9)
    ready.pass_days(21)
    with refused("objections_open"):
        ready.step("first", "count", made)
    answer = {"objection_id": objection["id"], "decision": "dismissed", "answer": "已核实"}
    with refused("grant_does_not_reach"):
        ready.do("first", "answer_objection", **answer)
    with refused("answer_unknown"):
        ready.do("east", "answer_objection", **answer | {"decision": "perhaps"})
    assert ready.do("east", "answer_objection", **answer)["status"] == "dismissed"
    with refused("objection_answered"):
        ready.do("east", "answer_objection", **answer)
    assert ready.step("first", "count", made)["status"] == "counts"
    listed = ready.ask("first", "objections", about_id=made["id"])["items"]
    assert [(one["status"], one["answer"]) for one in listed] == [("dismissed", "已核实")]


def test_an_objection_that_is_upheld_gives_the_declaration_back(ready: MemberPointsScenario) -> None:
    made = ready.step("first", "publish", ready.approved())
    objection = ready.do("first", "object_to_declaration", declaration_id=made["id"], reason="没有此事")
    ready.do("east", "answer_objection", objection_id=objection["id"], decision="upheld", answer="属实，退回")
    found = ready.ask("first", "declaration", declaration_id=made["id"])
    assert (found["status"], found["objections_until"]) == ("returned", None)
    assert ready.events("declaration_returned")[-1].declaration.status == "returned"
    with refused("step_not_possible"):
        ready.do("first", "object_to_declaration", declaration_id=made["id"], reason="再次")


def test_a_mistake_is_reversed_by_an_entry_that_names_it_and_only_once(ready: MemberPointsScenario) -> None:
    entry_id = ready.counted()["entry_id"]
    with refused("grant_does_not_reach"):
        ready.do("first", "reverse_entry", entry_id=entry_id, reason="重复计分")
    reversal = ready.do("east", "reverse_entry", entry_id=entry_id, reason="重复计分")
    assert (reversal["hundredths"], reversal["reverses"], reversal["source"]) == (-250, entry_id, "reversal")
    assert ready.ask("first", "entry", entry_id=entry_id)["reversed_by"] == reversal["id"]
    assert ready.total()["total"] == 0
    for wrong, code in ((entry_id, "entry_is_reversed"), (reversal["id"], "entry_is_reversal")):
        with refused(code):
            ready.do("east", "reverse_entry", entry_id=wrong, reason="再冲")
    with refused("entry_unknown"):
        ready.do("east", "reverse_entry", entry_id="no such", reason="再冲")


def moved(scenario: MemberPointsScenario, to: str, on: date) -> None:
    """Let the service hear that the member went from the first community to another."""
    said = {"district_id": DISTRICT_ID, "member_id": "m1", "status": "full", "member_class": "ordinary"}
    out = MemberTransferredOut(**said, organization_id="first", effective_on=on, to_organization_id=to)
    came = MemberTransferredIn(**said, organization_id=to, effective_on=on, from_organization_id="first")
    scenario.react(reactions.replicate_member_on_member_event, came, out)


def test_a_transfer_keeps_the_ledger_and_who_may_read_it_follows_the_member(ready: MemberPointsScenario) -> None:
    ready.attend()
    ready.pass_days(30)
    moved(ready, "third", ready.day)
    ready.attend("a2", organization_id="third", held_on=ready.day)
    with refused("grant_does_not_reach"):
        ready.entries(who="first")
    assert [entry["organization_id"] for entry in ready.entries(who="third")] == ["first", "third"]
    assert ready.total(who="third", organization="third")["total"] == 1000
    assert ready.ask("first", "members", organization_id="first")["items"] == []


def merged(into: str = "second") -> OrganizationsMerged:
    """Return the fact that the first community ends in another on 1 April 2026."""
    end = date(2026, 4, 1)
    gone = Timeline(organization_id="first", versions=(version("first", "community", "east", OPENED, end),))
    said = {"district_id": DISTRICT_ID, "organization_id": into, "effective_on": end, "merged": ("first",)}
    return OrganizationsMerged(**said, changed=(gone,), records={"points": "close"})


def end_organization(scenario: MemberPointsScenario, event: TreeChanged) -> None:
    """Let the service react to the fact that an organization ended."""
    for react in (reactions.replicate_organizations_on_tree_changed, reactions.hand_on_points_on_organization_ended):
        scenario.react(react, event)


def test_a_merger_carries_declarations_to_the_heir_and_leaves_the_ledger_where_it_was_earned(
    ready: MemberPointsScenario,
) -> None:
    ready.attend()
    made = ready.declared()
    end_organization(ready, merged())
    assert ready.ask("first", "declaration", declaration_id=made["id"])["organization_id"] == "first"
    ready.pass_days(30)
    moved(ready, "second", date(2026, 4, 1))
    ready.do("district", "settle_successions")
    found = ready.ask("second", "declaration", declaration_id=made["id"])
    assert (found["organization_id"], found["status"]) == ("second", "declared")
    carried = ready.events("declaration_carried")[0]
    assert (carried.from_organization_id, carried.declaration.organization_id) == ("first", "second")
    assert [entry["organization_id"] for entry in ready.entries(who="second")] == ["first"]


def closed(strategy: str) -> OrganizationClosed:
    """Return the fact that the first community is closed on 1 April 2026."""
    end = date(2026, 4, 1)
    gone = Timeline(organization_id="first", versions=(version("first", "community", "east", OPENED, end),))
    said = {"district_id": DISTRICT_ID, "organization_id": "first", "effective_on": end}
    return OrganizationClosed(**said, changed=(gone,), records={"points": strategy})


@pytest.mark.parametrize("first", ["tree", "roll"])
def test_without_an_heir_a_declaration_goes_with_its_member_whichever_is_heard_first(
    ready: MemberPointsScenario, first: str
) -> None:
    made = ready.declared()
    ready.pass_days(30)
    for heard in (first, "tree" if first == "roll" else "roll"):
        if heard == "roll":
            moved(ready, "third", date(2026, 4, 1))
        else:
            end_organization(ready, closed("close"))
    found = ready.ask("third", "declaration", declaration_id=made["id"])
    assert (found["organization_id"], found["status"]) == ("third", "declared")
    assert [event.from_organization_id for event in ready.events("declaration_carried")] == ["first"]


def test_an_objection_goes_where_its_declaration_goes_or_ends_with_its_result(ready: MemberPointsScenario) -> None:
    made = ready.step("first", "publish", ready.approved())
    about = ready.do("first", "object_to_declaration", declaration_id=made["id"], reason="次数不符")
    result = ready.do("first", "compute_year", organization_id="first", year=2026)
    ready.do("first", "publish_results", point_year_id=result["id"])
    of_year = ready.do("first", "object_to_year", point_year_id=result["id"], reason="名单不全")
    ready.pass_days(30)
    end_organization(ready, closed("carry"))
    (carried,), (ended,) = ready.events("point_objection_carried"), ready.events("point_objection_ended")
    assert (carried.objection_id, carried.from_organization_id) == (about["id"], "first")
    assert (carried.organization_id, carried.objection.above_id) == ("east", "district")
    assert ready.events("declaration_carried")[0].declaration.above_id == "district", "nobody decides on their own"
    assert (ended.objection_id, ended.objection.status) == (of_year["id"], "ended")
    said = {"decision": "dismissed", "answer": "已核实"}
    with refused("objection_ended"):
        ready.do("district", "answer_objection", objection_id=of_year["id"], **said)
    with refused("grant_does_not_reach"):
        ready.do("east", "answer_objection", objection_id=about["id"], **said)
    assert ready.do("district", "answer_objection", objection_id=about["id"], **said)["status"] == "dismissed"


def test_an_objection_to_points_that_are_withdrawn_needs_no_answer(ready: MemberPointsScenario) -> None:
    made = ready.step("first", "publish", ready.approved())
    objection = ready.do("first", "object_to_declaration", declaration_id=made["id"], reason="次数不符")
    ready.step("first", "withdraw", made, reason="不再申报")
    (ended,) = ready.events("point_objection_ended")
    assert (ended.objection_id, ended.objection.status) == (objection["id"], "ended")


def test_lists_of_persons_are_in_the_order_of_ids_whatever_the_points(ready: MemberPointsScenario) -> None:
    for number in range(2, 6):
        ready.join(f"m{number}")
    ready.attend("a1", attended=("m4",))
    ready.attend("a2", attended=("m4", "m2"))
    page = ready.ask("first", "members", organization_id="first", limit=3)
    more = ready.ask("first", "members", organization_id="first", limit=3, after=page["next_after"])
    listed = [(line["id"], line["total"]) for line in [*page["items"], *more["items"]]]
    assert listed == [("m1", 0), ("m2", 500), ("m3", 0), ("m4", 1000), ("m5", 0)]


def test_points_of_members_are_read_by_their_own_staff_and_those_above_only(ready: MemberPointsScenario) -> None:
    ready.attend()
    for who in ("second", "west", "cell", "auditor"):
        for query, asked in (("members", {"organization_id": "first"}), ("entries", {"member_id": "m1"})):
            with refused("grant_does_not_reach"):
                ready.ask(who, query, **asked)
    for who in ("first", "east", "district"):
        assert len(ready.entries(who=who)) == 1
    with refused("member_unknown"):
        ready.entries("nobody")
