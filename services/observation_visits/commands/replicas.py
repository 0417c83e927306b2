"""Replicas of the tree, the memberships, and the tiers that people decided on."""

from services.observation_visits.commands.calendar_sequences import follow_organizations
from services.observation_visits.model.tiers import KnownTier
from shared import replicas
from shared.events.organizations import TierAssigned, TierWithdrawn, TreeChanged
from shared.unit_of_work import UnitOfWork


def replicate_organizations(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree of organizations."""
    replicas.replicate_organizations(work, event)
    follow_organizations(work, event)


def replicate_tier(work: UnitOfWork, event: TierAssigned | TierWithdrawn) -> None:
    """Replicate the tier of a period after a decision was made or withdrawn, or none."""
    standing = event.stands if isinstance(event, TierWithdrawn) else event.tier
    known = work.session.get(KnownTier, (event.district_id, event.organization_id, event.period))
    if standing is None:
        if known is not None:
            work.session.delete(known)
    elif known is None:
        whose = {"district_id": event.district_id, "organization_id": event.organization_id}
        work.session.add(KnownTier(**whose, period=event.period, tier=standing))
    else:
        known.tier = standing
    work.session.flush()
