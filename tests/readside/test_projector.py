"""What the projector promises beyond every inbox: days turn, indicators are data, and a look at rest costs nothing."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import Engine, select

from gateway.projections.indicators import Indicators
from gateway.projections.tables import freshness, projected
from gateway.projector import Projector
from shared import databases
from shared.messaging.tables import inbox_cursor
from tests.readside.conftest import Clock
from tests.readside.event_scenario import EventScenario, small_district
from tests.readside.reading import figures
from tests.statements import sent_to


def people(engine: Engine) -> int:
    return figures(engine, "people_served").get("district", (0, 0))[1]


@pytest.fixture
def scenario() -> EventScenario:
    scenario = small_district()
    scenario.declare("p1", "east1")
    scenario.declare("p2", "west1")
    return scenario


class TestTogether:
    def test_two_projectors_at_once_never_count_an_event_twice(
        self, engine: Engine, clock: Clock, scenario: EventScenario
    ) -> None:
        one, other = Projector(engine, clock), Projector(engine, clock)
        scenario.report("r1", "p1", "east1", people=30)
        scenario.move("east1", "west", date(2026, 3, 1))
        scenario.report("r2", "p1", "east1", people=5)
        for number, item in enumerate(scenario.emitted):
            (one, other)[number % 2].receive([item])
            one.receive([item])
        assert figures(engine, "people_served")["west"] == (0, 35)
        assert "east" not in figures(engine, "people_served")


class TestDays:
    def test_a_milestone_is_at_risk_and_overdue_without_any_event(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        scenario.start("p1")
        scenario.plan("m1", "p1", "east1", date(2026, 3, 20))
        projector.receive(scenario.emitted)
        stands = []
        for day in (date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 20), date(2026, 3, 21)):
            clock.turn_to(day)
            projector.tick()
            states = ("on_track", "at_risk", "overdue")
            stands.append([state for state in states if figures(engine, f"milestones_{state}")])
        assert stands == [["on_track"], ["at_risk"], ["at_risk"], ["overdue"]]

    def test_a_day_turned_twice_changes_once(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        scenario.move("east1", "west", date(2026, 3, 9))
        projector.receive(scenario.emitted)
        clock.turn_to(date(2026, 3, 9))
        for _ in range(2):
            projector.tick()
            Projector(engine, clock).tick()
        assert figures(engine, "projects")["west"] == (0, 2)

    def test_a_batch_on_a_new_day_counts_as_of_that_day(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        scenario.move("east1", "west", date(2026, 3, 9))
        projector.receive(scenario.emitted)
        clock.turn_to(date(2026, 3, 10))
        projector.receive(scenario.declare("p3", "east1"))
        assert figures(engine, "projects")["west"] == (0, 3)

    def test_a_clock_that_goes_back_changes_nothing(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        clock.turn_to(date(2026, 3, 10))
        scenario.move("east1", "west", date(2026, 3, 9))
        projector.receive(scenario.emitted)
        clock.turn_to(date(2026, 3, 1))
        projector.tick()
        projector.receive(scenario.declare("p3", "east1"))
        assert figures(engine, "projects")["west"] == (0, 3)

    def test_an_election_is_due_from_its_reminder_on(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        scenario.begin_term("t1", "east1", due_on=date(2026, 9, 1), remind_from=date(2026, 3, 3))
        projector.receive(scenario.emitted)
        assert figures(engine, "terms_due") == {}
        clock.turn_to(date(2026, 3, 3))
        projector.tick()
        assert figures(engine, "terms_due")["district"] == (0, 1)
        clock.turn_to(date(2026, 9, 2))
        projector.tick()
        assert figures(engine, "terms_due") == {}
        assert figures(engine, "terms_overdue")["district"] == (0, 1)


class TestRest:
    def test_a_look_at_rest_asks_the_database_once(
        self, engine: Engine, projector: Projector, scenario: EventScenario
    ) -> None:
        projector.receive(scenario.emitted)
        projector.tick()
        with sent_to(engine) as asked:
            projector.tick()
        assert len([each for each in asked if not each.begins]) == 1


class TestIndicatorsAsData:
    def test_a_changed_dictionary_recounts_everything_once(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        scenario.report("r1", "p1", "east1", people=30)
        projector.receive(scenario.emitted)
        later = Projector(engine, clock)
        listed = [later.transactions.indicators.by_code["people_served"]]
        doubled = [msgspec.structs.replace(listed[0], code="people_reached"), *listed]
        later.transactions.indicators = Indicators(doubled, "changed")
        later.tick()
        assert figures(engine, "people_reached") == figures(engine, "people_served")
        assert figures(engine, "people_served")["district"] == (0, 30)
        assert figures(engine, "projects") == {}
        with databases.reading(engine) as session:
            assert session.execute(select(projected.c.indicators)).scalar_one() == "changed"


class TestFreshness:
    def test_it_names_the_newest_applied_event_and_grows_with_every_batch(
        self, engine: Engine, projector: Projector, scenario: EventScenario
    ) -> None:
        versions = []
        for items in (scenario.emitted[:3], scenario.emitted[3:], scenario.emitted):
            projector.receive(items)
            with databases.reading(engine) as session:
                row = session.execute(select(freshness)).one()
            versions.append((row.version, row.event_time.replace(tzinfo=None)))
        newest = [
            items[-1].time.replace(tzinfo=None) for items in (scenario.emitted[:3], scenario.emitted, scenario.emitted)
        ]
        assert [moment for _, moment in versions] == newest
        assert [version for version, _ in versions] == [1, 2, 2]

    def test_the_cursors_say_what_a_writer_may_wait_for(
        self, engine: Engine, projector: Projector, scenario: EventScenario
    ) -> None:
        projector.receive(scenario.emitted)
        with databases.reading(engine) as session:
            found = session.execute(select(inbox_cursor.c.source, inbox_cursor.c.partition_key, inbox_cursor.c.applied))
            assert set(map(tuple, found)) == {
                ("organizations", "district", 7),
                ("projects", "east1", 1),
                ("projects", "west1", 1),
            }
