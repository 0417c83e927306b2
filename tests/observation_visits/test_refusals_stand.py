"""A refusal is a fact with its end: for good or for a day, kept through every later plan until it is taken back."""

from importlib import import_module

import pytest
from sqlalchemy import delete, select, text

from services.observation_visits.model.tables import Base
from shared import databases
from tests.expect import refused
from tests.observation_visits import planner_part
from tests.observation_visits.several_rounds_checker import violations_between
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario, visit

pytestmark = pytest.mark.slow
MUTUAL = {"settings": {"reciprocal_apart": False}}
"""Two units that visit one another in one week, so that who visits whom is settled."""


def planned_by_the_planner(scenario: ObservationVisitsScenario, one: dict) -> set[tuple[str, str]]:
    """Plan the round with the planner itself, and give who visits whom, by organization."""
    scenario.planned(one, seconds=2, effort=50)
    problem, schedule = planner_part.solve(scenario.executor)
    assert violations_between({"round": (problem, schedule)}) == []
    hosts = {host.id: host.organization_id for host in problem.hosts}
    senders = {each.id: each.organization_id for each in problem.delegations}
    return {(senders[each.delegation_id], hosts[each.host_id]) for each in schedule.visits}


def standing(scenario: ObservationVisitsScenario, one: dict, who: str = "east") -> list[str]:
    """How the refusals of a round stand."""
    return [each["status"] for each in scenario.ask(who, "refusals", round_id=one["id"])["items"]]


def test_what_was_declined_for_good_is_in_no_later_plan_until_it_is_taken_back(scenario: ObservationVisitsScenario):
    one = scenario.published(**MUTUAL)
    declined = scenario.visits_of(one)["first"]
    scenario.do("first", "decline_visit", visit_id=declined["id"], reason="施工")
    for _ in range(2):
        assert planned_by_the_planner(scenario, one) == {("first", "second")}
        scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
        assert scenario.visits_of(one)["first"]["status"] == "withdrawn"
    (listed,) = scenario.ask("second", "refusals", round_id=one["id"])["items"]
    assert (listed["status"], listed["day"], listed["reason"]) == ("standing", None, "施工")
    for who in ("second", "west", "third"):
        with refused("grant_does_not_reach"):
            scenario.do(who, "take_refusal_back", visit_id=declined["id"], reason="完工")
    with refused("text_missing"):
        scenario.do("first", "take_refusal_back", visit_id=declined["id"], reason="")
    scenario.do("east", "take_refusal_back", visit_id=declined["id"], reason="提前完工")
    assert standing(scenario, one) == ["taken_back"]
    with refused("refusal_not_standing"):
        scenario.do("first", "take_refusal_back", visit_id=declined["id"], reason="完工")
    told = scenario.events("visit_refusal_taken_back")[-1]
    assert (told.organization_id, told.visit_id, told.taken_back_on) == ("first", declined["id"], scenario.day)
    (step,) = [
        each for each in scenario.ask("first", "visit", visit_id=declined["id"])["way"] if each["step"] == "take_back"
    ]
    assert (step["opinion"], step["account_id"]) == ("提前完工", "east")
    assert planned_by_the_planner(scenario, one) == {("first", "second"), ("second", "first")}
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    announced = [each for each in scenario.events("visit_announced") if each.organization_id == "first"]
    assert len(announced) == 2


def test_a_day_that_was_declined_stays_declined_when_the_visit_has_moved_on(scenario: ObservationVisitsScenario):
    one = scenario.published(**MUTUAL)
    declined = scenario.visits_of(one)["first"]
    scenario.do("first", "decline_visit", visit_id=declined["id"], reason="停电", another_day=True)
    assert [event.another_day for event in scenario.events("visit_declined")] == [True]
    assert ("second", "first") in planned_by_the_planner(scenario, one)
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    moved = scenario.visits_of(one)["first"]
    assert (moved["day"], moved["status"]) == (MONDAY, "announced")
    off = [{"first": MONDAY, "last": MONDAY}]
    scenario.do("first", "set_calendar", organization_id="first", opens=[], closes=[], blackouts=off)
    for _ in range(2):
        assert ("second", "first") not in planned_by_the_planner(scenario, one)
    scenario.do("first", "take_refusal_back", visit_id=declined["id"], reason="恢复供电")
    assert ("second", "first") in planned_by_the_planner(scenario, one)
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert scenario.visits_of(one)["first"]["day"] == TUESDAY


def test_a_day_that_was_declined_leaves_what_the_host_has_confirmed_for_it(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    sends, stop = (
        [scenario.delegation(one, "second", name=name) for name in ("一团", "二团")],
        scenario.parts_of(one)["first"],
    )
    scenario.planned(one)
    scenario.solved(visit(sends[0], stop, TUESDAY, 540), visit(sends[1], stop, TUESDAY, 840))
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    received = {
        each["delegation_id"]: each for each in scenario.ask("first", "visits", organization_id="first")["items"]
    }
    scenario.do("first", "confirm_visit", visit_id=received[sends[0]["id"]]["id"])
    scenario.do("first", "decline_visit", visit_id=received[sends[1]["id"]]["id"], reason="会议", another_day=True)
    problem = scenario.problem(scenario.planned(one))
    assert [(pair.delegation_id, pair.day) for pair in problem.declined] == [(sends[1]["id"], TUESDAY)]


def test_pins_and_publishing_honour_what_was_declined(scenario: ObservationVisitsScenario):
    one = scenario.published()
    visits = scenario.visits_of(one)
    pair = {"stop_id": visits["first"]["stop_id"], "delegation_id": visits["first"]["delegation_id"]}
    sends = {each["organization_id"]: each for each in scenario.ask("east", "delegations", round_id=one["id"])["items"]}
    scenario.planned(one)
    scenario.solved(visit(sends["second"], scenario.parts_of(one)["first"], TUESDAY, 840))
    scenario.do("first", "decline_visit", visit_id=visits["first"]["id"], reason="施工")
    with refused("visit_refused"):
        scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    with refused("pin_declined"):
        scenario.do("east", "pin_visit", round_id=one["id"], **pair)
    scenario.do("first", "take_refusal_back", visit_id=visits["first"]["id"], reason="完工")
    scenario.do("east", "pin_visit", round_id=one["id"], **pair)
    assert scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)["schedule_revision"] == 2


def test_a_refusal_ends_with_its_round_or_its_day(scenario: ObservationVisitsScenario):
    one = scenario.published()
    visits = scenario.visits_of(one)
    scenario.do("first", "decline_visit", visit_id=visits["first"]["id"], reason="停电", another_day=True)
    scenario.do("second", "decline_visit", visit_id=visits["second"]["id"], reason="施工")
    assert standing(scenario, one) == ["standing", "standing"]
    scenario.day = TUESDAY
    scenario.pass_days(1)
    assert sorted(standing(scenario, one)) == ["over", "standing"]
    scenario.do("east", "cancel_round", round_id=one["id"], reason="不办")
    assert standing(scenario, one) == ["over", "over"]
    with refused("refusal_not_standing"):
        scenario.do("second", "take_refusal_back", visit_id=visits["second"]["id"], reason="完工")


def test_refusals_of_databases_of_before_are_found_on_record(scenario: ObservationVisitsScenario):
    """What the newest migration reads out of the steps; asked of a database in which both kinds happened."""
    one = scenario.published()
    visits = scenario.visits_of(one)
    scenario.do("first", "decline_visit", visit_id=visits["first"]["id"], reason="施工")
    scenario.do("east", "withdraw_visit", visit_id=visits["first"]["id"], reason="改期")
    scenario.do("second", "decline_visit", visit_id=visits["second"]["id"], reason="停电", another_day=True)
    refusals = Base.metadata.tables["visit_refusal"]
    named = select(refusals.c.visit_id, refusals.c.day, refusals.c.reason).order_by(refusals.c.visit_id)
    with databases.transaction(scenario.executor.engine) as session:
        kept = session.execute(named).all()
        session.execute(delete(refusals))
        migration = import_module("services.observation_visits.migrations.0006_occupations")
        session.execute(text(migration.declined_before()))
        assert session.execute(named).all() == kept
    assert len(kept) == 2
