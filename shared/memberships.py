"""Memberships valid over time: a consumer's replica without personal data.

Facts about one organization's roll come in its order, those of two organizations in any: a place is known by its
member, its organization and the day it began, so that leaving one and joining another need no order between them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Date, Index, MetaData, Row, String, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from shared.enumerations import MEMBER_STATUSES
from shared.events.organizations import (
    MemberAmended,
    MemberEvent,
    MemberLeft,
    MemberRegistered,
    MemberTransferredIn,
    MemberTransferredOut,
)
from shared.org_paths import is_id

FULL, PROBATIONARY = MEMBER_STATUSES
MEMBER_EVENTS: tuple[type[MemberEvent], ...] = (
    MemberRegistered,
    MemberAmended,
    MemberTransferredOut,
    MemberTransferredIn,
    MemberLeft,
)
"""Every event that changes a membership."""

MANY = 500
"""Ids in one question."""

metadata = MetaData()
place_on_roll = Table(
    "place_on_roll",
    metadata,
    Column("district_id", String(64), primary_key=True),
    Column("member_id", String(64), primary_key=True),
    Column("organization_id", String(64), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_until", Date),
    Column("status", String(20), nullable=False),
    Column("member_class", String(20), nullable=False),
    Index("place_on_roll_of_organization", "organization_id", "valid_from"),
)
_PLACE = place_on_roll.c


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """One membership in an organization, from `valid_from` up to and not including `valid_until`."""

    member_id: str
    organization_id: str
    valid_from: date
    valid_until: date | None = None
    status: str
    member_class: str

    def holds_on(self, day: date) -> bool:
        """Return whether the membership is valid on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def upsert_membership(session: Session, event: MemberEvent) -> None:
    """Upsert the replica of one member's memberships in one organization."""
    if isinstance(event, MemberTransferredOut | MemberLeft):
        _end(session, event)
    elif isinstance(event, MemberAmended):
        _amend(session, event)
    else:
        _begin(session, event)


def members_of(session: Session, organization_id: str, day: date) -> Sequence[Membership]:
    """Load the memberships of an organization itself on a day, in the order of the members' ids."""
    query = select(place_on_roll).where(_PLACE.organization_id == organization_id, *_on(day))
    return [_shown(row) for row in session.execute(query.order_by(_PLACE.member_id))]


def membership_of(session: Session, member_id: str, day: date) -> Membership | None:
    """Load a member's membership on a day; None where there is none."""
    query = select(place_on_roll).where(_PLACE.member_id == member_id, *_on(day))
    row = session.execute(query.order_by(_PLACE.valid_from.desc()).limit(1)).one_or_none()
    return None if row is None else _shown(row)


def histories(session: Session, member_ids: Sequence[str]) -> dict[str, list[Membership]]:
    """Load all memberships of many members, oldest first."""
    found: dict[str, list[Membership]] = {}
    for begin in range(0, len(member_ids), MANY):
        asked = select(place_on_roll).where(_PLACE.member_id.in_(member_ids[begin : begin + MANY]))
        for row in session.execute(asked.order_by(_PLACE.member_id, _PLACE.valid_from)):
            found.setdefault(row.member_id, []).append(_shown(row))
    return found


def nearest(history: Sequence[Membership], day: date) -> Membership:
    """Return the membership of a day, else the first one after it, else the last one before."""
    holding = [place for place in history if place.holds_on(day)]
    later = [place for place in history if place.valid_from > day]
    return holding[-1] if holding else later[0] if later else history[-1]


def newest_membership_of(session: Session, member_id: str, day: date) -> Membership | None:
    """Load a member's membership on a day, or else the last one; None for an unknown member."""
    if not is_id(member_id):
        return None
    return membership_of(session, member_id, day) or last_membership_of(session, member_id)


def last_membership_of(session: Session, member_id: str) -> Membership | None:
    """Load a member's newest membership, or None for an unknown member."""
    query = select(place_on_roll).where(_PLACE.member_id == member_id)
    row = session.execute(query.order_by(_PLACE.valid_from.desc()).limit(1)).one_or_none()
    return None if row is None else _shown(row)


def _begin(session: Session, event: MemberEvent, *, until: date | None = None) -> None:
    key = {
        "district_id": event.district_id,
        "member_id": event.member_id,
        "organization_id": event.organization_id,
        "valid_from": event.effective_on,
    }
    session.execute(delete(place_on_roll).where(*(_PLACE[name] == value for name, value in key.items())))
    stands = {"valid_until": until, "status": event.status, "member_class": event.member_class}
    session.execute(place_on_roll.insert(), key | stands)


def _amend(session: Session, event: MemberAmended) -> None:
    place = _standing(session, event)
    if place is None:
        return
    if place.valid_from < event.effective_on:
        _end(session, event)
        _begin(session, event, until=place.valid_until)
    else:
        stands = {"status": event.status, "member_class": event.member_class}
        session.execute(update(place_on_roll).where(*_key(place)).values(**stands))


def _end(session: Session, event: MemberEvent) -> None:
    # On the day it began at the earliest: a stretch of no length stands on no day.
    place = _standing(session, event)
    if place is not None:
        until = max(place.valid_from, event.effective_on)
        session.execute(update(place_on_roll).where(*_key(place)).values(valid_until=until))


def _standing(session: Session, event: MemberEvent) -> Row[Any] | None:
    """Return the member's newest membership there that has not ended by the event's day; a later end may be known."""
    there = (
        _PLACE.district_id == event.district_id,
        _PLACE.member_id == event.member_id,
        _PLACE.organization_id == event.organization_id,
        or_(_PLACE.valid_until.is_(None), _PLACE.valid_until > event.effective_on),
    )
    newest = select(place_on_roll).where(*there).order_by(_PLACE.valid_from.desc()).limit(1)
    return session.execute(newest).one_or_none()


def _key(place: Row[Any]) -> list[ColumnElement[bool]]:
    return [column == getattr(place, column.name) for column in place_on_roll.primary_key]


def _on(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _PLACE.valid_from <= day, or_(_PLACE.valid_until.is_(None), _PLACE.valid_until > day)


def _shown(row: object) -> Membership:
    return Membership(**{name: getattr(row, name) for name in Membership.__struct_fields__})
