"""Begin of every command about people: lock the tree, load the organization, check the right.

A tree that changes meanwhile would leave a member, a post or a term in an organization that has ended; so these
commands share their district with each other, and the tree's own commands wait for them.
"""

from datetime import date

from sqlalchemy import select

from services.organizations.model import timelines
from services.organizations.model.tables import District, Organization
from services.organizations.model.tree import district_of
from services.organizations.model.validation import require_sensible
from shared import trees
from shared.errors import Conflict
from shared.lifecycles import require_version
from shared.trees import Timeline
from shared.unit_of_work import UnitOfWork


def lock_tree(work: UnitOfWork, district_id: str) -> None:
    """Lock a district's tree until this transaction ends."""
    work.session.execute(select(District.changes).where(District.district_id == district_id).with_for_update(read=True))


def authorize(
    work: UnitOfWork, organization_id: str, right: str, *, superior: bool = False, expected_version: int | None = None
) -> str:
    """Lock the tree, and return the district of an organization on which the caller holds a right.

    With `superior` the right must reach it from above: what is decided about an organization is not decided by itself.
    A district has nobody above it here; what was decided about it elsewhere is recorded by its own staff.
    """
    district_id = district_of(work.session, organization_id)
    lock_tree(work, district_id)
    path = trees.path(work.session, organization_id, work.today)
    work.actor.require(right, ["", *path[1:]] if superior and len(path) > 1 else path)
    if expected_version is not None:
        organization = work.session.get_one(Organization, (district_id, organization_id))
        require_version(organization.version, expected_version)
    return district_id


def require_lasting(
    work: UnitOfWork, organization_id: str, first: date, last: date | None = None, *, field: str = "effective_on"
) -> Timeline:
    """Refuse days on which an organization does not exist: before its opening, or after a known end.

    Invalid: `effective_before_opening`; Conflict: `organization_closed`, and `organization_ends` where the end is
    after the first day, but something is to last beyond it.
    """
    require_sensible(first, field=field)
    timeline = trees.timeline(work.session, organization_id)
    version = timelines.require_open(timeline, first, field=field)
    closed_on = timelines.closed_on(timeline)
    if closed_on is not None and (last is None or last >= closed_on):
        raise Conflict("organization_ends", field=field, organization=version.name, closed_on=closed_on)
    return timeline


def lock_organization(work: UnitOfWork, district_id: str, organization_id: str) -> None:
    """Lock an organization's posts and terms until this transaction ends."""
    work.session.get_one(Organization, (district_id, organization_id), with_for_update=True)
