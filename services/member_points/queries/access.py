"""Whose records someone may read: those of an organization for its staff, a member's for those of the place today.

Whoever sees a figure that a record is counted in reads it reduced: without whom it is about.
"""

from sqlalchemy import literal, select

from services.member_points.model import declarations, objections
from services.member_points.model.declarations import Declaration
from services.member_points.model.ledger import PointEntry, entry_of
from services.member_points.model.objections import Objection
from services.member_points.model.schemes import Scheme, scheme_of
from services.member_points.model.years import PointYear, year_of
from shared import memberships, org_paths
from shared.errors import NotFound
from shared.reading import View, view_of
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork

READ, READ_MEMBERS = "member_points.read", "member_points.read_members"


def read_member(work: UnitOfWork, member_id: str) -> memberships.Membership:
    """Load a member whose points the caller may read by the present membership, or the last one."""
    place = _place_of(work, member_id)
    work.actor.require(READ_MEMBERS, org_paths.load_org_path(work.session, place.organization_id, work.today).path)
    return place


def read_entry(work: UnitOfWork, entry_id: str) -> tuple[PointEntry, View]:
    """Load an entry for who reads its member's points and, reduced, for who sees it counted."""
    found = entry_of(work.session, entry_id)
    kept_by = [_place_of(work, found.member_id).organization_id]
    counted_at = select(literal(found.organization_id).label("organization_id"))
    return found, view_of(work, READ_MEMBERS, kept_by, carried_by=counted_at)


def read_declaration(work: UnitOfWork, declaration_id: str) -> tuple[Declaration, View]:
    """Load a declaration for who reads the points of its organization and, reduced, for who sees it counted."""
    found = declarations.declaration_of(work.session, declaration_id)
    return found, view_of(work, READ_MEMBERS, [found.organization_id])


def read_objection(work: UnitOfWork, objection_id: str) -> tuple[Objection, View]:
    """Load an objection for who reads the points of its organization and, reduced, for who sees it counted."""
    found = objections.objection_of(work.session, objection_id)
    return found, view_of(work, READ_MEMBERS, [found.organization_id])


def read_year(work: UnitOfWork, point_year_id: str, right: str = READ) -> tuple[PointYear, View]:
    """Load a branch's annual result for a caller with a right on it and, reduced, for who sees it counted."""
    found = year_of(work.session, point_year_id)
    return found, view_of(work, right, [found.organization_id])


def read_scheme(work: UnitOfWork, scheme_id: str) -> Scheme:
    """Load a scheme, which is readable in its whole district."""
    found = scheme_of(work.session, scheme_id)
    view_of(work, READ, [], open_below=found.district_id)
    return found


def _place_of(work: UnitOfWork, member_id: str) -> memberships.Membership:
    known = org_paths.is_id(member_id)
    place = memberships.membership_of(work.session, member_id, work.today) if known else None
    place = place or (memberships.last_membership_of(work.session, member_id) if known else None)
    if place is None:
        raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
    return place
