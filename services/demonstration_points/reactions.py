"""Reactions of the demonstration_points service."""

from services.demonstration_points import commands
from shared.events.observation_visits import StrengthRecorded
from shared.events.organizations import OrganizationClosed, OrganizationsMerged, OrganizationSplit, TreeChanged
from shared.events.projects import ProjectEvent
from shared.unit_of_work import UnitOfWork


def know_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the chain are checked against."""
    commands.know_organizations(work, event)


def hand_on_points_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the points and brands of merged organizations to their target, or end them."""
    commands.hand_on_points(work, event)


def hand_on_points_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the points and brands of a divided organization to its heir."""
    commands.hand_on_points(work, event)


def hand_on_points_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End the points and brands of a closed organization, or carry them upwards, as the event states."""
    commands.hand_on_points(work, event)


def know_project_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Replicate a project that may carry a brand."""
    commands.know_project(work, event)


def propose_brand_on_strength_recorded(work: UnitOfWork, event: StrengthRecorded) -> None:
    """Propose a strength found on a visit to its host as a brand."""
    commands.propose_brand(work, event)
