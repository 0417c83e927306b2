"""A branch's year is computed, published and frozen by people, and comes out the same whenever it is computed again."""

from datetime import date

import pytest

from tests.expect import refused
from tests.scenarios.member_points import ITEMS, MemberPointsScenario

OVER = date(2027, 1, 8)


@pytest.fixture
def year(scenario: MemberPointsScenario) -> MemberPointsScenario:
    """Return a year in which one member is excellent, one qualified, one basically, one not, and one exempt."""
    for number in range(1, 5):
        scenario.join(f"m{number}")
    scenario.join("m5", member_class="exempt")
    scenario.scheme()
    for number, attended in enumerate((("m1", "m2", "m3"), ("m1", "m2"), ("m1",), ("m1", "m5")), start=1):
        scenario.attend(f"a{number}", attended=attended, held_on=date(2026, 3, number) if number < 3 else scenario.day)
    return scenario


def closed(scenario: MemberPointsScenario) -> dict[str, object]:
    """Compute, publish and freeze the first community's year of 2026, in January."""
    scenario.day = OVER
    found = scenario.do("first", "compute_year", organization_id="first", year=2026)
    scenario.do("first", "publish_results", point_year_id=found["id"])
    scenario.pass_days(10)
    return scenario.do("east", "freeze_year", point_year_id=found["id"])


def test_members_are_banded_by_the_published_thresholds_and_who_is_exempt_is_not(year: MemberPointsScenario) -> None:
    found = year.do("first", "compute_year", organization_id="first", year=2026)
    bands = ("members", "excellent", "qualified", "basically_qualified", "unqualified", "exempt")
    assert [found[band] for band in bands] == [5, 1, 1, 1, 1, 1]
    lines = year.ask("first", "results", point_year_id=found["id"])["items"]
    assert [(line["member_id"], line["total"], line["counts"], line["band"]) for line in lines] == [
        ("m1", 2000, 2000, "excellent"),
        ("m2", 1000, 1000, "qualified"),
        ("m3", 500, 500, "basically_qualified"),
        ("m4", 0, 0, "unqualified"),
        ("m5", 0, 0, "exempt"),
    ]
    assert found["rule_versions"] == {"ordinary": "2026-ordinary-v1"}


def test_a_year_is_published_and_frozen_from_above_once_it_and_its_window_are_over(year: MemberPointsScenario) -> None:
    found = year.do("first", "compute_year", organization_id="first", year=2026)
    with refused("step_not_possible"):
        year.do("east", "freeze_year", point_year_id=found["id"])
    published = year.do("first", "publish_results", point_year_id=found["id"])
    assert published["objections_until"] == date(2026, 3, 9)
    with refused("year_not_over"):
        year.do("east", "freeze_year", point_year_id=found["id"])
    year.day = date(2026, 12, 31)
    with refused("year_not_over"):
        year.do("east", "freeze_year", point_year_id=found["id"])
    year.day = date(2027, 1, 1)
    with refused("grant_does_not_reach"):
        year.do("first", "freeze_year", point_year_id=found["id"])
    frozen = year.do("east", "freeze_year", point_year_id=found["id"])
    assert (frozen["status"], frozen["frozen_on"]) == ("frozen", date(2027, 1, 1))
    assert [event.name for event in year.events()][-3:] == ["results_computed", "results_published", "year_frozen"]
    for who, command in (("first", "publish_results"), ("east", "freeze_year")):
        with refused("step_not_possible"):
            year.do(who, command, point_year_id=found["id"])
    with refused("step_not_possible"):
        year.do("first", "compute_year", organization_id="first", year=2026)


def test_the_window_and_open_objections_hold_a_result_back(year: MemberPointsScenario) -> None:
    year.day = OVER
    found = year.do("first", "compute_year", organization_id="first", year=2026)
    until = year.do("first", "publish_results", point_year_id=found["id"])["objections_until"]
    objection = year.do("first", "object_to_year", point_year_id=found["id"], reason="漏记一次")
    year.day = until
    with refused("window_is_open"):
        year.do("east", "freeze_year", point_year_id=found["id"])
    year.pass_days(1)
    with refused("objections_open"):
        year.do("east", "freeze_year", point_year_id=found["id"])
    answer = {"objection_id": objection["id"], "decision": "upheld", "answer": "确有漏记"}
    year.do("east", "answer_objection", **answer)
    assert year.ask("auditor", "point_year", point_year_id=found["id"])["status"] == "computed"
    year.attend("a9", attended=("m4",), held_on=date(2026, 11, 2))
    anew = year.do("first", "compute_year", organization_id="first", year=2026)
    assert (anew["id"], anew["unqualified"], anew["basically_qualified"]) == (found["id"], 0, 2)


def test_a_result_that_the_ledger_has_left_behind_is_not_frozen(year: MemberPointsScenario) -> None:
    year.day = OVER
    found = year.do("first", "compute_year", organization_id="first", year=2026)
    year.do("first", "publish_results", point_year_id=found["id"])
    year.attend("a9", attended=("m4",), held_on=date(2026, 11, 2))
    seen = year.ask("first", "recomputation", point_year_id=found["id"])
    assert (seen["equal"], seen["differing"]) == (False, ["m4"])
    year.pass_days(10)
    with refused("results_have_moved"):
        year.do("east", "freeze_year", point_year_id=found["id"])
    assert year.ask("first", "point_year", point_year_id=found["id"])["status"] == "published"


def test_a_result_computed_before_the_year_was_over_is_not_frozen_when_the_roll_has_moved_on(
    year: MemberPointsScenario,
) -> None:
    found = year.do("first", "compute_year", organization_id="first", year=2026)
    year.do("first", "publish_results", point_year_id=found["id"])
    year.join("m6", effective_on=date(2026, 12, 31))
    year.day = OVER
    with refused("results_have_moved"):
        year.do("east", "freeze_year", point_year_id=found["id"])


def test_a_frozen_year_comes_out_the_same_after_later_schemes_and_later_facts(year: MemberPointsScenario) -> None:
    helped = year.declared(member_id="m2", occurred_on=date(2026, 3, 2))
    frozen = closed(year)
    before = year.ask("first", "results", point_year_id=frozen["id"])["items"]
    dearer = [item | {"cap": 5000, "hundredths": 1000} if item["code"] == "meeting" else item for item in ITEMS]
    year.scheme(year=2027, items=dearer, valid_from=date(2027, 1, 1))
    year.attend("late", attended=("m3",), held_on=date(2026, 12, 30))
    year.attend("a1", attended=("m2",), held_on=date(2026, 3, 1))
    seen = year.ask("first", "recomputation", point_year_id=frozen["id"])
    assert (seen["equal"], seen["members"], seen["differing"]) == (True, 5, [])
    assert year.ask("first", "results", point_year_id=frozen["id"])["items"] == before
    booked = {entry["evidence_id"]: (entry["year"], entry["rule_version"]) for entry in year.entries("m3", year=2027)}
    assert booked == {"late": (2027, "2026-ordinary-v1"), "a1": (2027, "2026-ordinary-v1")}
    for step in ("discuss", "verify"):
        year.step(
            "first", step, helped, **({"meeting_on": year.day, "present": 9, "agreed": 9} if step == "discuss" else {})
        )
    year.step("east", "approve", helped)
    year.step("first", "publish", helped)
    year.pass_days(20)
    with refused("year_is_frozen"):
        year.step("first", "count", helped)
    with refused("year_is_frozen"):
        year.declared(member_id="m2", occurred_on=date(2026, 12, 1))


def test_a_mistake_found_after_freezing_is_reversed_in_the_next_year(year: MemberPointsScenario) -> None:
    entry_id = year.counted()["entry_id"]
    frozen = closed(year)
    reversal = year.do("east", "reverse_entry", entry_id=entry_id, reason="查无此事")
    assert (reversal["year"], reversal["hundredths"]) == (2027, -250)
    assert year.ask("first", "recomputation", point_year_id=frozen["id"])["equal"] is True


def test_a_class_without_a_published_scheme_keeps_the_year_from_being_computed(year: MemberPointsScenario) -> None:
    year.join("m6", member_class="cadre")
    with refused("scheme_missing"):
        year.do("first", "compute_year", organization_id="first", year=2026)


def test_a_branch_without_members_has_an_empty_result_and_a_year_long_past_none(year: MemberPointsScenario) -> None:
    assert year.do("second", "compute_year", organization_id="second", year=2026)["members"] == 0
    for wrong in (2024, 2027):
        with refused("year_out_of_range"):
            year.do("first", "compute_year", organization_id="first", year=wrong)
    with refused("point_year_unknown"):
        year.ask("first", "point_year", point_year_id="no such")


def test_results_by_member_are_for_the_branch_s_staff_and_numbers_for_everyone(year: MemberPointsScenario) -> None:
    found = year.do("first", "compute_year", organization_id="first", year=2026)
    assert [one["id"] for one in year.ask("auditor", "point_years", organization_id="district")["items"]] == [
        found["id"]
    ]
    for who in ("second", "west", "auditor"):
        for query in ("results", "recomputation"):
            with refused("grant_does_not_reach"):
                year.ask(who, query, point_year_id=found["id"])
    assert len(year.ask("east", "results", point_year_id=found["id"], limit=2)["items"]) == 2
