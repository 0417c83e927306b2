"""Acceptance by the checklist, the title with its term, its renewal, and its lapse by date alone."""

from datetime import date, timedelta

import pytest

from services.demonstration_points.model.checklist import share_of
from services.demonstration_points.model.rules import acceptance_rules
from tests.expect import refused
from tests.scenarios.demonstration_points import MET, DemonstrationPointsScenario

RULES = acceptance_rules(date(2026, 3, 2))
ITEMS = {item["id"]: item for item in RULES["checklist"]["items"]}


def ready(scenario: DemonstrationPointsScenario) -> dict[str, object]:
    """Return a point whose only node is reached."""
    point = scenario.building(scenario.scheme())
    scenario.reach_all(point)
    return point


def test_three_of_four_items_in_each_area_are_just_enough(scenario: DemonstrationPointsScenario) -> None:
    assert [share_of(area, MET, RULES) for area in ("hardware", "foundation", "features")] == [75, 75, 75]
    accepted = scenario.do("district", "accept_point", point_id=ready(scenario)["id"], opinion="符合", met=list(MET))
    assert (accepted["status"], accepted["accepted_on"]) == ("accepted", scenario.day)
    shown = {item["id"]: item["met"] for item in scenario.shown(accepted)["checklist"]}
    assert shown == {item: item in MET for item in ITEMS}


def test_every_item_met_is_enough_as_well(scenario: DemonstrationPointsScenario) -> None:
    accepted = scenario.do("district", "accept_point", point_id=ready(scenario)["id"], opinion="符合", met=list(ITEMS))
    assert all(item["met"] for item in scenario.shown(accepted)["checklist"])


@pytest.mark.parametrize("missing", [item for item in MET if not ITEMS[item]["required"]])
def test_one_item_less_in_any_area_falls_short(scenario: DemonstrationPointsScenario, missing: str) -> None:
    point = ready(scenario)
    with refused("checklist_falls_short") as caught:
        scenario.do(
            "district", "accept_point", point_id=point["id"], opinion="好", met=[i for i in MET if i != missing]
        )
    assert (caught.value.params["area"], caught.value.params["share"]) == (ITEMS[missing]["area"], 50)
    assert scenario.shown(point)["status"] == "building"


@pytest.mark.parametrize("missing", [item for item in ITEMS if ITEMS[item]["required"]])
def test_a_required_item_is_never_made_up_for(scenario: DemonstrationPointsScenario, missing: str) -> None:
    point = ready(scenario)
    with refused("checklist_required_missing") as caught:
        scenario.do(
            "district", "accept_point", point_id=point["id"], opinion="好", met=[i for i in ITEMS if i != missing]
        )
    assert ITEMS[missing]["zh"] in caught.value.text("zh")


def test_an_acceptance_needs_an_opinion_and_knows_its_items(scenario: DemonstrationPointsScenario) -> None:
    point = ready(scenario)
    for code, asked in (
        ("text_missing", {"opinion": " "}),
        ("decision_unknown", {"opinion": "好", "decision": "maybe"}),
        ("checklist_item_unknown", {"opinion": "好", "met": ["beauty"]}),
    ):
        with refused(code):
            scenario.do("district", "accept_point", point_id=point["id"], **asked)


def test_an_acceptance_may_be_refused_and_building_goes_on(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.building(scenario.scheme())
    after = scenario.do(
        "district", "accept_point", point_id=point["id"], decision="return", opinion="场所未开放", met=["committee"]
    )
    assert after["status"] == "building"
    assert scenario.events("point_acceptance_refused")[0].refused_on == scenario.day
    judged = {item["id"] for item in scenario.shown(point)["checklist"] if item["met"]}
    assert judged == {"committee"}
    assert scenario.node(point, title="补建")["standing"] == "on_track"


def test_a_title_holds_from_its_first_to_its_last_day_and_lapses_by_itself(
    scenario: DemonstrationPointsScenario,
) -> None:
    point = scenario.accepted(scenario.scheme())
    first, last = date(2026, 3, 10), date(2027, 3, 9)
    scenario.do("district", "activate_point", point_id=point["id"], active_from=first, until=last)
    before = len(scenario.events())
    for day, status, standing in (
        (date(2026, 3, 9), "accepted", None),
        (first, "active", None),
        (date(2026, 12, 8), "active", None),
        (date(2026, 12, 9), "active", "renewal_due"),
        (last, "active", "renewal_due"),
        (date(2027, 3, 10), "lapsed", "lapsed"),
    ):
        scenario.day = day
        shown = scenario.shown(point)
        assert (shown["status"], shown["standing"]) == (status, standing), day
        listed = scenario.ask("first", "points", organization_id="first", status=status)["items"]
        assert [item["id"] for item in listed] == [point["id"]]
    assert len(scenario.events()) == before


@pytest.mark.parametrize(
    ("until", "fits"),
    [
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        (date(2029, 3, 1), True),
        (date(2029, 3, 2), False),
        (date(9999, 12, 31), False),
    ],
)
def test_a_term_ends_after_it_begins_and_within_three_years(
    scenario: DemonstrationPointsScenario, until: date, *, fits: bool
) -> None:
    point = scenario.accepted(scenario.scheme())
    if fits:
        active = scenario.do("district", "activate_point", point_id=point["id"], until=until)
        assert active["active_until"] == until
        assert active["renewal_due_from"] >= active["active_from"] == scenario.day
    else:
        with refused("term_out_of_range"):
            scenario.do("district", "activate_point", point_id=point["id"], until=until)


@pytest.mark.parametrize(
    ("first", "fits"),
    [
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        (date(2027, 3, 3), True),
        (date(2027, 3, 4), False),
        (date(1, 1, 1), False),
        (date(9999, 12, 31), False),
    ],
)
def test_a_term_begins_on_or_after_the_acceptance_and_within_a_year(
    scenario: DemonstrationPointsScenario, first: date, *, fits: bool
) -> None:
    point = scenario.accepted(scenario.scheme())
    asked = {"point_id": point["id"], "active_from": first, "until": date(2028, 1, 1)}
    if fits:
        assert scenario.do("district", "activate_point", **asked)["active_from"] == first
    else:
        with refused("term_begins_outside"):
            scenario.do("district", "activate_point", **asked)


def test_a_renewal_goes_on_from_the_old_end_by_a_decision(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.active(scenario.scheme())
    asked = {"point_id": point["id"], "basis": "区委组织部会议纪要〔2027〕3号"}
    with refused("text_missing"):
        scenario.do("district", "renew_point", point_id=point["id"], until=date(2028, 3, 1), basis=" ")
    with refused("term_not_longer"):
        scenario.do("district", "renew_point", **asked, until=date(2027, 3, 1))
    with refused("term_out_of_range"):
        scenario.do("district", "renew_point", **asked, until=date(2030, 3, 2))
    renewed = scenario.do("district", "renew_point", **asked, until=date(2030, 3, 1))
    assert (renewed["active_from"], renewed["active_until"]) == (scenario.day, date(2030, 3, 1))
    assert renewed["renewal_due_from"] == date(2029, 12, 1)
    assert scenario.events("point_renewed")[0].previous_until == date(2027, 3, 1)


def test_a_lapsed_point_is_renewed_from_the_decision_on_or_taken_down(scenario: DemonstrationPointsScenario) -> None:
    scheme = scenario.scheme()
    renewed, taken_down = scenario.active(scheme), scenario.active(scheme, "second")
    scenario.day = date(2027, 6, 1)
    assert scenario.shown(renewed)["status"] == scenario.shown(taken_down, "second")["status"] == "lapsed"
    basis = {"basis": "复评通过"}
    with refused("term_out_of_range"):
        scenario.do("district", "renew_point", point_id=renewed["id"], until=date(2030, 6, 1), **basis)
    again = scenario.do("district", "renew_point", point_id=renewed["id"], until=date(2030, 5, 31), **basis)
    assert again["status"] == "active"
    gone = scenario.do("district", "withdraw_point", point_id=taken_down["id"], reason="到期未达标")
    assert gone["status"] == "withdrawn"
    with refused("step_not_possible"):
        scenario.do("district", "renew_point", point_id=taken_down["id"], until=date(2028, 1, 1), **basis)


def test_a_title_is_not_given_before_the_acceptance(scenario: DemonstrationPointsScenario) -> None:
    point = ready(scenario)
    with refused("step_not_possible"):
        scenario.do("district", "activate_point", point_id=point["id"], until=scenario.day + timedelta(days=9))
