"""Whose records someone may read: those of an organization for its staff, a member's for those of the place today."""

from services.member_points.model.declarations import Declaration, declaration_of
from services.member_points.model.years import PointYear, year_of
from shared import places, rolls
from shared.errors import NotFound
from shared.texts import printable
from shared.work import Work

READ, READ_MEMBERS = "member_points.read", "member_points.read_members"


def read_member(work: Work, member_id: str) -> rolls.Place:
    """This function will find a member for whoever may read the points of today's place, the last one for who left."""
    known = places.is_id(member_id)
    place = rolls.place_of(work.session, member_id, work.today) if known else None
    place = place or (rolls.last_place_of(work.session, member_id) if known else None)
    if place is None:
        raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
    work.acting.require(READ_MEMBERS, places.place(work.session, place.organization_id, work.today).path)
    return place


def read_declaration(work: Work, declaration_id: str) -> Declaration:
    """This function will find a declaration for whoever may read the points of its organization's members."""
    found = declaration_of(work.session, declaration_id)
    work.acting.require(READ_MEMBERS, places.place(work.session, found.organization_id, work.today).path)
    return found


def read_year(work: Work, point_year_id: str, right: str = READ) -> PointYear:
    """This function will find a branch's annual result for whoever holds a right on it."""
    found = year_of(work.session, point_year_id)
    work.acting.require(right, places.place(work.session, found.organization_id, work.today).path)
    return found
