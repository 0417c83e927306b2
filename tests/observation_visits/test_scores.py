"""Scores: who may give them, how they are worked out, signed, objected to, and what they propose."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.observation_visits.model import scoring
from services.observation_visits.model.settings import score_rules
from tests.observation_visits.world import OUTSIDERS, TUESDAY, World, marks
from tests.worlds import refused

RULES = score_rules(date(2026, 3, 2))
AREAS = RULES["areas"]["areas"]
totals = st.lists(st.fractions(0, 100, max_denominator=300), min_size=5, max_size=12)


def test_the_five_areas_make_a_hundred():
    assert [area["id"] for area in AREAS] == list(marks())
    assert sum(area["weight"] for area in AREAS) == 100
    full = {area: {item: Decimal(value) for item, value in items.items()} for area, items in marks().items()}
    assert scoring.total_of(AREAS, full) == 100


@pytest.mark.parametrize("assessors", [4, 5])
def test_four_assessors_are_too_few_and_five_are_enough(world: World, assessors: int):
    sheet = world.sheet()
    for who in OUTSIDERS[:assessors]:
        world.score(sheet, who)
    if assessors < RULES["assessors"]["least"]:
        with refused("assessors_too_few"):
            world.do("east", "complete_sheet", sheet_id=sheet["id"])
    else:
        done = world.do("east", "complete_sheet", sheet_id=sheet["id"])
        assert (done["status"], done["score"], done["mean"]) == ("completed", "100.00", "100.00")


def test_the_highest_and_the_lowest_are_dropped_once_each(world: World):
    """Each point of sessions weighs 25 / 25, so that the totals are 90, 94, 97, 99 and 100."""
    done = world.completed("0", "4", "7", "9", "10")
    assert done["mean"] == "96.67"
    given_points = world.see("first", "assessments", sheet_id=done["id"])["items"]
    assert sorted(each["total"] for each in given_points) == ["100.00", "90.00", "94.00", "97.00", "99.00"]


def test_of_equal_totals_one_is_dropped(world: World):
    assert world.completed("5", "5", "5", "5", "10")["mean"] == "95.00"


def test_an_assessor_who_hands_in_again_counts_once(world: World):
    sheet = world.sheet()
    for who in (*OUTSIDERS[:4], "district", "district"):
        world.score(sheet, who)
    with refused("assessors_too_few"):
        world.do("east", "complete_sheet", sheet_id=sheet["id"])
    assert len(world.see("east", "assessments", sheet_id=sheet["id"])["items"]) == 4


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
def test_nobody_scores_their_own_street_by_whichever_grant(world: World, who: str, organization: str, code: str):
    sheet = world.sheet()
    with refused(code):
        world.score(sheet, who, organization_id=organization)
    assert world.score(sheet, "westerner")["organization_id"] == "west"


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
def test_points_that_are_none_are_refused(world: World, points: dict, code: str):
    sheet = world.sheet()
    with refused(code):
        world.score(sheet, "district", points or {"foundation": {}})
    assert world.see("east", "score_sheet", sheet_id=sheet["id"])["assessors"] == 0


def test_additions_and_deductions_are_published_within_bounds(world: World):
    sheet = world.sheet()
    for who in OUTSIDERS[:5]:
        world.score(sheet, who, marks(sessions="0"))
    said = {"sheet_id": sheet["id"], "reason": "获表彰", "evidence": "通报"}
    for kind, points, code in (
        ("addition", "5.01", "adjustment_out_of_range"),
        ("deduction", "10.01", "adjustment_out_of_range"),
        ("addition", "0", "adjustment_out_of_range"),
        ("gift", "1", "adjustment_unknown"),
    ):
        with refused(code):
            world.do("east", "adjust_score", kind=kind, points=points, **said)
    with refused("grant_does_not_reach"):
        world.do("first", "adjust_score", kind="addition", points="1", **said)
    world.do("east", "adjust_score", kind="addition", points="2.25", **said)
    with refused("adjustment_out_of_range"):
        world.do("east", "adjust_score", kind="addition", points="2.76", **said)
    world.do("east", "adjust_score", kind="addition", points="2.75", **said)
    taken = world.do("east", "adjust_score", kind="deduction", points="10", **said)
    world.do("east", "take_adjustment_out", sheet_id=sheet["id"], adjustment_id=taken["id"], reason="核实无误")
    with refused("adjustment_not_there"):
        world.do("east", "take_adjustment_out", sheet_id=sheet["id"], adjustment_id=taken["id"], reason="核实无误")
    world.do("east", "adjust_score", kind="deduction", points="1.5", **said)
    done = world.do("east", "complete_sheet", sheet_id=sheet["id"])
    assert (done["mean"], done["score"]) == ("90.00", "93.50")
    assert world.told("sheet_completed")[-1].sheet.hundredths == 9350
    with refused("step_not_possible"):
        world.do("east", "adjust_score", kind="addition", points="1", **said)


def test_both_sides_sign_and_the_score_stands_after_the_window(world: World):
    done = world.completed()
    assert (done["sign_by"], done["object_by"]) == (date(2026, 3, 13), date(2026, 3, 17))
    with refused("grant_does_not_reach"):
        world.do("second", "sign_sheet", sheet_id=done["id"], side="host")
    with refused("grant_does_not_reach"):
        world.do("first", "sign_sheet", sheet_id=done["id"], side="assessing")
    world.do("first", "sign_sheet", sheet_id=done["id"], side="host")
    with refused("sheet_already_signed"):
        world.do("first", "sign_sheet", sheet_id=done["id"], side="host")
    assert world.do("east", "sign_sheet", sheet_id=done["id"], side="assessing")["status"] == "signed"
    world.day = date(2026, 3, 17)
    with refused("objection_window_open"):
        world.do("east", "settle_sheet", sheet_id=done["id"])
    world.day = date(2026, 3, 18)
    with refused("objection_window_closed"):
        world.do("first", "object_to_score", sheet_id=done["id"], reason="漏计")
    assert world.do("east", "settle_sheet", sheet_id=done["id"])["settled_on"] == date(2026, 3, 18)
    (proposed,) = world.told("tier_proposed")
    assert (proposed.organization_id, proposed.period, proposed.tier) == ("first", "2026Q1", "advanced")
    assert (proposed.score, proposed.proposed_on) == ("100.00", date(2026, 3, 18))
    with refused("step_not_possible"):
        world.do("east", "settle_sheet", sheet_id=done["id"])


def test_without_a_signature_a_reason_is_needed(world: World):
    done = world.completed()
    world.do("east", "sign_sheet", sheet_id=done["id"], side="assessing")
    world.day = date(2026, 3, 18)
    with refused("signature_missing"):
        world.do("east", "settle_sheet", sheet_id=done["id"])
    assert world.do("east", "settle_sheet", sheet_id=done["id"], reason="接待单位逾期未签")["status"] == "settled"


def test_an_objection_is_made_on_the_last_day_of_the_window_and_answered(world: World):
    done = world.completed()
    world.do("first", "sign_sheet", sheet_id=done["id"], side="host")
    world.day = date(2026, 3, 17)
    for who in ("third", "west", "second"):
        with refused("grant_does_not_reach"):
            world.do(who, "object_to_score", sheet_id=done["id"], reason="漏计")
    assert world.do("first", "object_to_score", sheet_id=done["id"], reason="漏计一项")["status"] == "objected"
    with refused("step_not_possible"):
        world.do("east", "settle_sheet", sheet_id=done["id"])
    with refused("objection_decision_unknown"):
        world.do("east", "answer_objection", sheet_id=done["id"], decision="maybe", answer="好")
    answered = world.do("east", "answer_objection", sheet_id=done["id"], decision="upheld", answer="重新核算")
    assert (answered["status"], answered["score"], answered["host_signed_on"]) == ("open", None, None)
    world.score(answered, "district", marks(sessions="9"))
    again = world.do("east", "complete_sheet", sheet_id=done["id"])
    assert (again["completed_on"], again["score"]) == (date(2026, 3, 17), "100.00")
    world.do("first", "object_to_score", sheet_id=done["id"], reason="仍漏计")
    rejected = world.do("east", "answer_objection", sheet_id=done["id"], decision="rejected", answer="已计入")
    assert (rejected["status"], rejected["score"], rejected["answer"]) == ("completed", "100.00", "已计入")


def test_a_round_is_not_closed_while_a_score_is_open(world: World):
    sheet = world.sheet()
    one = sheet["round_id"]
    for each in world.visits_of({"id": one}).values():
        if each["status"] == "announced":
            world.do("east", "withdraw_visit", visit_id=each["id"], reason="改期")
    with refused("scores_not_settled"):
        world.do("east", "close_round", round_id=one)
    with refused("sheet_opened_already"):
        world.do("east", "open_sheet", visit_id=sheet["visit_id"])


def test_a_district_sets_its_own_items_from_a_day_on(world: World):
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
            world.do("district", "set_template", **asked | more)
    world.do("district", "set_template", **asked)
    assert world.see("first", "score_template", organization_id="first")["version"] == "2024-01"
    sheet = world.sheet()
    assert (sheet["template_version"], sheet["areas"][1]["items"][0]["id"]) == ("district-1", "all")
    with refused("score_item_missing"):
        world.score(sheet, "district")
    half = {"organization": {"all": "25"}}
    assert world.score(sheet, "district", marks() | half)["total"] == "87.50"


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


def test_the_windows_are_counted_in_working_days(world: World):
    """From Friday 13 March: three working days are Wednesday, five are Friday of the week after."""
    sheet = world.sheet()
    for who in OUTSIDERS[:5]:
        world.score(sheet, who)
    world.day = date(2026, 3, 13)
    done = world.do("east", "complete_sheet", sheet_id=sheet["id"])
    assert (done["sign_by"], done["object_by"]) == (date(2026, 3, 18), date(2026, 3, 20))
    assert done["object_by"] - done["completed_on"] == timedelta(days=7)
