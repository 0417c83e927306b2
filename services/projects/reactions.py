"""Reactions of the projects service."""

from services.projects.commands.successions import hand_on_projects
from shared.events.organizations import ENDING_EVENTS, TREE_EVENTS, TreeChanged
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the review chain are checked against."""
    replicate_organizations(work, event)


@reaction(*ENDING_EVENTS)
def hand_on_projects_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer the projects of a merged, divided or closed organization to its heir, or end them with it."""
    hand_on_projects(work, event)
