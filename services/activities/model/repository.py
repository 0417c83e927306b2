"""Loading and serialisation of records, for commands and queries alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.activities.model.activities import Activity, Minutes
from services.activities.model.campaigns import Campaign, Exemplar, Part
from services.activities.model.halls import ENDED, LISTS, STANDING, HallItem, LectureHall
from services.activities.model.obligations import Obligation
from services.activities.model.resolutions import Resolution
from shared import org_paths
from shared.errors import NotFound
from shared.memberships import FULL, place_on_roll
from shared.schedule_status import obligation_schedule
from shared.text_validation import printable


def activity_of(session: Session, activity_id: str, *, lock: bool = False) -> Activity:
    """Load a activity, locked until the transaction ends where it is to be changed."""
    found: Activity | None = _found(session, select(Activity).where(Activity.id == activity_id), activity_id, lock=lock)
    if found is None:
        raise NotFound("activity_unknown", activity_id=_said(activity_id))
    return found


def hall_of(session: Session, hall_id: str, *, lock: bool = False) -> LectureHall:
    """Load a lecture hall, required ones included, or refuse as NotFound."""
    found: LectureHall | None = _found(
        session, select(LectureHall).where(LectureHall.id == hall_id), hall_id, lock=lock
    )
    if found is None:
        raise NotFound("hall_unknown", hall_id=_said(hall_id))
    return found


def obligation_of(session: Session, obligation_id: str, *, lock: bool = False) -> Obligation:
    found: Obligation | None = _found(
        session, select(Obligation).where(Obligation.id == obligation_id), obligation_id, lock=lock
    )
    if found is None:
        raise NotFound("obligation_unknown", obligation_id=_said(obligation_id))
    return found


def campaign_of(session: Session, campaign_id: str, *, lock: bool = False) -> Campaign:
    found: Campaign | None = _found(session, select(Campaign).where(Campaign.id == campaign_id), campaign_id, lock=lock)
    if found is None:
        raise NotFound("campaign_unknown", campaign_id=_said(campaign_id))
    return found


def resolution_of(session: Session, activity: Activity, resolution_id: str, *, lock: bool = False) -> Resolution:
    """Load a vote of an activity, or refuse as NotFound."""
    query = select(Resolution).where(Resolution.id == resolution_id, Resolution.activity_id == activity.id)
    found: Resolution | None = _found(session, query, resolution_id, lock=lock)
    if found is None:
        raise NotFound("resolution_unknown", resolution_id=_said(resolution_id))
    return found


def hall_at(session: Session, organization_id: str, *, lock: bool = False) -> LectureHall | None:
    """Return the lecture hall that an organization has or is to have."""
    query = select(LectureHall).where(LectureHall.organization_id == organization_id, LectureHall.status != ENDED)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def hall_for(session: Session, path: Sequence[str]) -> LectureHall | None:
    """Return the nearest hall on the path from an organization up to its district."""
    query = select(LectureHall).where(LectureHall.organization_id.in_(path), LectureHall.status.in_(STANDING))
    there = {hall.organization_id: hall for hall in session.scalars(query)}
    return next((there[step] for step in path if step in there), None)


def checked_items(session: Session, hall: LectureHall) -> dict[str, HallItem]:
    """Return the items of a hall's standard that were checked, by id."""
    query = select(HallItem).where(HallItem.district_id == hall.district_id, HallItem.hall_id == hall.id)
    return {item.item: item for item in session.scalars(query)}


def resolutions_of(session: Session, activity: Activity) -> Sequence[Resolution]:
    """Return the votes of an activity, in the order of their ids."""
    query = select(Resolution).where(
        Resolution.district_id == activity.district_id, Resolution.activity_id == activity.id
    )
    return session.scalars(query.order_by(Resolution.id)).all()


def minutes_of(session: Session, activity: Activity, *, lock: bool = False) -> Minutes | None:
    """Return the minutes of an activity, if there are any."""
    return session.get(Minutes, (activity.district_id, activity.id), with_for_update=lock or None)


def part_of(session: Session, campaign: Campaign, organization_id: str) -> Part | None:
    """Return a unit's part in a campaign, if it ever had one."""
    return session.get(Part, (campaign.district_id, campaign.id, organization_id))


def ids_below(session: Session, organization_id: str, day: date) -> list[str]:
    """Return the ids of an organization and everything below it on a day."""
    query: Any = org_paths.subtree(organization_id, day)
    return list(session.scalars(query))


def on_roll(session: Session, organization_id: str, day: date, *, full: bool = False) -> set[str]:
    """Return the ids of an organization's members and those below it on a day, all or full ones."""
    place = place_on_roll.c
    query = select(place.member_id).where(
        place.organization_id.in_(org_paths.subtree(organization_id, day)),
        place.valid_from <= day,
        place.valid_until.is_(None) | (place.valid_until > day),
    )
    return set(session.scalars(query.where(place.status == FULL) if full else query))


def activity_view(activity: Activity) -> dict[str, Any]:
    """Serialise an activity with its attendance."""
    names = (
        "id", "version", "district_id", "organization_id", "kind", "mode", "hall_id", "campaign_id", "title", "content",
        "held_on", "makes_up_for", "status", "speakers", "guest_speaker", "attended", "excused", "on_roll", "evidence",
    )  # fmt: skip
    counts = {"attended_count": len(activity.attended), "excused_count": len(activity.excused)}
    return {name: getattr(activity, name) for name in names} | counts


def hall_view(hall: LectureHall, day: date) -> dict[str, Any]:
    """Return a lecture hall with its schedule status on a day."""
    names = (
        "id", "version", "district_id", "organization_id", "title", "address", "status", "standard", "items_checked",
        "deadline", "due_on", "overdue_from", "planned_on", "building_on", "established_on",
    )  # fmt: skip
    needed = hall.state().items_needed
    return {name: getattr(hall, name) for name in names} | {"items_needed": needed, "standing": hall.standing_on(day)}


def items_view(session: Session, hall: LectureHall) -> list[dict[str, Any]]:
    """Return both checklists of a hall's standard, each item with what shows it."""
    checked = checked_items(session, hall)
    shown = []
    for name in LISTS:
        for item in hall.rules[name]["items"]:
            there = checked.get(item["id"])
            found = {"checked_on": there and there.checked_on, "evidence": there and there.evidence}
            by = {"checked": there is not None, "account_name": there and there.account_name}
            shown.append({"list": name, "item": item["id"], "zh": item["zh"], "en": item["en"]} | found | by)
    return shown


def obligation_view(obligation: Obligation, day: date) -> dict[str, Any]:
    """Return an obligation with its schedule status on a day."""
    names = (
        "id", "version", "district_id", "organization_id", "kind", "period", "year", "opens_on", "due_on", "late_from",
        "missed_from", "status", "met_on", "activity_id", "excuse", "excused_by", "excused_on", "rule", "rule_version",
    )  # fmt: skip
    return {name: getattr(obligation, name) for name in names} | {
        "standing": obligation_schedule(obligation.state()).on(day)
    }


def resolution_view(vote: Resolution) -> dict[str, Any]:
    names = (
        "id", "version", "district_id", "organization_id", "activity_id", "held_on", "subject", "election", "status",
        "entitled", "present", "votes_for", "votes_against", "abstained", "outcome", "rule_version", "reason",
    )  # fmt: skip
    return {name: getattr(vote, name) for name in names}


def minutes_view(activity: Activity, minutes: Minutes | None) -> dict[str, Any]:
    """Return minutes; version 0 are those that nobody has written yet."""
    shown = {"activity_id": activity.id, "organization_id": activity.organization_id}
    if minutes is None:
        return shown | {"version": 0, "text": "", "account_name": None, "recorded_at": None}
    written = {"version": minutes.version, "text": minutes.text, "account_name": minutes.account_name}
    return shown | written | {"recorded_at": minutes.recorded_at}


def campaign_view(campaign: Campaign) -> dict[str, Any]:
    names = (
        "id", "version", "district_id", "organization_id", "kind", "title", "basis", "content", "first", "last",
        "status",
    )  # fmt: skip
    return {name: getattr(campaign, name) for name in names}


def part_view(part: Part) -> dict[str, Any]:
    """Return a unit's part in a campaign."""
    return {name: getattr(part, name) for name in ("campaign_id", "organization_id", "version", "status", "joined_on")}


def exemplar_view(exemplar: Exemplar) -> dict[str, Any]:
    """Return an exemplar with the reason for which people chose it."""
    names = ("id", "version", "campaign_id", "organization_id", "member_id", "reason", "status", "chosen_on")
    return {name: getattr(exemplar, name) for name in names}


def _found(session: Session, query: Any, id_: str, *, lock: bool) -> Any:
    if not org_paths.is_id(id_):
        return None
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def _said(id_: str) -> str:
    return printable(id_, limit=64)
