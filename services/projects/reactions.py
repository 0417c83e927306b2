"""Reactions of the projects service."""

from services.projects.commands.successions import hand_on_projects
from shared.events.organizations import (
    TREE_EVENTS,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TreeChanged,
)
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the review chain are checked against."""
    replicate_organizations(work, event)


@reaction(OrganizationsMerged)
def hand_on_projects_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the projects of a merged organizations to their target, or end them, as the event states."""
    hand_on_projects(work, event)


@reaction(OrganizationSplit)
def hand_on_projects_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the projects of a divided organization to its heir."""
    hand_on_projects(work, event)


@reaction(OrganizationClosed)
def hand_on_projects_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End the open projects of a closed organization, or carry them upwards, as the event states."""
    hand_on_projects(work, event)
