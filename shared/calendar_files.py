"""Calendar files (iCalendar, RFC 5545) that a common calendar program opens."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import msgspec

CHINA = ZoneInfo("Asia/Shanghai")
OFFSET = timedelta(hours=8)
TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a calendar file; `begins` and `ends` are minutes after midnight in China.

    Without them it takes the whole day. What is not `busy` leaves the time free for the events inside it.
    """

    uid: str
    day: date
    begins: int | None = None
    ends: int | None = None
    title: str
    place: str
    notes: str
    status: str
    busy: bool = True
    longitude: float | None = None
    latitude: float | None = None


def calendar_file(name: str, product: str, entries: Iterable[tuple[Entry, int]], now: datetime) -> str:
    """Write a calendar that is published (METHOD:PUBLISH), in Chinese time with its VTIMEZONE.

    `product` names the part of the platform that it is of. Each entry comes with its SEQUENCE, which grows with every
    change of it; its UID stays the same for good.
    """
    file = icalendar.Calendar()
    for key, value in (
        ("prodid", f"-//Sanji//{product}//ZH"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("calscale", "GREGORIAN"),
    ):
        file.add(key, value)
    file.add("x-wr-calname", name)
    file.add("x-wr-timezone", str(CHINA))
    file.add_component(_china())
    for entry, sequence in entries:
        file.add_component(_event(entry, sequence, now))
    return str(file.to_ical().decode())


def _event(entry: Entry, sequence: int, now: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now)
    if entry.begins is None or entry.ends is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    else:
        event.add("dtstart", _moment(entry.day, entry.begins))
        event.add("dtend", _moment(entry.day, entry.ends))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("description", entry.notes)
    event.add("status", entry.status)
    if not entry.busy:
        event.add("transp", "TRANSPARENT")
    if entry.longitude is not None and entry.latitude is not None:
        event.add("geo", (entry.latitude, entry.longitude))
    return event


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minute)


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
