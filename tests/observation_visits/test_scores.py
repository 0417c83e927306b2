"""Scores: who may give them, how they are worked out, signed, objected to, and what they propose."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.observation_visits.model import scoring
from services.observation_visits.model.settings import score_rules
from shared.rights import Actor
from tests.expect import refused
from tests.scenarios.observation_visits import OUTSIDERS, TUESDAY, ObservationVisitsScenario, marks

RULES = score_rules(date(2026, 3, 2))
AREAS = RULES["areas"]["areas"]
totals = st.lists(st.fractions(0, 100, max_denominator=300), min_size=5, max_size=12)


def test_the_five_areas_make_a_hundred():
    assert [area["id"] for area in AREAS] == list(marks())
    assert sum(area["weight"] for area in AREAS) == 100
    full = {area: {item: Decimal(value) for item, value in items.items()} for area, items in marks().items()}
    assert scoring.total_of(AREAS, full) == 100


@pytest.mark.parametrize("assessors", [4, 5])
def test_four_assessors_are_too_few_and_five_are_enough(scenario: ObservationVisitsScenario, assessors: int):
    sheet = scenario.sheet()
    for who in OUTSIDERS[:assessors]:
        scenario.score(sheet, who)
    if assessors < RULES["assessors"]["least"]:
        with refused("assessors_too_few"):
            scenario.do("east", "complete_sheet", sheet_id=sheet["id"])
    else:
        done = scenario.do("east", "complete_sheet", sheet_id=sheet["id"])
        assert (done["status"], done["score"], done["mean"]) == ("completed", "100.00", "100.00")


def test_the_highest_and_the_lowest_are_dropped_once_each(scenario: ObservationVisitsScenario):
    """Each point of sessions weighs 25 / 25, so that the totals are 90, 94, 97, 99 and 100."""
    done = scenario.completed("0", "4", "7", "9", "10")
    assert done["mean"] == "96.67"
    given_points = scenario.ask("first", "assessments", sheet_id=done["id"])["items"]
    assert sorted(each["total"] for each in given_points) == ["100.00", "90.00", "94.00", "97.00", "99.00"]


def test_of_equal_totals_one_is_dropped(scenario: ObservationVisitsScenario):
    assert scenario.completed("5", "5", "5", "5", "10")["mean"] == "95.00"


def test_an_assessor_who_hands_in_again_counts_once(scenario: ObservationVisitsScenario):
    sheet = scenario.sheet()
    for who in (*OUTSIDERS[:4], "district", "district"):
        scenario.score(sheet, who)
    with refused("assessors_too_few"):
        scenario.do("east", "complete_sheet", sheet_id=sheet["id"])
    assert len(scenario.ask("east", "assessments", sheet_id=sheet["id"])["items"]) == 4


@pytest.mark.parametrize(
    ("who", "organization", "code"),
    [
        ("first", "first", "own_organization_scored"),
        ("second", "second", "own_street_scored"),
        ("east", "east", "own_street_scored"),
        ("cell", "cell", "own_street_scored"),
        ("both", "west", "own_street_scored"),
        ("third", "west", "grant_does_not_reach"),
        ("auditor", "district", "grant_does_not_reach"),
    ],
)
def test_nobody_scores_their_own_street_by_whichever_grant(
    scenario: ObservationVisitsScenario, who: str, organization: str, code: str
):
    sheet = scenario.sheet()
    with refused(code):
        scenario.score(sheet, who, organization_id=organization)
    assert scenario.score(sheet, "westerner")["organization_id"] == "west"


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (marks(service="15.01"), "points_too_many"),
        (marks(service="-1"), "points_malformed"),
        (marks(service="1e1"), "points_malformed"),
        (marks(service="9.999"), "points_malformed"),
        (marks(service="９"), "points_malformed"),
        (marks(service="nan"), "points_malformed"),
        ({}, "score_item_missing"),
        ({area: items for area, items in marks().items() if area != "safeguards"}, "score_item_missing"),
        (marks() | {"charm": {"smile": "10"}}, "score_item_unknown"),
    ],
)
def test_points_that_are_none_are_refused(scenario: ObservationVisitsScenario, points: dict, code: str):
    sheet = scenario.sheet()
    with refused(code):
        scenario.score(sheet, "district", points or {"foundation": {}})
    assert scenario.ask("east", "score_sheet", sheet_id=sheet["id"])["assessors"] == 0


def test_additions_and_deductions_are_published_within_bounds(scenario: ObservationVisitsScenario):
    sheet = scenario.sheet()
    for who in OUTSIDERS[:5]:
        scenario.score(sheet, who, marks(sessions="0"))
    said = {"sheet_id": sheet["id"], "reason": "获表彰", "evidence": "通报"}
    for kind, points, code in (
        ("addition", "5.01", "adjustment_out_of_range"),
        ("deduction", "10.01", "adjustment_out_of_range"),
        ("addition", "0", "adjustment_out_of_range"),
        ("gift", "1", "adjustment_unknown"),
    ):
        with refused(code):
            scenario.do("east", "adjust_score", kind=kind, points=points, **said)
    with refused("grant_does_not_reach"):
        scenario.do("first", "adjust_score", kind="addition", points="1", **said)
    scenario.do("east", "adjust_score", kind="addition", points="2.25", **said)
    with refused("adjustment_out_of_range"):
        scenario.do("east", "adjust_score", kind="addition", points="2.76", **said)
    scenario.do("east", "adjust_score", kind="addition", points="2.75", **said)
    taken = scenario.do("east", "adjust_score", kind="deduction", points="10", **said)
    scenario.do("east", "take_adjustment_out", sheet_id=sheet["id"], adjustment_id=taken["id"], reason="核实无误")
    with refused("adjustment_not_there"):
        scenario.do("east", "take_adjustment_out", sheet_id=sheet["id"], adjustment_id=taken["id"], reason="核实无误")
    scenario.do("east", "adjust_score", kind="deduction", points="1.5", **said)
    done = scenario.do("east", "complete_sheet", sheet_id=sheet["id"])
    assert (done["mean"], done["score"]) == ("90.00", "93.50")
    assert scenario.events("sheet_completed")[-1].sheet.hundredths == 9350
    with refused("step_not_possible"):
        scenario.do("east", "adjust_score", kind="addition", points="1", **said)


def test_both_sides_sign_and_the_score_stands_after_the_window(scenario: ObservationVisitsScenario):
    done = scenario.completed()
    assert (done["sign_by"], done["object_by"]) == (date(2026, 3, 13), date(2026, 3, 17))
    with refused("grant_does_not_reach"):
        scenario.do("second", "sign_sheet", sheet_id=done["id"], side="host")
    with refused("grant_does_not_reach"):
        scenario.do("first", "sign_sheet", sheet_id=done["id"], side="assessing")
    scenario.do("first", "sign_sheet", sheet_id=done["id"], side="host")
    with refused("sheet_already_signed"):
        scenario.do("first", "sign_sheet", sheet_id=done["id"], side="host")
    assert scenario.do("east", "sign_sheet", sheet_id=done["id"], side="assessing")["status"] == "signed"
    scenario.day = date(2026, 3, 17)
    with refused("objection_window_open"):
        scenario.do("east", "settle_sheet", sheet_id=done["id"])
    scenario.day = date(2026, 3, 18)
    with refused("objection_window_closed"):
        scenario.do("first", "object_to_score", sheet_id=done["id"], reason="漏计")
    assert scenario.do("east", "settle_sheet", sheet_id=done["id"])["settled_on"] == date(2026, 3, 18)
    (proposed,) = scenario.events("tier_proposed")
    assert (proposed.organization_id, proposed.period, proposed.tier) == ("first", "2026Q1", "advanced")
    assert (proposed.score, proposed.proposed_on) == ("100.00", date(2026, 3, 18))
    with refused("step_not_possible"):
        scenario.do("east", "settle_sheet", sheet_id=done["id"])


def test_without_a_signature_a_reason_is_needed(scenario: ObservationVisitsScenario):
    done = scenario.completed()
    scenario.do("east", "sign_sheet", sheet_id=done["id"], side="assessing")
    scenario.day = date(2026, 3, 18)
    with refused("signature_missing"):
        scenario.do("east", "settle_sheet", sheet_id=done["id"])
    assert scenario.do("east", "settle_sheet", sheet_id=done["id"], reason="接待单位逾期未签")["status"] == "settled"


def test_an_objection_is_made_on_the_last_day_of_the_window_and_answered(scenario: ObservationVisitsScenario):
    done = scenario.completed()
    scenario.do("first", "sign_sheet", sheet_id=done["id"], side="host")
    scenario.day = date(2026, 3, 17)
    for who in ("third", "west", "second"):
        with refused("grant_does_not_reach"):
            scenario.do(who, "object_to_score", sheet_id=done["id"], reason="漏计")
    assert scenario.do("first", "object_to_score", sheet_id=done["id"], reason="漏计一项")["status"] == "objected"
    with refused("step_not_possible"):
        scenario.do("east", "settle_sheet", sheet_id=done["id"])
    with refused("objection_decision_unknown"):
        scenario.do("east", "answer_objection", sheet_id=done["id"], decision="maybe", answer="好")
    scenario.people["both"] = Actor("both", "both", (*scenario.people["east"].grants,), accounts=("first",))
    with refused("own_objection"):
        scenario.do("both", "answer_objection", sheet_id=done["id"], decision="upheld", answer="好")
    answered = scenario.do("east", "answer_objection", sheet_id=done["id"], decision="upheld", answer="重新核算")
    assert (answered["status"], answered["score"], answered["host_signed_on"]) == ("open", None, None)
    scenario.score(answered, "district", marks(sessions="9"))
    again = scenario.do("east", "complete_sheet", sheet_id=done["id"])
    assert (again["completed_on"], again["score"]) == (date(2026, 3, 17), "100.00")
    scenario.do("first", "object_to_score", sheet_id=done["id"], reason="仍漏计")
    rejected = scenario.do("east", "answer_objection", sheet_id=done["id"], decision="rejected", answer="已计入")
    assert (rejected["status"], rejected["score"], rejected["answer"]) == ("completed", "100.00", "已计入")


def test_a_round_is_not_closed_while_a_score_is_open(scenario: ObservationVisitsScenario):
    sheet = scenario.sheet()
    one = sheet["round_id"]
    for each in scenario.visits_of({"id": one}).values():
        if each["status"] == "announced":
            scenario.do("east", "withdraw_visit", visit_id=each["id"], reason="改期")
    with refused("scores_not_settled"):
        scenario.do("east", "close_round", round_id=one)
    with refused("sheet_opened_already"):
        scenario.do("east", "open_sheet", visit_id=sheet["visit_id"])


def test_a_district_sets_its_own_items_from_a_day_on(scenario: ObservationVisitsScenario):
    areas = [dict(area) for area in AREAS]
    areas[0] = areas[0] | {"weight": 15}
    areas[1] = areas[1] | {"weight": 25, "items": [{"id": "all", "zh": "总评", "en": "Overall", "most": 50}]}
    asked = {"organization_id": "district", "valid_from": TUESDAY, "areas": areas, "basis": "评分办法"}
    for more, code in (
        ({"areas": areas[:4]}, "areas_differ"),
        ({"areas": areas[::-1]}, "areas_differ"),
        ({"areas": [areas[0] | {"weight": 16}, *areas[1:]]}, "weights_not_hundred"),
        ({"areas": [areas[0] | {"items": areas[0]["items"] * 2}, *areas[1:]]}, "items_repeat"),
        ({"valid_from": date(2026, 3, 1)}, "day_before_last_step"),
        ({"organization_id": "east"}, "template_is_the_districts"),
    ):
        with refused(code):
            scenario.do("district", "set_template", **asked | more)
    scenario.do("district", "set_template", **asked)
    assert scenario.ask("first", "score_template", organization_id="first")["version"] == "2024-01"
    sheet = scenario.sheet()
    assert (sheet["template_version"], sheet["areas"][1]["items"][0]["id"]) == ("district-1", "all")
    with refused("score_item_missing"):
        scenario.score(sheet, "district")
    half = {"organization": {"all": "25"}}
    assert scenario.score(sheet, "district", marks() | half)["total"] == "87.50"


@pytest.mark.slow
@given(totals)
def test_the_mean_lies_between_the_totals_that_count_and_order_does_not_matter(given_totals: list[Fraction]):
    mean = scoring.mean_of(given_totals)
    kept = sorted(given_totals)[1:-1]
    assert kept[0] <= mean <= kept[-1]
    assert mean == scoring.mean_of(given_totals[::-1]) == Fraction(sum(kept), len(kept))
    raised = [min(Fraction(100), total + 1) for total in given_totals]
    assert scoring.mean_of(raised) >= mean


@pytest.mark.slow
@given(totals, st.decimals(0, 5, places=2), st.decimals(0, 10, places=2))
def test_rounding_is_half_up_to_two_places_and_never_below_nothing(
    given_totals: list[Fraction], plus: Decimal, minus: Decimal
):
    exact = scoring.score_of(scoring.mean_of(given_totals), plus, minus)
    rounded = scoring.rounded(exact)
    assert rounded >= 0
    assert abs(Fraction(rounded) - exact) <= Fraction(1, 200)
    assert Fraction(rounded) - exact != Fraction(-1, 200)
    assert rounded == rounded.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_half_a_hundredth_is_rounded_up():
    assert str(scoring.rounded(Fraction(18001, 200))) == "90.01"
    assert str(scoring.rounded(Fraction(900049, 10000))) == "90.00"


@pytest.mark.parametrize(
    ("score", "tier"),
    [
        ("100.00", "advanced"),
        ("90.00", "advanced"),
        ("89.99", "qualified"),
        ("60.00", "qualified"),
        ("59.99", "lagging"),
        ("0.00", "lagging"),
    ],
)
def test_published_thresholds_propose_a_tier(score: str, tier: str):
    assert scoring.tier_of(Decimal(score), RULES["tiers"]) == tier


def test_the_windows_are_counted_in_working_days(scenario: ObservationVisitsScenario):
    """From Friday 13 March: three working days are Wednesday, five are Friday of the week after."""
    sheet = scenario.sheet()
    for who in OUTSIDERS[:5]:
        scenario.score(sheet, who)
    scenario.day = date(2026, 3, 13)
    done = scenario.do("east", "complete_sheet", sheet_id=sheet["id"])
    assert (done["sign_by"], done["object_by"]) == (date(2026, 3, 18), date(2026, 3, 20))
    assert done["object_by"] - done["completed_on"] == timedelta(days=7)
