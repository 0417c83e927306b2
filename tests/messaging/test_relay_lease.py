"""One relay leads by a lease; a leader that is frozen is replaced, and what it does when it wakes up does no harm."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from shared import databases as opened
from shared.keys import KeyRing
from shared.messaging.consumer import consume
from shared.messaging.events import Envelope
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import append
from shared.messaging.relay import LeaseLostError, OutboxRow, Relay, Settled
from shared.messaging.relay_lease import LEASE, RelayLease, relay_lease
from shared.messaging.signatures import EventSignatures
from shared.messaging.tables import inbox, outbox
from shared.unit_of_work import clock, new_id
from tests.messaging.sample_hosts import SECONDS
from tests.messaging.sample_services import MIGRATIONS, NotePublished, consumed
from tools.servers.processes import Process, await_true, end, start

pytestmark = [pytest.mark.server, pytest.mark.slow]

ORGANIZATIONS = ("o1", "o2", "o3")


def tell(engine: Engine, organization_id: str, *notes: str) -> None:
    """Commit notes to the publisher's outbox."""
    notes = [NotePublished(district_id="d1", organization_id=organization_id, note=note) for note in notes]
    with opened.transaction(engine) as session:
        append(session, notes, now=clock(), new_id=new_id, context={})


def unpublished(engine: Engine) -> int:
    """Count what is not marked as published."""
    with opened.reading(engine) as session:
        return int(session.scalar(select(func.count()).where(outbox.c.published_at.is_(None))) or 0)


def holder(engine: Engine) -> str:
    """Name who leads, or nobody."""
    with opened.reading(engine) as session:
        good = relay_lease.c.expires_at > func.clock_timestamp()
        return session.scalar(select(relay_lease.c.holder).where(good)) or ""


def run_out(engine: Engine) -> None:
    """Let the time of a lease pass at once."""
    with opened.transaction(engine) as session:
        session.execute(update(relay_lease).values(expires_at=datetime(2020, 1, 1, tzinfo=UTC)))


class Wire:
    """Takes what a relay publishes; while it waits for the confirms, something may happen."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.meanwhile: Callable[[], Any] = lambda: None

    def publish(self, told: Sequence[OutboxRow]) -> Settled:
        """Take a batch."""
        self.taken += [item.position for item in told]

        def settled() -> frozenset[int]:
            self.meanwhile()
            return frozenset()

        return settled


@pytest.fixture
def postgresql_engine(databases: Any) -> Iterator[Engine]:
    """Yield a database with the tables of outbox and lease."""
    engine = opened.open_database(make_url(databases.create("seam")))
    opened.migrate(engine, MIGRATIONS)
    yield engine
    engine.dispose()


@pytest.fixture
def leases(postgresql_engine: Engine) -> Iterator[tuple[RelayLease, RelayLease]]:
    """Two relays' claims on one outbox."""
    with RelayLease(postgresql_engine.url) as first, RelayLease(postgresql_engine.url) as second:
        yield first, second


def test_one_holds_the_lease_until_it_runs_out_or_is_given_up(postgresql_engine: Engine, leases) -> None:
    first, second = leases
    assert first.held()
    assert not second.held()
    run_out(postgresql_engine)
    assert second.held()
    second.give_up()
    assert first.held()


def test_a_leader_that_was_replaced_while_it_waited_for_the_broker_marks_nothing(
    postgresql_engine: Engine, leases
) -> None:
    first, second = leases
    wire = Wire()
    tell(postgresql_engine, "o1", "a", "b")
    assert first.held()

    def replaced() -> None:
        run_out(postgresql_engine)
        assert second.held()

    wire.meanwhile = replaced
    with pytest.raises(LeaseLostError):
        Relay("publisher", postgresql_engine, wire, clock, first).move()
    assert unpublished(postgresql_engine) == 2
    wire.meanwhile = lambda: None
    assert Relay("publisher", postgresql_engine, wire, clock, second).move() == 2
    assert unpublished(postgresql_engine) == 0


def test_a_leader_whose_time_is_up_publishes_nothing(postgresql_engine: Engine, leases) -> None:
    lease, wire = leases[0], Wire()
    tell(postgresql_engine, "o1", "a")
    assert lease.held()
    lease._until -= LEASE
    with pytest.raises(LeaseLostError):
        Relay("publisher", postgresql_engine, wire, clock, lease).move()
    assert wire.taken == []


def test_a_relay_at_rest_is_woken_by_the_first_event_that_is_committed(postgresql_engine: Engine, leases) -> None:
    lease, stopping, woken = leases[0], threading.Event(), threading.Event()
    assert lease.held()
    long = 10 * SECONDS
    waiting = threading.Thread(target=lambda: (lease.await_notification(stopping, long), woken.set()))
    waiting.start()
    assert not woken.wait(0.2)
    tell(postgresql_engine, "o1", "a")
    assert woken.wait(SECONDS)
    waiting.join()


def test_a_leader_frozen_in_any_statement_keeps_nobody_from_leading(postgresql_engine: Engine, leases) -> None:
    """What marks stands alone: between two statements of a relay no row of its database is locked."""
    first, second = leases
    tell(postgresql_engine, "o1", "a")
    assert first.held()
    relay = Relay("publisher", postgresql_engine, Wire(), clock, first)
    begun: list[str] = []

    def note(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        begun.append(f"{connection.connection.driver_connection.autocommit} {statement}")

    opened.event.listen(postgresql_engine, "before_cursor_execute", note)
    assert relay.move() == 1
    assert [each.split()[0] for each in begun] == ["True", "True"]
    run_out(postgresql_engine)
    assert second.held()


class Heard:
    """A listener with a real inbox on a database of its own, which writes down what takes effect."""

    def __init__(self, engine: Engine, uri: str, ring: KeyRing) -> None:
        self.engine = engine
        self.stopping = threading.Event()
        self.inbox = Inbox("consumer", engine, self._write, clock)
        sources = frozenset({"publisher"})
        self.threads = [
            threading.Thread(
                target=partial(consume, signatures=EventSignatures(ring)),
                args=(uri, "consumer.inbox", sources, self.inbox.receive),
                kwargs={"stopping": self.stopping},
            ),
            threading.Thread(target=self._apply),
        ]

    def _apply(self) -> None:
        while not self.stopping.is_set():
            if not self.inbox.apply_due():
                self.stopping.wait(0.05)

    def _write(self, session: Session, item: Envelope) -> None:
        event: Any = item.event()
        session.execute(consumed.insert(), {"organization_id": event.organization_id, "note": event.note})

    def notes(self, organization_id: str) -> list[str]:
        """Return what took effect for an organization, in its order."""
        with opened.reading(self.engine) as session:
            wanted = select(consumed.c.note).where(consumed.c.organization_id == organization_id)
            return list(session.scalars(wanted.order_by(consumed.c.place)))

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()


class Singing:
    """Somebody who tells something for each organization again and again."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.stopping = threading.Event()
        self.told = 0
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self.stopping.wait(0.02):
            for organization_id in ORGANIZATIONS:
                tell(self.engine, organization_id, f"n{self.told}")
            self.told += 1

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()


@pytest.fixture
def engines(databases: Any) -> Iterator[dict[str, Engine]]:
    """Yield the publisher's and the consumer's databases."""
    made = {name: opened.open_database(make_url(databases.create(name))) for name in ("publisher", "consumer")}
    for engine in made.values():
        opened.migrate(engine, MIGRATIONS)
    yield made
    for engine in made.values():
        engine.dispose()


@pytest.fixture
def relays(served: dict[str, str], tmp_path: Path) -> Iterator[list[Process]]:
    """Two relays of the publisher, as processes."""
    command = [sys.executable, "-m", "tests.messaging.run_relay_of", "publisher", "consumer"]
    made = [start(command, env=served, cwd=Path.cwd(), log=tmp_path / f"relay-{number}") for number in range(2)]
    yield made
    for process in made:
        process.send_signal(signal.SIGCONT)
        end(process)


def test_a_frozen_leader_is_replaced_within_its_lease_and_does_no_harm_when_it_wakes(
    engines: dict[str, Engine], relays: list[Process], served: dict[str, str], tmp_path: Path
) -> None:
    publisher = engines["publisher"]
    ring = KeyRing.parse("SANJI_SECRET_KEY", served["SANJI_SECRET_KEY"], "event signatures")
    with Heard(engines["consumer"], served["AMQP_URI"], ring) as heard, Singing(publisher) as singing:
        await_true(lambda: len(heard.notes("o1")) > 10, seconds=SECONDS, what="events are heard")
        frozen = next(process for process in relays if holder(publisher).endswith(f":{process.pid}"))
        frozen.send_signal(signal.SIGSTOP)
        told = singing.told
        await_true(lambda: len(heard.notes("o1")) > told + 10, seconds=LEASE + SECONDS, what="another leads")
        (leading,) = [process for process in relays if process is not frozen]
        assert holder(publisher).endswith(f":{leading.pid}")
        frozen.send_signal(signal.SIGCONT)
        log = tmp_path / f"relay-{relays.index(frozen)}"
        await_true(lambda: "leader lock lost" in log.read_text(), seconds=SECONDS, what="the woken one steps down")
        told = singing.told
        await_true(lambda: len(heard.notes("o1")) > told + 10, seconds=SECONDS, what="events go on")
        assert holder(publisher).endswith(f":{leading.pid}")
        singing.__exit__()
        await_true(
            lambda: all(len(heard.notes(one)) >= singing.told for one in ORGANIZATIONS),
            seconds=SECONDS,
            what="all is heard",
        )
        notes = [f"n{number}" for number in range(singing.told)]
        assert [heard.notes(one) for one in ORGANIZATIONS] == [notes for _ in ORGANIZATIONS]
    assert unpublished(publisher) == 0
    with opened.reading(engines["consumer"]) as session:
        assert session.scalar(select(func.count()).select_from(inbox)) == 0
