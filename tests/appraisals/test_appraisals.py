"""An organization assesses itself, is reviewed by another person above, published, and frozen with its scheme."""

from datetime import date
from typing import Any

import pytest

from services.appraisals.model.documents import digest_of
from shared.rights import COMMUNITY, DISTRICT, STREET, Actor, Grant
from tests.expect import refused
from tests.scenarios.appraisals import BANDS, FIGURES, ITEMS, JUDGED, AppraisalsScenario, figure


def test_the_year_is_begun_for_every_unit_of_the_level_and_listed_in_tree_order(scenario: AppraisalsScenario) -> None:
    scenario.scheme()
    begun = scenario.begin()
    assert (begun["opened"], begun["there_already"], begun["rule_version"]) == (2, 0, "2026-street-v1")
    assert (scenario.begin()["opened"], scenario.begin()["there_already"]) == (0, 2)
    listed = scenario.ask("auditor", "appraisals", organization_id="district", year=2026)["items"]
    assert [one["organization_id"] for one in listed] == ["east", "west"]
    scenario.published(listed[1], "west", "district")
    again = scenario.ask("auditor", "appraisals", organization_id="district", limit=1)
    assert [one["organization_id"] for one in again["items"]] == ["east"], "by the tree, whoever has which score"
    rest = scenario.ask("auditor", "appraisals", organization_id="district", after=again["next_after"])
    assert [(one["organization_id"], one["score"] is None) for one in rest["items"]] == [("west", False)]
    assert (listed[0]["status"], listed[0]["assess_by"]) == ("opened", date(2026, 3, 16))


def test_an_appraisal_goes_its_whole_way_and_is_explained_item_by_item(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened()
    assessed = scenario.assessed(opened, "east")
    assert (assessed["status"], assessed["review_by"]) == ("self_assessed", date(2026, 3, 23))
    scenario.evidence(opened, "district")
    scenario.reviewed(opened, "district", 2400, opinion="总体较好")
    published = scenario.do("district", "publish_appraisal", appraisal_id=opened["id"])
    points = {item["code"]: item["points"] for item in published["items"]}
    assert points == {"life": 4000, "overdue": 1000, "brand": 2400, "points": 625}
    assert (published["score"], published["band"], published["band_name"]) == (8025, "good", "较好")
    life = published["items"][0]["figure"]
    assert (life["numerator"], life["denominator"]) == FIGURES["life"]
    assert life["href"].endswith("/figures/obligations_on_time/records?period=2026")
    assert published["read_at"]["positions"] == ["activities:east:7"]
    assert published["items"][2]["reason"] == "现场核实"
    steps = scenario.ask("east", "appraisal_steps", appraisal_id=opened["id"])["items"]
    assert [step["step"] for step in steps] == ["open", "assess", "read", "review", "publish"]
    told = [
        event.appraisal
        for event in scenario.events()
        if event.name.startswith("appraisal_") and hasattr(event, "appraisal")
    ]
    assert [state.score for state in told if state.appraisal_id == opened["id"]] == [None, None, None, None, 8025]


def test_a_result_is_frozen_after_its_window_and_its_year_with_the_scheme_and_a_hash(
    scenario: AppraisalsScenario,
) -> None:
    opened = scenario.opened()
    published = scenario.published(opened, "east", "district")
    key = {"appraisal_id": opened["id"]}
    with refused("appraisal_year_not_over"):
        scenario.do("district", "freeze_appraisal", **key)
    assert scenario.ask("east", "frozen_result", **key)["document"] is None
    scenario.day = date(2027, 1, 4)
    frozen = scenario.do("district", "freeze_appraisal", **key)
    assert (frozen["status"], frozen["frozen_on"], frozen["score"]) == ("frozen", scenario.day, published["score"])
    kept = scenario.ask("east", "frozen_result", **key)
    assert (kept["digest"], kept["intact"]) == (frozen["digest"], True)
    assert kept["document"]["scheme"]["rule_version"] == "2026-street-v1"
    assert kept["document"]["result"]["score"] == frozen["score"]
    assert digest_of(kept["document"] | {"year": 2025}) != frozen["digest"]
    for who, command, more in (
        ("district", "publish_appraisal", {}),
        ("district", "review_appraisal", {"items": []}),
        ("east", "self_assess", {"items": []}),
        ("east", "object_to_appraisal", {"reason": "x"}),
        ("district", "freeze_appraisal", {}),
    ):
        with refused("step_not_possible"):
            scenario.do(who, command, **key, **more)


def test_a_new_version_in_mid_year_counts_for_what_is_published_from_its_day_on(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened()
    scenario.assessed(opened, "east")
    scenario.evidence(opened, "district")
    scenario.reviewed(opened, "district")
    heavier = [ITEMS[0] | {"weight": 50, "target": 100}, ITEMS[1], ITEMS[2] | {"weight": 20}, ITEMS[3]]
    scenario.scheme(items=heavier, valid_from=date(2026, 7, 1))
    west = scenario.of_unit("west")
    assert scenario.published(west, "west", "district")["rule_version"] == "2026-street-v1"
    scenario.day = date(2026, 7, 1)
    with refused("appraisal_scheme_has_changed"):
        scenario.do("district", "publish_appraisal", appraisal_id=opened["id"])
    with refused("figure_out_of_range"):
        scenario.reviewed(opened, "district", 3000)
    scenario.reviewed(opened, "district", 2000)
    published = scenario.do("district", "publish_appraisal", appraisal_id=opened["id"])
    assert (published["rule_version"], published["items"][0]["points"]) == ("2026-street-v2", 4500)
    assert scenario.of_unit("west")["rule_version"] == "2026-street-v1", "what was published stays"


def test_figures_of_another_scheme_are_not_taken_and_missing_ones_hold_a_result_back(
    scenario: AppraisalsScenario,
) -> None:
    opened = scenario.opened()
    scenario.assessed(opened, "east")
    scenario.reviewed(opened, "district")
    with refused("evidence_missing"):
        scenario.do("district", "publish_appraisal", appraisal_id=opened["id"])
    with refused("evidence_of_other_scheme"):
        scenario.hand_over(opened, "district", [figure("life", "sessions", None, 3)])
    scenario.evidence(opened, "district", life=(0, 0), points=(0, 0))
    published = scenario.do("district", "publish_appraisal", appraisal_id=opened["id"])
    assert [item["measured"] for item in published["items"]] == [False, True, True, False]
    assert published["score"] == 8000


def test_figures_read_anew_under_one_key_answer_what_was_read_first(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened()
    answers = []
    for numerator in (45, 44):
        scenario.keys = 100
        answers.append(scenario.evidence(opened, "district", life=(numerator, 50)))
    assert answers[0] == answers[1]
    assert answers[1]["items"][0]["figure"]["numerator"] == 45


def test_nothing_to_measure_gives_no_score(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened(items=[ITEMS[0] | {"weight": 100}])
    scenario.assessed(opened, "east")
    scenario.evidence(opened, "district", life=(0, 0))
    scenario.reviewed(opened, "district")
    with refused("nothing_measured"):
        scenario.do("district", "publish_appraisal", appraisal_id=opened["id"])


def test_a_self_assessment_is_given_back_and_handed_in_again(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened()
    scenario.assessed(opened, "east")
    scenario.pass_days(3)
    returned = scenario.do("district", "return_assessment", appraisal_id=opened["id"], opinion="请补充")
    assert (returned["status"], returned["assess_by"], returned["review_by"]) == ("opened", date(2026, 3, 19), None)
    assert scenario.assessed(opened, "east")["status"] == "self_assessed"


@pytest.mark.parametrize(
    ("items", "code", "field"),
    [
        ([], "appraisal_items_missing", "items"),
        ([{"item": "brand", "statement": "好", "claim": None}], "claim_unfit", "items.0.claim"),
        ([{"item": "brand", "statement": "好", "claim": 3001}], "figure_out_of_range", "items.0.claim"),
        ([{"item": "brand", "statement": "", "claim": 1}], "text_missing", "items.0.statement"),
        ([{"item": "brand", "statement": "好" * 501, "claim": 1}], "text_too_long", "items.0.statement"),
        ([{"item": "nothing", "statement": "好"}], "appraisal_item_unknown", "items.0.item"),
        ([{"item": "brand", "statement": "好", "claim": 1}] * 2, "appraisal_item_twice", "items.1.item"),
        (
            [{"item": "brand", "statement": "好", "claim": 1}, {"item": "life", "statement": "好", "claim": 1}],
            "claim_unfit",
            "items.1.claim",
        ),
    ],
)
def test_a_self_assessment_is_refused_by_its_field(
    scenario: AppraisalsScenario, items: list[dict[str, Any]], code: str, field: str
) -> None:
    opened = scenario.opened()
    with refused(code) as refusal:
        scenario.do("east", "self_assess", appraisal_id=opened["id"], items=items)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("items", "code", "field"),
    [
        ([], "appraisal_items_missing", "items"),
        ([{"item": "brand", "points": 3001, "reason": "好"}], "figure_out_of_range", "items.0.points"),
        ([{"item": "brand", "points": 1, "reason": " "}], "text_missing", "items.0.reason"),
        (
            [{"item": "brand", "points": 1, "reason": "好"}, {"item": "life", "points": 1, "reason": "好"}],
            "figure_is_not_judged",
            "items.1.item",
        ),
    ],
)
def test_a_review_is_refused_by_its_field(
    scenario: AppraisalsScenario, items: list[dict[str, Any]], code: str, field: str
) -> None:
    opened = scenario.opened()
    scenario.assessed(opened, "east")
    with refused(code) as refusal:
        scenario.do("district", "review_appraisal", appraisal_id=opened["id"], items=items)
    assert refusal.value.field == field


def test_nobody_reviews_what_they_assessed_by_whichever_account(scenario: AppraisalsScenario) -> None:
    accounts = ("both", "other")
    for account, grant in zip(accounts, (Grant(STREET, "east"), Grant(DISTRICT, "district")), strict=True):
        scenario.people[account] = Actor(account, account, (grant,), "a person", accounts)
    opened = scenario.opened()
    scenario.assessed(opened, "both")
    scenario.evidence(opened, "other")
    with refused("own_self_assessment"):
        scenario.reviewed(opened, "other")
    assert scenario.reviewed(opened, "district")["status"] == "reviewed"


def test_the_unit_assesses_and_only_who_is_above_reviews(scenario: AppraisalsScenario) -> None:
    scenario.people["alone"] = Actor("alone", "alone", (Grant(DISTRICT, "district", below=False),))
    opened = scenario.opened()
    with refused("grant_does_not_reach"):
        scenario.assessed(opened, "west")
    scenario.assessed(opened, "east")
    for who in ("east", "west", "alone"):
        for act in (scenario.evidence, scenario.reviewed):
            with refused("grant_does_not_reach"):
                act(opened, who)
    with refused("grant_does_not_reach"):
        scenario.begin("west", "street", organization_id="district")
    with refused("grant_does_not_reach"):
        scenario.do("alone", "begin_appraisals", organization_id="district", year=2026, level="street")


def test_a_result_is_read_by_everyone_below_the_reviewer_once_it_is_published(scenario: AppraisalsScenario) -> None:
    scenario.people["clerk"] = Actor("clerk", "clerk", (Grant(COMMUNITY, "third"),))
    opened = scenario.opened()
    with refused("grant_does_not_reach"):
        scenario.ask("west", "appraisal", appraisal_id=opened["id"])
    scenario.published(opened, "east", "district")
    for reader in ("west", "clerk"):
        seen = scenario.ask(reader, "appraisal", appraisal_id=opened["id"])
        assert (seen["reduced"], seen["score"] is None, "items" in seen) == (True, False, False)
    assert "items" in scenario.ask("east", "appraisal", appraisal_id=opened["id"])
    with refused("appraisal_unknown"):
        scenario.ask("district", "appraisal", appraisal_id="none")


def test_a_year_is_begun_by_a_published_scheme_of_its_own(scenario: AppraisalsScenario) -> None:
    with refused("appraisal_scheme_missing"):
        scenario.begin()
    scenario.drafted()
    with refused("appraisal_scheme_missing"):
        scenario.begin()
    with refused("year_out_of_range"):
        scenario.begin(year=2027)
    scenario.scheme("east", "community", items=JUDGED, bands=BANDS)
    assert scenario.begin("east", "community")["opened"] == 2


def test_an_outdated_version_is_refused(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened()
    with refused("changed_meanwhile"):
        scenario.assessed(opened, "east", expected_version=7)
