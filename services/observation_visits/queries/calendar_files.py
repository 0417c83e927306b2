"""Calendar files of the visits an organization receives and of those a delegation makes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.observation_visits.model import states
from services.observation_visits.model.calendar_files import Entry, calendar_file
from services.observation_visits.model.locations import location
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from services.observation_visits.queries.reading import delegation_read, place_read
from shared import places
from shared.work import Work

BACK = timedelta(days=366)
MOST = 5000
STANDING = {
    states.ANNOUNCED: "待确认 to be confirmed",
    states.CONFIRMED: "已确认 confirmed",
    states.DECLINED: "不能接待 declined",
    states.HELD: "已观摩 held",
    states.WITHDRAWN: "已撤销 withdrawn",
}


def calendar_of_organization(work: Work, *, organization_id: str) -> dict[str, Any]:
    """This function will give a calendar file of the visits that an organization receives, from a year ago on."""
    place = place_read(work, organization_id)
    terms = (Visit.district_id == place.district_id, Visit.organization_id == organization_id)
    visits = _visits(work, *terms, Visit.day >= work.today - BACK)
    return _file(work, f"{place.name} 接待观摩", f"visits-{organization_id}.ics", visits)


def calendar_of_delegation(work: Work, *, delegation_id: str) -> dict[str, Any]:
    """This function will give a calendar file of the visits that a delegation makes."""
    delegation = delegation_read(work, delegation_id)
    terms = (Visit.district_id == delegation.district_id, Visit.delegation_id == delegation.id)
    visits = _visits(work, *terms)
    return _file(work, f"{delegation.name} 观摩", f"delegation-{delegation.id}.ics", visits)


def _visits(work: Work, *terms: Any) -> Sequence[Visit]:
    query = select(Visit).where(*terms).order_by(Visit.day, Visit.begins, Visit.id).limit(MOST)
    return work.session.scalars(query).all()


def _file(work: Work, name: str, file_name: str, visits: Sequence[Visit]) -> dict[str, Any]:
    entries = [_entry(work, visit) for visit in visits]
    return {"file_name": file_name, "content": calendar_file(name, entries, work.now)}


def _entry(work: Work, visit: Visit) -> Entry:
    stop = work.session.get_one(Stop, (visit.district_id, visit.stop_id))
    host = places.place(work.session, visit.organization_id, visit.day).name
    visitor = places.place(work.session, visit.visiting_organization_id, visit.day).name
    where = location(work.session, visit.organization_id, visit.day, stop.longitude, stop.latitude)
    notes = f"接待 host：{host}\n来访 visitors：{visitor}，{visit.head_count} 人\n{STANDING[visit.status]}"
    return Entry(
        visit=visit,
        place=f"{stop.name}（{host}）",
        notes=notes,
        longitude=where.longitude,
        latitude=where.latitude,
    )
