"""Finders of records, for commands and queries alike."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.activities.model.activities import HELD, PARTY_CLASS, Activity
from services.activities.model.campaigns import Campaign, Part
from services.activities.model.halls import ENDED, EXISTING, HallItem, HallScope, HallStep, LectureHall, hall_rules
from services.activities.model.resolutions import Resolution
from services.activities.model.tables import Secretary
from shared import org_paths
from shared.memberships import FULL, place_on_roll


def hall_at(session: Session, organization_id: str, *, lock: bool = False) -> LectureHall | None:
    """Return the lecture hall that an organization has or is to have."""
    query = select(LectureHall).where(LectureHall.organization_id == organization_id, LectureHall.status != ENDED)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def hall_scopes(session: Session, district_id: str) -> Sequence[HallScope]:
    """Return of which kinds of branches a district asks a hall, oldest first."""
    query = select(HallScope).where(HallScope.district_id == district_id)
    return session.scalars(query.order_by(HallScope.from_on)).all()


def kinds_asked(session: Session, district_id: str, day: date) -> list[str]:
    """Return the kinds of branches of which a district asks a hall on a day; until it sets some, the rule pack's."""
    set_by_then = [scope.kinds for scope in hall_scopes(session, district_id) if scope.from_on <= day]
    return set_by_then[-1] if set_by_then else list(hall_rules(day)["wanted_of"]["kinds"])


def was_carried(session: Session, hall: LectureHall) -> bool:
    """Return whether a hall passed from another organization."""
    carried = HallStep.district_id == hall.district_id, HallStep.hall_id == hall.id, HallStep.step == "carry"
    return session.scalar(select(HallStep.number).where(*carried).limit(1)) is not None


def nearest_hall(session: Session, path: Sequence[str]) -> LectureHall | None:
    """Return the nearest hall on the path from an organization up to its district."""
    query = select(LectureHall).where(LectureHall.organization_id.in_(path), LectureHall.status.in_(EXISTING))
    halls = {hall.organization_id: hall for hall in session.scalars(query)}
    return next((halls[step] for step in path if step in halls), None)


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


def part_of(session: Session, campaign: Campaign, organization_id: str) -> Part | None:
    """Return a unit's part in a campaign, if it ever had one."""
    return session.get(Part, (campaign.district_id, campaign.id, organization_id))


def is_secretary(session: Session, member_id: str, organizations: Collection[str], day: date) -> bool:
    """Return whether a member was secretary of one of some organizations on a day."""
    held = (
        Secretary.member_id == member_id,
        Secretary.organization_id.in_(organizations),
        Secretary.from_on <= day,
        Secretary.until_on.is_(None) | (Secretary.until_on >= day),
    )
    return session.execute(select(Secretary.post_id).where(*held).limit(1)).first() is not None


def on_roll(session: Session, organization_id: str, day: date, *, full: bool = False) -> set[str]:
    """Return the ids of an organization's members and those below it on a day, all or full ones."""
    place = place_on_roll.c
    query = select(place.member_id).where(
        place.organization_id.in_(org_paths.subtree(organization_id, day)),
        place.valid_from <= day,
        place.valid_until.is_(None) | (place.valid_until > day),
    )
    return set(session.scalars(query.where(place.status == FULL) if full else query))


def secretaries_of(session: Session, organization_id: str) -> Sequence[Secretary]:
    """Return who is or was secretary of an organization."""
    return session.scalars(select(Secretary).where(Secretary.organization_id == organization_id)).all()


def party_classes_of(session: Session, district_id: str, organization_id: str) -> Sequence[Activity]:
    """Load and lock the party classes that an organization held."""
    query = select(Activity).where(
        Activity.district_id == district_id,
        Activity.organization_id == organization_id,
        Activity.status == HELD,
        (Activity.kind == PARTY_CLASS) | (Activity.mode == PARTY_CLASS),
    )
    return session.scalars(query.order_by(Activity.id).with_for_update()).all()
