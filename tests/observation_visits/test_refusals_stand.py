"""A refusal is a fact with its end: for good or for a day, kept through every later plan until it is taken back."""

from importlib import import_module

import pytest
from sqlalchemy import delete, select, text

from services.observation_visits.model.tables import Base
from shared import databases
from tests.observation_visits import planner_part
from tests.observation_visits.several_rounds_checker import violations_between
from tests.observation_visits.world import MONDAY, TUESDAY, World, visit
from tests.worlds import refused

pytestmark = pytest.mark.slow
MUTUAL = {"settings": {"reciprocal_apart": False}}
"""Two units that visit one another in one week, so that who visits whom is settled."""


def planned_by_the_planner(world: World, one: dict) -> set[tuple[str, str]]:
    """Plan the round with the planner itself, and give who visits whom, by organization."""
    world.planned(one, seconds=2, effort=50)
    problem, schedule = planner_part.solve(world.executor)
    assert violations_between({"round": (problem, schedule)}) == []
    hosts = {host.id: host.organization_id for host in problem.hosts}
    senders = {each.id: each.organization_id for each in problem.delegations}
    return {(senders[each.delegation_id], hosts[each.host_id]) for each in schedule.visits}


def standing(world: World, one: dict, who: str = "east") -> list[str]:
    """How the refusals of a round stand."""
    return [each["status"] for each in world.see(who, "refusals", round_id=one["id"])["items"]]


def test_what_was_declined_for_good_is_in_no_later_plan_until_it_is_taken_back(world: World):
    one = world.published(**MUTUAL)
    declined = world.visits_of(one)["first"]
    world.do("first", "decline_visit", visit_id=declined["id"], reason="施工")
    for _ in range(2):
        assert planned_by_the_planner(world, one) == {("first", "second")}
        world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
        assert world.visits_of(one)["first"]["status"] == "withdrawn"
    (listed,) = world.see("second", "refusals", round_id=one["id"])["items"]
    assert (listed["status"], listed["day"], listed["reason"]) == ("standing", None, "施工")
    for who in ("second", "west", "third"):
        with refused("grant_does_not_reach"):
            world.do(who, "take_refusal_back", visit_id=declined["id"], reason="完工")
    with refused("text_missing"):
        world.do("first", "take_refusal_back", visit_id=declined["id"], reason="")
    world.do("east", "take_refusal_back", visit_id=declined["id"], reason="提前完工")
    assert standing(world, one) == ["taken_back"]
    with refused("refusal_not_standing"):
        world.do("first", "take_refusal_back", visit_id=declined["id"], reason="完工")
    told = world.told("visit_refusal_taken_back")[-1]
    assert (told.organization_id, told.visit_id, told.taken_back_on) == ("first", declined["id"], world.day)
    (step,) = [
        each for each in world.see("first", "visit", visit_id=declined["id"])["way"] if each["step"] == "take_back"
    ]
    assert (step["opinion"], step["account_id"]) == ("提前完工", "east")
    assert planned_by_the_planner(world, one) == {("first", "second"), ("second", "first")}
    world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    announced = [each for each in world.told("visit_announced") if each.organization_id == "first"]
    assert len(announced) == 2


def test_a_day_that_was_declined_stays_declined_when_the_visit_has_moved_on(world: World):
    one = world.published(**MUTUAL)
    declined = world.visits_of(one)["first"]
    world.do("first", "decline_visit", visit_id=declined["id"], reason="停电", another_day=True)
    assert [event.another_day for event in world.told("visit_declined")] == [True]
    assert ("second", "first") in planned_by_the_planner(world, one)
    world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    moved = world.visits_of(one)["first"]
    assert (moved["day"], moved["status"]) == (MONDAY, "announced")
    off = [{"first": MONDAY, "last": MONDAY}]
    world.do("first", "set_calendar", organization_id="first", opens=[], closes=[], blackouts=off)
    for _ in range(2):
        assert ("second", "first") not in planned_by_the_planner(world, one)
    world.do("first", "take_refusal_back", visit_id=declined["id"], reason="恢复供电")
    assert ("second", "first") in planned_by_the_planner(world, one)
    world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert world.visits_of(one)["first"]["day"] == TUESDAY


def test_a_day_that_was_declined_leaves_what_the_host_has_confirmed_for_it(world: World):
    one = world.drafted()
    sends, stop = (
        [world.delegation(one, "second", name=name) for name in ("一团", "二团")],
        world.parts_of(one)["first"],
    )
    world.planned(one)
    world.solved(visit(sends[0], stop, TUESDAY, 540), visit(sends[1], stop, TUESDAY, 840))
    world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    received = {each["delegation_id"]: each for each in world.see("first", "visits", organization_id="first")["items"]}
    world.do("first", "confirm_visit", visit_id=received[sends[0]["id"]]["id"])
    world.do("first", "decline_visit", visit_id=received[sends[1]["id"]]["id"], reason="会议", another_day=True)
    problem = world.problem(world.planned(one))
    assert [(pair.delegation_id, pair.day) for pair in problem.declined] == [(sends[1]["id"], TUESDAY)]


def test_pins_and_publishing_honour_what_was_declined(world: World):
    one = world.published()
    visits = world.visits_of(one)
    pair = {"stop_id": visits["first"]["stop_id"], "delegation_id": visits["first"]["delegation_id"]}
    sends = {each["organization_id"]: each for each in world.see("east", "delegations", round_id=one["id"])["items"]}
    world.planned(one)
    world.solved(visit(sends["second"], world.parts_of(one)["first"], TUESDAY, 840))
    world.do("first", "decline_visit", visit_id=visits["first"]["id"], reason="施工")
    with refused("visit_refused"):
        world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    with refused("pin_declined"):
        world.do("east", "pin_visit", round_id=one["id"], **pair)
    world.do("first", "take_refusal_back", visit_id=visits["first"]["id"], reason="完工")
    world.do("east", "pin_visit", round_id=one["id"], **pair)
    assert world.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)["schedule_revision"] == 2


def test_a_refusal_ends_with_its_round_or_its_day(world: World):
    one = world.published()
    visits = world.visits_of(one)
    world.do("first", "decline_visit", visit_id=visits["first"]["id"], reason="停电", another_day=True)
    world.do("second", "decline_visit", visit_id=visits["second"]["id"], reason="施工")
    assert standing(world, one) == ["standing", "standing"]
    world.day = TUESDAY
    world.pass_days(1)
    assert sorted(standing(world, one)) == ["over", "standing"]
    world.do("east", "cancel_round", round_id=one["id"], reason="不办")
    assert standing(world, one) == ["over", "over"]
    with refused("refusal_not_standing"):
        world.do("second", "take_refusal_back", visit_id=visits["second"]["id"], reason="完工")


def test_refusals_of_databases_of_before_are_found_on_record(world: World):
    """What the newest migration reads out of the steps; asked of a database in which both kinds happened."""
    one = world.published()
    visits = world.visits_of(one)
    world.do("first", "decline_visit", visit_id=visits["first"]["id"], reason="施工")
    world.do("east", "withdraw_visit", visit_id=visits["first"]["id"], reason="改期")
    world.do("second", "decline_visit", visit_id=visits["second"]["id"], reason="停电", another_day=True)
    refusals = Base.metadata.tables["visit_refusal"]
    named = select(refusals.c.visit_id, refusals.c.day, refusals.c.reason).order_by(refusals.c.visit_id)
    with databases.transaction(world.executor.engine) as session:
        kept = session.execute(named).all()
        session.execute(delete(refusals))
        migration = import_module("services.observation_visits.migrations.0006_occupations")
        session.execute(text(migration.declined_before()))
        assert session.execute(named).all() == kept
    assert len(kept) == 2
