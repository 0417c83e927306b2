"""What is still to be done is listed by whom it is owed and by deadline, and goes with the record that ends it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from gateway import tasks
from gateway.projections.task_rules import task_rules
from gateway.projector import Projector
from shared import databases
from shared.events import organizations as told
from shared.unit_of_work import UnitOfWork
from tests.readside.conftest import Clock
from tests.readside.event_scenario import EventScenario, small_district
from tests.readside.reading import EVERYONE

Listed = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def listed(engine: Engine, clock: Clock) -> Listed:
    """Asks for every page of an organization's to-dos, two at a time."""

    def ask(organization_id: str, **asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        after = None
        while True:
            with databases.reading(engine) as session:
                work = UnitOfWork(session, EVERYONE, clock())
                page = tasks.tasks(work, organization_id=organization_id, after=after, limit=2, **asked)
            found += page["items"]
            after = page["next_after"]
            if after is None:
                return found
            assert len(page["items"]) == 2

    return ask


@pytest.fixture
def running(projector: Projector) -> EventScenario:
    """Return a community with a running project and two milestones ahead, and one that waits for its street."""
    scenario = small_district()
    scenario.declare("p1", "east1")
    scenario.start("p1")
    scenario.plan("m2", "p1", "east1", date(2026, 4, 30))
    scenario.plan("m1", "p1", "east1", date(2026, 3, 20))
    scenario.declare("p2", "east1")
    projector.receive(scenario.emitted)
    return scenario


def named(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(item["todo"], item["record_id"]) for item in items]


@pytest.mark.usefixtures("running")
class TestListing:
    def test_duties_stand_by_deadline_with_their_reason_and_where_they_are_done(self, listed: Listed) -> None:
        first, second = listed("east1")
        assert (first["record_id"], first["due_on"], first["standing"]) == ("m1", date(2026, 3, 20), "on_track")
        assert first["href"] == "/api/v1/projects/p1/progress"
        assert first["reason"]
        assert first["citation"]
        assert second["record_id"] == "m2"

    def test_a_street_has_what_it_owes_to_those_below(self, listed: Listed) -> None:
        assert named(listed("east")) == [("review_declaration", "p2")]
        assert listed("west") == []
        assert listed("district") == []

    def test_whoever_asks_for_all_below_gets_it(self, listed: Listed) -> None:
        everything = [("reach_milestone", "m1"), ("reach_milestone", "m2"), ("review_declaration", "p2")]
        for one in ("east", "district"):
            assert named(listed(one, below_too=True)) == everything

    def test_what_is_due_later_is_left_out_until_it_is_asked_for(self, listed: Listed) -> None:
        assert named(listed("east1", until=date(2026, 3, 31))) == [("reach_milestone", "m1")]
        assert named(listed("east1", until=date(2026, 3, 20))) == [("reach_milestone", "m1")]
        assert listed("east1", until=date(2026, 3, 19)) == []

    def test_a_deadline_that_has_passed_is_overdue_and_still_to_be_done(self, listed: Listed, clock: Clock) -> None:
        clock.turn_to(date(2026, 3, 21))
        assert [item["standing"] for item in listed("east1")] == ["overdue", "on_track"]


def test_the_record_itself_ends_the_duty(running: EventScenario, projector: Projector, listed: Listed) -> None:
    projector.receive(running.reach("m1", date(2026, 3, 2)))
    assert named(listed("east1")) == [("reach_milestone", "m2")]


def test_a_duty_follows_its_organization_in_the_tree(
    running: EventScenario, projector: Projector, listed: Listed
) -> None:
    projector.receive(running.move("east1", "west", date(2026, 3, 1)))
    assert listed("east", below_too=True) == []
    assert named(listed("west")) == [("review_declaration", "p2")]


def test_a_transfer_waits_for_the_side_that_receives(projector: Projector, listed: Listed) -> None:
    scenario = small_district()
    ids = {"district_id": "district", "organization_id": "east1", "transfer_id": "t", "member_id": "li"}
    scenario.emit(told.TransferRequested(**ids, to_organization_id="west1"))
    projector.receive(scenario.emitted)
    assert listed("east1") == []
    (one,) = listed("west1")
    assert (one["todo"], one["due_on"], one["href"]) == ("confirm_transfer", None, "/api/v1/transfers/t/confirmations")
    projector.receive(
        scenario.emit(told.TransferConfirmed(**ids, to_organization_id="west1", effective_on=date(2026, 3, 2)))
    )
    assert listed("west1") == []


def test_an_election_is_due_from_its_reminder_on(projector: Projector, listed: Listed, clock: Clock) -> None:
    scenario = small_district()
    scenario.begin_term("t1", "west", date(2026, 9, 1), date(2026, 3, 3))
    projector.receive(scenario.emitted)
    asked = {"until": date(2026, 12, 31)}
    assert listed("west", **asked) == []
    clock.turn_to(date(2026, 3, 3))
    assert [(item["todo"], item["due_on"]) for item in listed("west", **asked)] == [("hold_election", date(2026, 9, 1))]


@pytest.mark.parametrize("duty", task_rules().by_code.values(), ids=lambda duty: duty.code)
def test_a_duty_is_said_in_both_languages_with_its_citation(duty: Any) -> None:
    for words in (duty, duty.reason, duty.citation):
        assert any("一" <= sign <= "鿿" for sign in words.zh)
        assert any(sign.isascii() and sign.isalpha() for sign in words.en)


def test_what_opens_later_has_nothing_to_do_until_its_day_has_come(
    projector: Projector, clock: Clock, listed: Listed
) -> None:
    scenario, seen = small_district(), {}
    scenario.open("east3", "east", "community", date(2026, 4, 1))
    scenario.declare("p1", "east3")
    scenario.start("p1")
    scenario.plan("m1", "p1", "east3", date(2026, 4, 30))
    projector.receive(scenario.emitted)
    for day in (date(2026, 3, 31), date(2026, 4, 1)):
        clock.turn_to(day)
        projector.tick()
        asked = {"east3": {}, "east": {"below_too": True}}
        seen[day.day] = {one: named(listed(one, **more)) for one, more in asked.items()}
    assert seen[31] == {"east3": [], "east": []}
    assert seen[1]["east3"] == seen[1]["east"] == [("reach_milestone", "m1")]
