"""Reactions of the projects service."""

from services.projects import commands
from shared.events.organizations import OrganizationClosed, OrganizationsMerged, OrganizationSplit, TreeChanged
from shared.unit_of_work import UnitOfWork


def know_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the review chain are checked against."""
    commands.know_organizations(work, event)


def hand_on_projects_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the projects of a merged organizations to their target, or end them, as the event states."""
    commands.hand_on_projects(work, event)


def hand_on_projects_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the projects of a divided organization to its heir."""
    commands.hand_on_projects(work, event)


def hand_on_projects_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End the open projects of a closed organization, or carry them upwards, as the event states."""
    commands.hand_on_projects(work, event)
