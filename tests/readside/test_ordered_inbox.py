"""What every inbox promises, the projector's too: once and in order; what fails waits and is parked, others go on."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec
import pytest
from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, func, select, update
from sqlalchemy.orm import Session

from gateway.projector import Projector
from shared import databases
from shared.events.projects import ProgressReported
from shared.messaging import parking
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.events import Envelope
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox
from shared.unit_of_work import new_id
from tests.readside.conftest import Clock
from tests.readside.event_scenario import EventScenario, small_district, spoilt, unwritable
from tests.readside.reading import figures

RETRY = RetryPolicy(pause=1.0, limit=10.0, attempts=3)
reported = Table("reported", MetaData(), Column("people", BigInteger, nullable=False))


class Counting(Projector):
    """The projector, which counts the people served in its figures."""

    def people(self) -> int:
        return figures(self.engine, "people_served").get("district", (0, 0))[1]


class Writing(Inbox):
    """A service's inbox whose reaction writes the people served into a table."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], retry_policy: RetryPolicy) -> None:
        super().__init__("writer", engine, self.write, clock, retry_policy)

    def write(self, session: Session, item: Envelope) -> None:
        event = item.event()
        if isinstance(event, ProgressReported):
            session.execute(reported.insert(), {"people": event.people_served})

    def receive(self, envelopes: Sequence[Envelope]) -> None:
        """Store events, and apply what is due."""
        super().receive(envelopes)
        self.tick()

    def tick(self) -> int:
        return sum(iter(self.apply_due, 0))

    def people(self) -> int:
        with databases.reading(self.engine) as session:
            return session.scalar(select(func.sum(reported.c.people))) or 0


Consumer = Counting | Writing
Begin = Callable[[], Consumer]
Spoil = Callable[[Envelope], Envelope]


@pytest.fixture(params=[Counting, Writing])
def begin(request: pytest.FixtureRequest, engine: Engine, clock: Clock) -> Begin:
    """Return what begins a consumer that parks an event after three attempts."""
    with engine.begin() as connection:
        reported.drop(connection, checkfirst=True)
        reported.create(connection)
    return lambda: request.param(engine, clock, RETRY)


@pytest.fixture
def consumer(begin: Begin) -> Consumer:
    return begin()


@pytest.fixture
def scenario() -> EventScenario:
    scenario = small_district()
    scenario.declare("p1", "east1")
    scenario.declare("p2", "west1")
    return scenario


def waiting(engine: Engine) -> list[tuple[str, int, int, bool]]:
    with databases.reading(engine) as session:
        found = session.execute(select(inbox).order_by(inbox.c.partition_key, inbox.c.sequence))
        return [(row.partition_key, row.sequence, row.attempts, row.parked_at is not None) for row in found]


class TestDelivery:
    def test_an_event_heard_twice_counts_once(self, consumer: Consumer, scenario: EventScenario) -> None:
        scenario.report("r1", "p1", "east1", people=30)
        consumer.receive(scenario.emitted + scenario.emitted)
        consumer.receive(scenario.emitted)
        assert consumer.people() == 30

    def test_an_early_event_waits_for_those_before_it(
        self, engine: Engine, consumer: Consumer, scenario: EventScenario
    ) -> None:
        first, second = scenario.report("r1", "p1", "east1", people=30), scenario.report("r2", "p1", "east1", people=5)
        consumer.receive(scenario.emitted[:-2] + second)
        assert consumer.people() == 0
        assert waiting(engine) == [("east1", 3, 0, False)]
        consumer.receive(first)
        assert consumer.people() == 35
        assert waiting(engine) == []

    def test_a_consumer_that_was_killed_goes_on_where_it_stood(self, begin: Begin, scenario: EventScenario) -> None:
        scenario.report("r1", "p1", "east1", people=30)
        begin().receive(scenario.emitted[:4])
        begin().receive(scenario.emitted)
        assert begin().people() == 30

    def test_an_event_of_an_unknown_type_is_passed_over(self, consumer: Consumer, scenario: EventScenario) -> None:
        item = msgspec.structs.replace(scenario.emitted[-1], type="sanji.projects.something_new")
        consumer.receive([*scenario.emitted[:-1], item])
        scenario.report("r1", "p2", "west1", people=7)
        consumer.receive(scenario.emitted[-1:])
        assert consumer.people() == 7


class TestFailing:
    @pytest.mark.parametrize("spoil", [spoilt, unwritable])
    def test_a_failing_event_holds_up_its_stream_alone(
        self, engine: Engine, consumer: Consumer, scenario: EventScenario, spoil: Spoil
    ) -> None:
        failing = spoil(scenario.report("r1", "p1", "east1", people=1)[0])
        behind = scenario.report("r2", "p1", "east1", people=2)
        elsewhere = scenario.report("r3", "p2", "west1", people=4)
        consumer.receive([*scenario.emitted[:-3], failing, *behind, *elsewhere])
        assert consumer.people() == 4
        assert waiting(engine) == [("east1", 2, 1, False), ("east1", 3, 0, False)]

    @pytest.mark.parametrize("spoil", [spoilt, unwritable])
    def test_after_its_attempts_it_is_parked(
        self, engine: Engine, consumer: Consumer, clock: Clock, scenario: EventScenario, spoil: Spoil
    ) -> None:
        failing = spoil(scenario.report("r1", "p1", "east1", people=1)[0])
        consumer.receive([*scenario.emitted[:-1], failing])
        for attempts in (2, 3, 3):
            consumer.tick()
            clock.now += timedelta(seconds=20)
            consumer.tick()
            assert waiting(engine) == [("east1", 2, attempts, attempts == 3)]

    def test_a_pause_is_kept_between_attempts(
        self, engine: Engine, consumer: Consumer, scenario: EventScenario
    ) -> None:
        consumer.receive([*scenario.emitted[:-1], spoilt(scenario.emitted[-1])])
        for _ in range(3):
            consumer.tick()
        assert waiting(engine) == [("west1", 1, 1, False)]

    def test_discarded_it_lets_its_stream_go_on(
        self, engine: Engine, consumer: Consumer, clock: Clock, scenario: EventScenario
    ) -> None:
        failing = spoilt(scenario.report("r1", "p1", "east1", people=1)[0])
        consumer.receive([*scenario.emitted[:-1], failing, *scenario.report("r2", "p1", "east1", people=2)])
        for _ in range(2):
            clock.now += timedelta(seconds=20)
            consumer.tick()
        with databases.transaction(engine) as session:
            decision = parking.Decision("operator", "spoilt", clock(), new_id)
            parking.discard(session, Position("projects", "east1", 2), decision)
        assert consumer.tick() == 1
        assert consumer.people() == 2
        consumer.receive(scenario.report("r3", "p1", "east1", people=4))
        assert consumer.people() == 6

    def test_mended_and_replayed_it_counts(
        self, engine: Engine, consumer: Consumer, clock: Clock, scenario: EventScenario
    ) -> None:
        (sound,) = scenario.report("r1", "p1", "east1", people=9)
        consumer.receive([*scenario.emitted[:-1], spoilt(sound)])
        for _ in range(2):
            clock.now += timedelta(seconds=20)
            consumer.tick()
        with databases.transaction(engine) as session:
            session.execute(update(inbox).values(envelope=sound.encode().decode()))
            decision = parking.Decision("operator", "mended", clock(), new_id)
            parking.replay(session, Position("projects", "east1", 2), decision)
        consumer.tick()
        assert consumer.people() == 9
        assert waiting(engine) == []

    def test_one_that_cannot_even_be_decoded_is_parked_too(
        self, engine: Engine, consumer: Consumer, clock: Clock, scenario: EventScenario
    ) -> None:
        consumer.receive([*scenario.emitted[:-1], spoilt(scenario.emitted[-1])])
        with databases.transaction(engine) as session:
            session.execute(update(inbox).values(envelope="no envelope"))
        for _ in range(2):
            clock.now += timedelta(seconds=20)
            consumer.tick()
        assert waiting(engine) == [("west1", 1, 3, True)]
