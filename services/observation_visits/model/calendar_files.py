"""Calendar files (iCalendar, RFC 5545) that a common calendar program opens: one for each host and each delegation."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import msgspec

from services.observation_visits.model import states
from services.observation_visits.model.visits import Visit

CHINA = ZoneInfo("Asia/Shanghai")
OFFSET = timedelta(hours=8)
STATUSES = {
    states.ANNOUNCED: "TENTATIVE",
    states.CONFIRMED: "CONFIRMED",
    states.HELD: "CONFIRMED",
    states.DECLINED: "CANCELLED",
    states.WITHDRAWN: "CANCELLED",
}
PRODUCT = "-//Sanji//Observation visits//ZH"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A visit with the words and the point that stand beside it in a calendar."""

    visit: Visit
    place: str
    notes: str
    longitude: float | None = None
    latitude: float | None = None


def calendar_file(name: str, entries: Iterable[Entry], now: datetime) -> str:
    """This function will write a calendar that is published (METHOD:PUBLISH), in Chinese time with its VTIMEZONE.

    An event's UID stays the same for good, and its SEQUENCE grows when the visit changes.
    """
    file = icalendar.Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("calscale", "GREGORIAN")):
        file.add(key, value)
    file.add("x-wr-calname", name)
    file.add("x-wr-timezone", str(CHINA))
    file.add_component(_china())
    for entry in entries:
        file.add_component(_event(entry, now))
    return str(file.to_ical().decode())


def _event(entry: Entry, now: datetime) -> icalendar.Event:
    visit = entry.visit
    event = icalendar.Event()
    event.add("uid", f"visit-{visit.id}@sanji")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", _moment(visit, visit.begins))
    event.add("dtend", _moment(visit, visit.ends))
    event.add("summary", visit.title)
    event.add("location", entry.place)
    event.add("description", entry.notes)
    event.add("status", STATUSES[visit.status])
    if entry.longitude is not None and entry.latitude is not None:
        event.add("geo", (entry.latitude, entry.longitude))
    return event


def _moment(visit: Visit, minute: int) -> datetime:
    return datetime.combine(visit.day, time(minute // 60, minute % 60), CHINA)


def _china() -> icalendar.Timezone:
    zone = icalendar.Timezone()
    zone.add("tzid", str(CHINA))
    standard = icalendar.TimezoneStandard()
    # China has had one time all the year since 1991; what was before that no visit is about.
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 - local time by definition
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone
