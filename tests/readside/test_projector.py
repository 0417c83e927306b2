"""The projector's promises: each event once and in order, a failing one waits and is parked, others go on."""

from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, event, select, update

from gateway.projections.indicators import Indicators
from gateway.projections.tables import freshness, projected
from gateway.projector import Projector
from shared import databases
from shared.messaging import parking
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox, inbox_cursor
from shared.unit_of_work import new_id
from tests.readside.conftest import Clock
from tests.readside.event_scenario import EventScenario, small_district, spoilt, unwritable
from tests.readside.reading import figures


def waiting(engine: Engine) -> list[tuple[str, int, int, bool]]:
    with databases.reading(engine) as session:
        found = session.execute(select(inbox).order_by(inbox.c.partition_key, inbox.c.sequence))
        return [(row.partition_key, row.sequence, row.attempts, row.parked_at is not None) for row in found]


def people(engine: Engine) -> int:
    return figures(engine, "people_served").get("district", (0, 0))[1]


@pytest.fixture
def scenario() -> EventScenario:
    scenario = small_district()
    scenario.declare("p1", "east1")
    scenario.declare("p2", "west1")
    return scenario


class TestDelivery:
    def test_an_event_heard_twice_counts_once(
        self, engine: Engine, projector: Projector, scenario: EventScenario
    ) -> None:
        scenario.report("r1", "p1", "east1", people=30)
        projector.receive(scenario.emitted + scenario.emitted)
        projector.receive(scenario.emitted)
        assert people(engine) == 30

    def test_an_early_event_waits_for_those_before_it(
        self, engine: Engine, projector: Projector, scenario: EventScenario
    ) -> None:
        first, second = scenario.report("r1", "p1", "east1", people=30), scenario.report("r2", "p1", "east1", people=5)
        projector.receive(scenario.emitted[:-2] + second)
        assert people(engine) == 0
        assert waiting(engine) == [("east1", 3, 0, False)]
        projector.receive(first)
        assert people(engine) == 35
        assert waiting(engine) == []

    def test_a_projector_that_was_killed_goes_on_where_it_stood(
        self, engine: Engine, clock: Clock, scenario: EventScenario
    ) -> None:
        scenario.report("r1", "p1", "east1", people=30)
        Projector(engine, clock).receive(scenario.emitted[:4])
        Projector(engine, clock).receive(scenario.emitted)
        assert people(engine) == 30

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

    def test_an_event_of_an_unknown_type_is_passed_over(
        self, engine: Engine, projector: Projector, scenario: EventScenario
    ) -> None:
        item = msgspec.structs.replace(scenario.emitted[-1], type="sanji.projects.something_new")
        projector.receive([*scenario.emitted[:-1], item])
        scenario.report("r1", "p2", "west1", people=7)
        projector.receive(scenario.emitted[-1:])
        assert people(engine) == 7


class TestFailing:
    @pytest.mark.parametrize("spoil", [spoilt, unwritable])
    def test_a_failing_event_holds_up_its_stream_alone(
        self, engine: Engine, projector: Projector, scenario: EventScenario, spoil: object
    ) -> None:
        failing = spoil(scenario.report("r1", "p1", "east1", people=1)[0])
        behind = scenario.report("r2", "p1", "east1", people=2)
        elsewhere = scenario.report("r3", "p2", "west1", people=4)
        projector.receive([*scenario.emitted[:-3], failing, *behind, *elsewhere])
        assert people(engine) == 4
        assert waiting(engine) == [("east1", 2, 1, False), ("east1", 3, 0, False)]

    @pytest.mark.parametrize("spoil", [spoilt, unwritable])
    def test_after_its_attempts_it_is_parked(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario, spoil: object
    ) -> None:
        failing = spoil(scenario.report("r1", "p1", "east1", people=1)[0])
        projector.receive([*scenario.emitted[:-1], failing])
        for attempts in (2, 3, 3):
            projector.tick()
            clock.now += timedelta(seconds=20)
            projector.tick()
            assert waiting(engine) == [("east1", 2, attempts, attempts == 3)]

    def test_a_pause_is_kept_between_attempts(
        self, engine: Engine, projector: Projector, scenario: EventScenario
    ) -> None:
        projector.receive([*scenario.emitted[:-1], spoilt(scenario.emitted[-1])])
        for _ in range(3):
            projector.tick()
        assert waiting(engine) == [("west1", 1, 1, False)]

    def test_discarded_it_lets_its_stream_go_on(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        failing = spoilt(scenario.report("r1", "p1", "east1", people=1)[0])
        projector.receive([*scenario.emitted[:-1], failing, *scenario.report("r2", "p1", "east1", people=2)])
        for _ in range(2):
            clock.now += timedelta(seconds=20)
            projector.tick()
        with databases.transaction(engine) as session:
            decision = parking.Decision("operator", "spoilt", clock(), new_id)
            parking.discard(session, Position("projects", "east1", 2), decision)
        assert projector.tick() == 1
        assert people(engine) == 2
        projector.receive(scenario.report("r3", "p1", "east1", people=4))
        assert people(engine) == 6

    def test_mended_and_replayed_it_counts(
        self, engine: Engine, projector: Projector, clock: Clock, scenario: EventScenario
    ) -> None:
        (sound,) = scenario.report("r1", "p1", "east1", people=9)
        projector.receive([*scenario.emitted[:-1], spoilt(sound)])
        for _ in range(2):
            clock.now += timedelta(seconds=20)
            projector.tick()
        with databases.transaction(engine) as session:
            session.execute(update(inbox).values(envelope=sound.encode().decode()))
            decision = parking.Decision("operator", "mended", clock(), new_id)
            parking.replay(session, Position("projects", "east1", 2), decision)
        projector.tick()
        assert people(engine) == 9
        assert waiting(engine) == []


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
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        projector.tick()
        event.remove(engine, "before_cursor_execute", note)
        assert len([each for each in asked if not each.startswith("BEGIN")]) == 1


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
