"""Whose records someone may read: those of an organization for its staff, a member's for those of the place today.

Whoever sees a figure that a record is counted in reads it reduced: without whom it is about.
"""

from sqlalchemy import literal, select

from services.member_points.model.ledger import PointEntry
from services.member_points.model.schemes import Scheme
from services.member_points.model.years import PointYear
from shared import memberships, org_paths
from shared.errors import NotFound
from shared.memberships import Membership
from shared.reading import View, view_of
from shared.records import AnyRecord, load
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork

READ, READ_MEMBERS = "member_points.read", "member_points.read_members"


def read_member(work: UnitOfWork, member_id: str) -> Membership:
    """Load a member whose points the caller may read by the present membership, or the last one."""
    membership = _newest_membership(work, member_id)
    path = org_paths.load_org_path(work.session, membership.organization_id, work.today).path
    work.actor.require(READ_MEMBERS, path)
    return membership


def read_entry(work: UnitOfWork, entry_id: str) -> tuple[PointEntry, View]:
    """Load an entry for who reads its member's points and, reduced, for who sees it counted."""
    entry = load(work.session, PointEntry, entry_id)
    kept_by = [_newest_membership(work, entry.member_id).organization_id]
    counted_at = select(literal(entry.organization_id).label("organization_id"))
    return entry, view_of(work, READ_MEMBERS, kept_by, carried_by=counted_at)


def read(work: UnitOfWork, kind: type[AnyRecord], record_id: str, right: str = READ_MEMBERS) -> tuple[AnyRecord, View]:
    """Load a record for a caller with a right on its organization and, reduced, for who sees it counted."""
    record = load(work.session, kind, record_id)
    return record, view_of(work, right, [record.organization_id])


def read_results(work: UnitOfWork, point_year_id: str) -> PointYear:
    """Load a branch's annual result for a caller who reads the points of its members."""
    point_year, view = read(work, PointYear, point_year_id)
    view.require_whole(READ_MEMBERS)
    return point_year


def read_scheme(work: UnitOfWork, scheme_id: str) -> Scheme:
    """Load a scheme, which is readable in its whole district."""
    scheme = load(work.session, Scheme, scheme_id)
    view_of(work, READ, [], open_below=scheme.district_id)
    return scheme


def _newest_membership(work: UnitOfWork, member_id: str) -> Membership:
    membership = memberships.newest_membership_of(work.session, member_id, work.today)
    if membership is None:
        raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
    return membership
