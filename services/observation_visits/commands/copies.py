"""What this service keeps of what others told: the tree, the roll, and the tiers that people decided on."""

from services.observation_visits.commands.calendar_sequences import follow_organizations
from services.observation_visits.model.tiers import KnownTier
from shared import rolls, trees
from shared.events.organizations import MemberEvent, TierAssigned, TierWithdrawn, TreeChanged
from shared.work import Work


def know_organizations(work: Work, event: TreeChanged) -> None:
    """This function will bring the copy of the tree to what the organizations service told."""
    trees.keep(work.session, event.district_id, event.changed)
    follow_organizations(work, event)


def know_members(work: Work, event: MemberEvent) -> None:
    """This function will bring the copy of the roll to what was told about one member."""
    rolls.keep(work.session, event)


def know_tier(work: Work, event: TierAssigned) -> None:
    """This function will keep an organization's newest tier of a period; a later decision stands in its place."""
    key = (event.district_id, event.organization_id, event.period)
    known = work.session.get(KnownTier, key)
    if known is None:
        names = ("district_id", "organization_id", "period")
        work.session.add(KnownTier(**dict(zip(names, key, strict=True)), tier=event.tier))
    else:
        known.tier = event.tier
    work.session.flush()


def forget_tier(work: Work, event: TierWithdrawn) -> None:
    """Keep the tier that stands once a decision is withdrawn, or none."""
    if event.stands is not None:
        ids = {"district_id": event.district_id, "organization_id": event.organization_id}
        know_tier(work, TierAssigned(**ids, period=event.period, tier=event.stands))
        return
    known = work.session.get(KnownTier, (event.district_id, event.organization_id, event.period))
    if known is not None:
        work.session.delete(known)
        work.session.flush()
