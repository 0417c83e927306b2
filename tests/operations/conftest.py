"""Two processes with databases of their own, on both servers: `publisher` emits facts, `consumer` stores them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import msgspec
import pytest
from sqlalchemy import Column, Engine, MetaData, String, Table, select
from sqlalchemy.orm import Session

from shared import databases
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.events import Envelope, Event
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import append
from shared.messaging.tables import inbox, inbox_cursor, metadata, outbox, parked_decision
from shared.settings import Settings, load_settings
from shared.unit_of_work import new_id
from tests.servers.fixtures import SERVED

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ATTEMPTS = 3
noted = Table("noted", MetaData(), Column("note", String(100), primary_key=True))


class ThingHappened(Event, frozen=True, kw_only=True):
    """A fact of nobody's catalogue."""

    source: ClassVar[str] = "publisher"
    name: ClassVar[str] = "thing_happened"

    note: str


class OperationsScenario:
    """What an operator finds: settings, two databases, and a reaction that fails for the notes in `broken`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engines: dict[str, Engine] = {}
        self.broken: set[str] = set()
        for name in ("publisher", "consumer"):
            self.engines[name] = databases.open_database(settings.database(name), connections=2)
            metadata.create_all(self.engines[name])
        noted.create(self.engines["consumer"])
        retry_policy = RetryPolicy(pause=0, limit=0, attempts=ATTEMPTS)
        self.jobs: set[str] = set()
        self.inbox = Inbox(
            "consumer", self.engines["consumer"], self.react, lambda: NOW, retry_policy, when_parked=self.end_job
        )

    def react(self, session: Session, item: Envelope) -> None:
        """Store the note, or fail."""
        note = msgspec.json.decode(item.data, type=ThingHappened).note
        session.execute(noted.insert(), {"note": note})
        if note in self.broken:
            raise RuntimeError(f"{note} cannot be understood")

    def end_job(self, session: Session, item: Envelope) -> None:
        """Note that the job of a parked event has ended, where there is one; it may fail itself."""
        note = msgspec.json.decode(item.data, type=ThingHappened).note
        if note in self.jobs:
            session.execute(noted.insert(), {"note": f"{note} has ended"})
        if f"{note}, and its end" in self.broken:
            raise RuntimeError("the job cannot be ended")

    def emit(self, *notes: str, organization_id: str = "o1") -> list[Envelope]:
        """Commit facts to the publisher's outbox and give them as they would travel."""
        things = [ThingHappened(district_id="d1", organization_id=organization_id, note=note) for note in notes]
        with databases.transaction(self.engines["publisher"]) as session:
            append(session, things, now=NOW, new_id=new_id, context={})
        return self.log()[-len(notes) :]

    def log(self) -> list[Envelope]:
        """Return everything the publisher ever emitted."""
        with databases.reading(self.engines["publisher"]) as session:
            return [
                Envelope.decode(text) for text in session.scalars(select(outbox.c.envelope).order_by(outbox.c.position))
            ]

    def consume(self, *envelopes: Envelope) -> None:
        """Store envelopes in the consumer's inbox and apply until nothing moves any more."""
        if envelopes:
            self.inbox.receive(envelopes)
        for _ in range(ATTEMPTS):
            while self.inbox.apply_due():
                pass

    def notes(self) -> list[str]:
        """Return what took effect."""
        return [row.note for row in self.rows(noted)]

    def rows(self, table: Table) -> list[Any]:
        """Return the consumer's rows of a table."""
        with databases.reading(self.engines["consumer"]) as session:
            return list(session.execute(select(table).order_by(*table.primary_key.columns)))

    def decisions(self) -> list[Any]:
        """Return what was decided."""
        return self.rows(parked_decision)

    def applied(self, organization_id: str = "o1") -> int:
        """Return how far a stream has taken effect."""
        return next((row.applied for row in self.rows(inbox_cursor) if row.partition_key == organization_id), 0)

    def waiting(self) -> list[int]:
        """Return the numbers that rest in the inbox."""
        return [row.sequence for row in self.rows(inbox)]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def scenario(request, tmp_path, monkeypatch) -> Iterator[OperationsScenario]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("SANJI_HOST", "embedded")
    if request.param == "postgresql":
        made = request.getfixturevalue("databases")
        made.create("publisher")
        made.create("consumer")
        for name, value in (
            SERVED | {"DATABASE_URL": made.url, "AMQP_URI": request.getfixturevalue("fresh_amqp_uri")}
        ).items():
            monkeypatch.setenv(name, value)
    else:
        monkeypatch.setenv("AMQP_URI", "amqp://127.0.0.1:1//")  # the embedded host asks no broker
    scenario = OperationsScenario(load_settings())
    yield scenario
    for engine in scenario.engines.values():
        engine.dispose()
