"""Two small services on the real seam: the publisher emits notes, the consumer stores them and emits that it did."""

from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Column, Integer, MetaData, String, Table, select

from shared.messaging.events import CATALOGUE, Event
from shared.messaging.reactions import reaction
from shared.service import Service, command
from shared.unit_of_work import UnitOfWork

MIGRATIONS = Path(__file__).parent / "migrations"
tables = MetaData()
consumed = Table(
    "consumed",
    tables,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", String(64), nullable=False),
    Column("note", String(100), nullable=False),
)
broken = Table("broken", tables, Column("note", String(100), primary_key=True))


class NotePublished(Event, frozen=True, kw_only=True):
    """A note was published."""

    source: ClassVar[str] = "publisher"
    name: ClassVar[str] = "note_published"

    note: str


class NoteConsumed(Event, frozen=True, kw_only=True):
    """A note was consumed."""

    source: ClassVar[str] = "consumer"
    name: ClassVar[str] = "note_consumed"

    note: str


EVENTS = {(event.source, event.name): event for event in (NotePublished, NoteConsumed)}
"""Entered into the catalogue only where these services run: no document lists them."""


def publish(work: UnitOfWork, *, organization_id: str, notes: list[str]) -> dict[str, Any]:
    """Emit an event for every note, in their order."""
    work.emit(*(NotePublished(district_id="d1", organization_id=organization_id, note=note) for note in notes))
    return {"id": work.new_id(), "published": len(notes)}


class Publisher(Service):
    """Emits."""

    name = "publisher"

    @command
    def publish(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        return self.executor.command(publish, call, asked)


class Consumer(Service):
    """Stores each note once; a note that stands in `broken` fails after it was stored."""

    name = "consumer"

    @reaction(NotePublished)
    def consume_on_note_published(self, work: UnitOfWork, event: NotePublished) -> None:
        work.session.execute(consumed.insert(), {"organization_id": event.organization_id, "note": event.note})
        work.emit(NoteConsumed(district_id="d1", organization_id=event.organization_id, note=event.note))
        if work.session.execute(select(broken).where(broken.c.note == event.note)).first():
            raise RuntimeError(f"{event.note} is refused on purpose")


SERVICES = {service.name: service for service in (Publisher, Consumer)}


def enter_events() -> None:
    """Make the two events known to this process."""
    CATALOGUE.update(EVENTS)
