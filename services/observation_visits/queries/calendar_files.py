"""Calendar files of the visits an organization receives and of those a delegation makes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypedDict

from sqlalchemy import select

from services.observation_visits.model import ItineraryDay, Visit
from services.observation_visits.model.calendar_entries import entry_of_day, entry_of_visit
from services.observation_visits.queries.access import READ, read_delegation, read_place
from shared.calendar_files import Entry, calendar_file
from shared.service import query
from shared.unit_of_work import UnitOfWork

BACK = timedelta(days=366)
PRODUCT = "Observation visits"
MOST = 5000


class CalendarFile(TypedDict):
    """A file in iCalendar format, and its name."""

    file_name: str
    content: str


@query
def calendar_of_organization(work: UnitOfWork, *, organization_id: str) -> CalendarFile:
    """Return a calendar file of the visits that an organization receives, from a year ago on."""
    place = read_place(work, organization_id)
    terms = (Visit.district_id == place.district_id, Visit.organization_id == organization_id)
    visits = _visits(work, *terms, Visit.day >= work.today - BACK)
    return _file(work, f"{place.name} 接待观摩", f"visits-{organization_id}.ics", _entries(work, visits))


@query
def calendar_of_delegation(work: UnitOfWork, *, delegation_id: str) -> CalendarFile:
    """Return a calendar file of the visits that a delegation makes."""
    delegation, view = read_delegation(work, delegation_id)
    view.require_whole(READ)
    terms = (Visit.district_id == delegation.district_id, Visit.delegation_id == delegation.id)
    entries = _entries(work, _visits(work, *terms))
    return _file(work, f"{delegation.name} 观摩", f"delegation-{delegation.id}.ics", entries)


@query
def calendar_of_itinerary(work: UnitOfWork, *, delegation_id: str) -> CalendarFile:
    """Return a calendar file of a delegation's days: from leaving to the end of the review, with what is in between."""
    delegation, view = read_delegation(work, delegation_id)
    view.require_whole(READ)
    query = select(ItineraryDay).where(
        ItineraryDay.district_id == delegation.district_id, ItineraryDay.delegation_id == delegation.id
    )
    rows = work.session.scalars(query.order_by(ItineraryDay.day, ItineraryDay.id).limit(MOST)).all()
    entries = [(entry_of_day(work.session, row), row.sequence) for row in rows]
    return _file(work, f"{delegation.name} 行程", f"itinerary-{delegation.id}.ics", entries)


def _visits(work: UnitOfWork, *terms: Any) -> Sequence[Visit]:
    query = select(Visit).where(*terms).order_by(Visit.day, Visit.begins, Visit.id).limit(MOST)
    return work.session.scalars(query).all()


def _entries(work: UnitOfWork, visits: Sequence[Visit]) -> list[tuple[Entry, int]]:
    return [(entry_of_visit(work.session, visit), visit.sequence) for visit in visits]


def _file(work: UnitOfWork, name: str, file_name: str, entries: Sequence[tuple[Entry, int]]) -> CalendarFile:
    return {"file_name": file_name, "content": calendar_file(name, PRODUCT, entries, work.now)}
