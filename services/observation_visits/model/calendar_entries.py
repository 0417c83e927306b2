"""Calendar entries of visits and of delegations' days, and the detection of their changes."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.observation_visits.model import lifecycle, repository, validation
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.itineraries import ItineraryDay, Plan, route_of
from services.observation_visits.model.organizations import location
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from shared import org_paths
from shared.calendar_files import CANCELLED, CONFIRMED, TENTATIVE, Entry
from shared.struct_types import prepared

STANDING = {
    lifecycle.ANNOUNCED: "待确认 to be confirmed",
    lifecycle.CONFIRMED: "已确认 confirmed",
    lifecycle.DECLINED: "不能接待 declined",
    lifecycle.HELD: "已观摩 held",
    lifecycle.WITHDRAWN: "已撤销 withdrawn",
}
STATUSES = {
    lifecycle.ANNOUNCED: TENTATIVE,
    lifecycle.CONFIRMED: CONFIRMED,
    lifecycle.HELD: CONFIRMED,
    lifecycle.DECLINED: CANCELLED,
    lifecycle.WITHDRAWN: CANCELLED,
}


def entry_of_visit(session: Session, visit: Visit) -> Entry:
    """Return a visit's entry, alike for its host and its visitors."""
    stop = session.get_one(Stop, (visit.district_id, visit.stop_id))
    host = org_paths.load_org_path(session, visit.organization_id, visit.day).name
    visitor = org_paths.load_org_path(session, visit.visiting_organization_id, visit.day).name
    point = location(session, visit.organization_id, visit.day, stop.longitude, stop.latitude)
    return Entry(
        uid=f"visit-{visit.id}@sanji",
        day=visit.day,
        begins=visit.begins,
        ends=visit.ends,
        title=visit.title,
        place=f"{stop.name}（{host}）",
        notes=f"接待 host：{host}\n来访 visitors：{visitor}，{visit.head_count} 人\n{STANDING[visit.status]}",
        status=STATUSES[visit.status],
        longitude=point.longitude,
        latitude=point.latitude,
    )


def entry_of_day(session: Session, row: ItineraryDay) -> Entry:
    """Return the entry of a delegation's day: from leaving to the end of the review, with what comes in between."""
    delegation = session.get_one(Delegation, (row.district_id, row.delegation_id))
    visits = [visit for visit in repository.visits_of_day(session, row) if row.includes(visit)]
    plan, day = msgspec.convert(row.plan, prepared(Plan)), route_of(row, visits)
    begins, ends = (row.leaves, row.back) if day is None else (day.leaves, day.review.end if day.review else day.back)
    return Entry(
        uid=f"itinerary-{row.id}@sanji",
        day=row.day,
        begins=begins,
        ends=ends,
        title=f"{delegation.name}行程",
        place=plan.names.get(plan.start, plan.start),
        notes="" if day is None else "\n".join(_lines(session, row, visits)),
        status=CANCELLED if day is None else CONFIRMED,
        busy=False,
    )


def _lines(session: Session, row: ItineraryDay, visits: Sequence[Visit]) -> list[str]:
    day, plan = route_of(row, visits), msgspec.convert(row.plan, prepared(Plan))
    if day is None:
        return []
    lines = [(day.leaves, f"出发 leave：{plan.names[plan.start]}"), (day.back, f"返回 back：{plan.names[plan.end]}")]
    for visit in visits:
        if visit.id in day.arrives:
            stop = session.get_one(Stop, (visit.district_id, visit.stop_id))
            lines.append((day.arrives[visit.id], f"到达 arrive：{stop.name} {validation.clock_time(visit.begins)}"))
    for kind, pause in (("午餐 lunch", day.lunch), ("点评 review", day.review)):
        if pause is not None:
            lines.append((pause.begin, f"{kind}：{plan.names.get(pause.place_id, pause.place_id)}"))
    return [f"{validation.clock_time(at)} {text}" for at, text in sorted(lines)]


def follow_visit(session: Session, visit: Visit, *, new: bool = False) -> bool:
    """Raise the sequence of a visit whose entry has changed (RFC 5545, 3.8.7.4); return whether it has."""
    return _follow(visit, entry_of_visit(session, visit), new=new)


def follow_day(session: Session, row: ItineraryDay, *, new: bool = False) -> bool:
    """Raise the sequence of a day whose entry has changed; return whether it has."""
    return _follow(row, entry_of_day(session, row), new=new)


def _follow(record: Visit | ItineraryDay, entry: Entry, *, new: bool) -> bool:
    digest = sha256(msgspec.json.encode(entry)).hexdigest()
    if record.calendar_digest == digest:
        return False
    record.calendar_digest = digest
    record.sequence += not new
    return not new


def days_of(session: Session, visit: Visit) -> Sequence[ItineraryDay]:
    """Return the itinerary days that contain a visit."""
    query = select(ItineraryDay).where(
        ItineraryDay.district_id == visit.district_id,
        ItineraryDay.delegation_id == visit.delegation_id,
        ItineraryDay.day == visit.day,
    )
    return [row for row in session.scalars(query.order_by(ItineraryDay.id)) if row.includes(visit)]
