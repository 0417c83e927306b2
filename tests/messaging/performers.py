"""Two small services on the real seam: the singer tells songs, the hearer writes them down and says so."""

from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Column, Integer, MetaData, String, Table, select

from shared.messaging.events import CATALOGUE, Event
from shared.messaging.reactions import reaction
from shared.service import Service, command
from shared.unit_of_work import UnitOfWork

MIGRATIONS = Path(__file__).parent / "migrations"
tables = MetaData()
written = Table(
    "written",
    tables,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("organization_id", String(64), nullable=False),
    Column("note", String(100), nullable=False),
)
broken = Table("broken", tables, Column("note", String(100), primary_key=True))


class SongSung(Event, frozen=True, kw_only=True):
    """A song was sung."""

    source: ClassVar[str] = "singer"
    name: ClassVar[str] = "song_sung"

    note: str


class SongWritten(Event, frozen=True, kw_only=True):
    """A song was written down."""

    source: ClassVar[str] = "hearer"
    name: ClassVar[str] = "song_written"

    note: str


REPERTOIRE = {(event.source, event.name): event for event in (SongSung, SongWritten)}
"""Entered into the catalogue only where these services run: no document lists them."""


def sing(work: UnitOfWork, *, organization_id: str, notes: list[str]) -> dict[str, Any]:
    """Return a song for every note, in their order."""
    work.emit(*(SongSung(district_id="d1", organization_id=organization_id, note=note) for note in notes))
    return {"id": work.new_id(), "sung": len(notes)}


class Singer(Service):
    """Tells."""

    name = "singer"

    @command
    def sing(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        return self.executor.command(sing, call, asked)


class Hearer(Service):
    """Writes down what it hears, once; a note that stands in `broken` fails after it was written."""

    name = "hearer"

    @reaction(SongSung)
    def write_down_on_song_sung(self, work: UnitOfWork, event: SongSung) -> None:
        work.session.execute(written.insert(), {"organization_id": event.organization_id, "note": event.note})
        work.emit(SongWritten(district_id="d1", organization_id=event.organization_id, note=event.note))
        if work.session.execute(select(broken).where(broken.c.note == event.note)).first():
            raise RuntimeError(f"{event.note} is out of tune")


PERFORMERS = {service.name: service for service in (Singer, Hearer)}


def enter_repertoire() -> None:
    """Make the two events known to this process."""
    CATALOGUE.update(REPERTOIRE)
