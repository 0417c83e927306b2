"""Reactions of the appraisals service."""

from services.appraisals.commands.successions import hand_on_appraisals
from shared.events.organizations import ENDING_EVENTS, TREE_EVENTS, TreeChanged
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions are checked against and appraisals are opened in."""
    replicate_organizations(work, event)


@reaction(*ENDING_EVENTS)
def hand_on_appraisals_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """End the open appraisals of an organization that ends, and pass on those that it reviews."""
    hand_on_appraisals(work, event)
