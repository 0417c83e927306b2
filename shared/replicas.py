"""Replication of what the organizations service owns, the same in every service that keeps a copy."""

from shared import memberships, trees
from shared.events.organizations import MemberEvent, TreeChanged
from shared.unit_of_work import UnitOfWork


def replicate_organizations(work: UnitOfWork, event: TreeChanged) -> None:
    """Upsert the timelines of the organizations that an event changed."""
    trees.upsert_timelines(work.session, event.district_id, event.changed)


def replicate_members(work: UnitOfWork, event: MemberEvent) -> None:
    """Upsert the memberships of one member."""
    memberships.upsert_membership(work.session, event)
