"""What organizational life asks, through a year: set, due, met, late, missed, excused, open again, lifted."""

from datetime import date

import pytest

from shared.enumerations import OBLIGATION_STANDINGS
from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario
from tests.scenarios.in_process import timeline

JANUARY, FEBRUARY, MARCH = "theme_day 2026-01", "theme_day 2026-02", "theme_day 2026-03"


def standings(scenario: ActivitiesScenario, organization: str = "first", **more: object) -> dict[str, str]:
    """Return how each obligation of an organization stands."""
    return {name: one["standing"] for name, one in scenario.obligations(organization, **more).items()}


def test_a_year_is_asked_of_an_organization_when_it_is_heard_of(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    asked = standings(scenario)
    kinds = [name.split()[0] for name in asked]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "members_meeting": 4,
        "committee_meeting": 12,
        "theme_day": 12,
        "life_meeting": 1,
        "democratic_appraisal": 1,
    }
    assert "group_meeting 2026-03" in scenario.obligations("cell")
    assert scenario.obligations("east") == {}
    assert len([event for event in scenario.events("obligations_set") if event.organization_id == "first"]) == 1


def test_no_frequency_is_invented_for_the_party_class(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    assert not [name for name in scenario.obligations("cell") if name.startswith("party_class")]


def test_of_an_organization_opened_in_the_year_nothing_is_asked_that_began_before(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.open(timeline("new", "community", "east", since=date(2026, 2, 1)))
    asked = scenario.obligations("new")
    assert "theme_day 2026-01" not in asked
    assert "theme_day 2026-02" in asked
    assert "members_meeting 2026Q1" not in asked
    assert "members_meeting 2026Q2" in asked
    assert "life_meeting 2026" not in asked


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2026, 1, 31), "due"),
        (date(2026, 2, 1), "late"),
        (date(2026, 2, 15), "late"),
        (date(2026, 2, 16), "missed"),
    ],
)
def test_an_obligation_is_due_then_late_then_missed_by_days_alone(
    scenario: ActivitiesScenario, day: date, standing: str
) -> None:
    scenario.day = date(2026, 1, 5)
    scenario.open_all()
    scenario.day = day
    assert standings(scenario)[JANUARY] == standing


@pytest.mark.parametrize(
    ("held_on", "standing"),
    [
        (date(2026, 1, 1), "on_time"),
        (date(2026, 1, 31), "on_time"),
        (date(2026, 2, 1), "met_late"),
        (date(2026, 2, 15), "met_late"),
    ],
)
def test_the_day_on_which_it_was_held_decides_not_the_day_it_was_entered(
    scenario: ActivitiesScenario, held_on: date, standing: str
) -> None:
    scenario.open_all()
    makes_up = {"makes_up_for": "2026-01"} if held_on.month == 2 else {}
    scenario.held("theme_day", held_on=held_on, **makes_up)
    assert standings(scenario)[JANUARY] == standing


def test_what_is_missed_cannot_be_made_up_for(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    with refused("nothing_to_make_up"):
        scenario.held("theme_day", held_on=date(2026, 2, 16), makes_up_for="2026-01")
    for wrong in ("2026-02", "2026Q1", "x"):
        with refused("nothing_to_make_up"):
            scenario.held("theme_day", held_on=date(2026, 2, 3), makes_up_for=wrong)


def test_a_second_one_in_a_month_makes_up_for_the_month_before(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.held("theme_day", held_on=date(2026, 2, 3))
    assert (standings(scenario)[JANUARY], standings(scenario)[FEBRUARY]) == ("missed", "on_time")
    scenario.held("theme_day", held_on=date(2026, 2, 10))
    assert (standings(scenario)[JANUARY], standings(scenario)[FEBRUARY]) == ("met_late", "on_time")


def test_cancelling_what_met_it_opens_it_again_and_another_record_meets_it(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    first = scenario.held("theme_day")
    assert standings(scenario)[MARCH] == "on_time"
    scenario.do("first", "cancel_activity", activity_id=first["id"], reason="录错单位")
    assert standings(scenario)[MARCH] == "due"
    scenario.held("theme_day")
    assert standings(scenario)[MARCH] == "on_time"
    names = [
        event.name for event in scenario.events() if event.name.startswith("obligation_") and "year" not in event.name
    ]
    assert names == ["obligation_met", "obligation_reopened", "obligation_met"]


def test_a_record_moved_to_another_month_meets_that_month(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    held = scenario.held("theme_day", held_on=date(2026, 2, 3))
    scenario.do("first", "amend_activity", activity_id=held["id"], held_on=date(2026, 3, 1))
    assert (standings(scenario)[FEBRUARY], standings(scenario)[MARCH]) == ("late", "on_time")


def test_only_the_level_above_excuses_and_takes_it_back(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    wanted = scenario.obligations()[JANUARY]["id"]
    for who in ("first", "second", "west", "auditor"):
        with refused("grant_does_not_reach"):
            scenario.do(who, "excuse_obligation", obligation_id=wanted, reason="防汛值守")
    with refused("text_missing"):
        scenario.do("east", "excuse_obligation", obligation_id=wanted, reason=" ")
    excused = scenario.do("east", "excuse_obligation", obligation_id=wanted, reason="防汛值守")
    assert (excused["standing"], excused["excused_by"]) == ("excused", "east staff")
    again = scenario.do("east", "withdraw_excuse", obligation_id=wanted)
    assert again["standing"] == "missed"
    with refused("obligation_not_excused"):
        scenario.do("east", "withdraw_excuse", obligation_id=wanted)


def test_what_was_excused_and_held_all_the_same_is_met(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    wanted = scenario.obligations()[MARCH]["id"]
    scenario.do("east", "excuse_obligation", obligation_id=wanted, reason="换届")
    held = scenario.held("theme_day")
    assert standings(scenario)[MARCH] == "on_time"
    with refused("obligation_not_open"):
        scenario.do("east", "excuse_obligation", obligation_id=wanted, reason="换届")
    scenario.do("first", "cancel_activity", activity_id=held["id"], reason="录错")
    assert standings(scenario)[MARCH] == "excused"


def test_a_life_meeting_is_due_in_the_last_quarter_and_in_time_all_year(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    assert standings(scenario)["life_meeting 2026"] == "planned"
    scenario.day = date(2026, 10, 1)
    assert standings(scenario)["life_meeting 2026"] == "due"
    scenario.held("life_meeting", held_on=date(2026, 3, 1))
    assert standings(scenario)["life_meeting 2026"] == "on_time"


@pytest.mark.parametrize(("day", "years"), [(date(2026, 11, 30), {2026}), (date(2026, 12, 1), {2026, 2027})])
def test_the_next_year_is_set_by_the_first_deed_from_the_day_the_rules_name(
    scenario: ActivitiesScenario, day: date, years: set[int]
) -> None:
    scenario.open_all()
    scenario.day = day
    scenario.held("theme_day")
    scenario.deliver_own()
    assert {one["year"] for one in scenario.obligations("second").values()} == years


def test_nobody_has_to_do_anything_in_december_for_january_to_be_asked(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.day = date(2027, 1, 10)
    scenario.held("theme_day")
    scenario.deliver_own()
    assert standings(scenario)["theme_day 2027-01"] == "on_time"
    assert standings(scenario, "second")["theme_day 2027-01"] == "due"


def test_setting_a_year_again_changes_nothing(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    before = scenario.obligations()
    told = len(scenario.events("obligations_set"))
    for _ in range(2):
        said = scenario.do("district", "set_obligations_of_year", organization_id="first", year=2026)
        scenario.deliver_own()
    assert said == {"organization_id": "district", "year": 2026, "rule_version": "2024-01"}
    assert scenario.obligations() == before
    assert len(scenario.events("obligations_set")) == told


@pytest.mark.parametrize(("year", "code"), [(2025, "year_out_of_range"), (2028, "year_out_of_range")])
def test_only_this_year_and_the_next_are_set(scenario: ActivitiesScenario, year: int, code: str) -> None:
    scenario.open_all()
    with refused(code):
        scenario.do("district", "set_obligations_of_year", organization_id="district", year=year)
    scenario.do("district", "set_obligations_of_year", organization_id="district", year=2027)
    scenario.deliver_own()
    assert "theme_day 2027-12" in scenario.obligations("third")


def test_only_the_district_has_its_year_set(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    with refused("grant_does_not_reach"):
        scenario.do("east", "set_obligations_of_year", organization_id="district", year=2027)


def test_a_closed_organization_is_asked_no_more_from_that_day_on(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.held("committee_meeting", "third")
    scenario.close("third", "community", "west", date(2026, 3, 2))
    stand = standings(scenario, "third")
    assert stand["theme_day 2026-01"] == "missed"
    assert stand["theme_day 2026-02"] == "late"
    assert stand["theme_day 2026-03"] == "lifted"
    assert stand["life_meeting 2026"] == "lifted"
    assert stand["committee_meeting 2026-03"] == "on_time"


def test_a_closing_told_ahead_takes_effect_on_its_day(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.close("third", "community", "west", date(2026, 4, 1))
    assert standings(scenario, "third")["theme_day 2026-04"] == "planned"
    scenario.day = date(2026, 4, 1)
    scenario.held("theme_day")
    assert standings(scenario, "third")["theme_day 2026-04"] == "lifted"
    assert standings(scenario, "third")["theme_day 2026-03"] == "late"


def test_obligations_are_listed_by_standing_as_they_stand(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.held("theme_day", held_on=date(2026, 2, 3))
    scenario.held("theme_day", held_on=date(2026, 2, 10))
    scenario.do("east", "excuse_obligation", obligation_id=scenario.obligations()[MARCH]["id"], reason="换届")
    stand = standings(scenario)
    for standing in OBLIGATION_STANDINGS:
        wanted = {name for name, each in stand.items() if each == standing}
        assert set(standings(scenario, standing=standing)) == wanted
    with refused("word_not_known"):
        scenario.ask("first", "obligations", organization_id="first", standing="x")


def test_who_reaches_only_the_unit_sees_only_its_obligations(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    with pytest.raises(Refusal):
        scenario.ask("second", "obligations", organization_id="first")
    items = scenario.ask("cell", "obligations", organization_id="cell", limit=200)["items"]
    assert {one["organization_id"] for one in items} == {"cell"}
