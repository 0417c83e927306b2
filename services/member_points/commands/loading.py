"""Who acts for whom: the branch for its members, the committee above it for what the branch put forward."""

from services.member_points.commands.import_cleanup import end_abandoned
from services.member_points.commands.recording import above
from services.member_points.commands.successions import settle_successions
from shared import memberships, org_paths
from shared.errors import Invalid, NotFound
from shared.org_paths import OrgPath
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


def at(work: UnitOfWork, organization_id: str) -> OrgPath:
    """Load an organization in today's tree, after applying due successions."""
    settle_successions(work)
    end_abandoned(work)
    return org_paths.load_org_path(work.session, organization_id, work.today)


def for_branch(work: UnitOfWork, place: OrgPath) -> None:
    """Refuse as Forbidden a caller who may not manage the points of an organization."""
    work.actor.require("member_points.keep", place.path)


def for_above(work: UnitOfWork, place: OrgPath) -> str:
    """Return the organization above one, refusing as Forbidden who does not decide in its name.

    A district's own members have nobody above them in the district: the district decides, by another person.
    """
    work.actor.require("member_points.approve", place.path[1:] or place.path)
    return above(place)


def member_of(work: UnitOfWork, district_id: str, member_id: str) -> memberships.Membership:
    """Return a member's newest place in a district, or refuse as NotFound who is unknown there."""
    known = org_paths.is_id(member_id)
    place = (memberships.membership_of(work.session, member_id, work.today) if known else None) or (
        memberships.last_membership_of(work.session, member_id) if known else None
    )
    if (
        place is None
        or org_paths.load_org_path(work.session, place.organization_id, work.today).district_id != district_id
    ):
        raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
    return place


def member_here(work: UnitOfWork, organization_id: str, district_id: str, member_id: str) -> memberships.Membership:
    """Refuse as Invalid a member who is on another organization's roll today."""
    place = member_of(work, district_id, member_id)
    if place.organization_id != organization_id:
        raise Invalid("member_not_here", field="member_id", member_id=member_id)
    return place
