"""Who acts for whom: the branch for its members, the committee above it for what the branch put forward."""

from services.member_points.commands.import_cleanup import end_abandoned
from services.member_points.commands.successions import settle_successions
from services.member_points.model.rules import superior_path
from shared import memberships, org_paths, records
from shared.errors import Invalid, NotFound
from shared.org_paths import OrgPath
from shared.records import AnyRecord
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork

MANAGE, APPROVE = "member_points.keep", "member_points.approve"


def load_place(work: UnitOfWork, organization_id: str) -> OrgPath:
    """Load an organization in today's tree, after applying due successions."""
    settle_successions(work)
    end_abandoned(work)
    return org_paths.load_org_path(work.session, organization_id, work.today)


def load_as_branch(
    work: UnitOfWork, kind: type[AnyRecord], record_id: str, expected_version: int | None
) -> tuple[AnyRecord, OrgPath]:
    """Load and lock a record for a caller who may manage the points of its organization."""
    loaded = records.load_for_update(work, kind, record_id, settle_successions)
    return records.authorize(work, loaded, MANAGE, expected_version)


def load_as_superior(
    work: UnitOfWork, kind: type[AnyRecord], record_id: str, expected_version: int | None
) -> tuple[AnyRecord, OrgPath]:
    """Load and lock a record for a caller who decides on what its organization put forward."""
    record, place = records.load_for_update(work, kind, record_id, settle_successions)
    return records.authorize(work, (record, place), APPROVE, expected_version, path=superior_path(place))


def require_superior(work: UnitOfWork, organization_id: str) -> str:
    """Return the organization that decides on what one puts forward; Forbidden for who does not act in its name."""
    path = superior_path(org_paths.load_org_path(work.session, organization_id, work.today))
    work.actor.require_over(APPROVE, path, organization_id)
    return path[0]


def member_of(work: UnitOfWork, district_id: str, member_id: str) -> memberships.Membership:
    """Return a member's newest place in a district, or refuse as NotFound who is unknown there."""
    membership = memberships.newest_membership_of(work.session, member_id, work.today)
    if (
        membership is None
        or org_paths.load_org_path(work.session, membership.organization_id, work.today).district_id != district_id
    ):
        raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
    return membership


def member_here(work: UnitOfWork, organization_id: str, district_id: str, member_id: str) -> memberships.Membership:
    """Return a member's place, or refuse as Invalid a member who is on another organization's roll today.

    A member of a roll that the caller does not reach is unknown.
    """
    membership = member_of(work, district_id, member_id)
    if membership.organization_id != organization_id:
        path = org_paths.load_org_path(work.session, membership.organization_id, work.today).path
        if not work.actor.reaches(MANAGE, path):
            raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
        raise Invalid("member_not_here", field="member_id", member_id=member_id)
    return membership
