"""Reactions of the demonstration_points service."""

from services.demonstration_points.commands.replicas import propose_brand, replicate_project
from services.demonstration_points.commands.successions import hand_on_points
from shared.events.observation_visits import StrengthRecorded
from shared.events.organizations import (
    TREE_EVENTS,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TreeChanged,
)
from shared.events.projects import LIFE_EVENTS, ProjectEvent
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the chain are checked against."""
    replicate_organizations(work, event)


@reaction(OrganizationsMerged)
def hand_on_points_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the points and brands of merged organizations to their target, or end them."""
    hand_on_points(work, event)


@reaction(OrganizationSplit)
def hand_on_points_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the points and brands of a divided organization to its heir."""
    hand_on_points(work, event)


@reaction(OrganizationClosed)
def hand_on_points_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End the points and brands of a closed organization, or carry them upwards, as the event states."""
    hand_on_points(work, event)


@reaction(*LIFE_EVENTS)
def replicate_project_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Replicate a project that may carry a brand."""
    replicate_project(work, event)


@reaction(StrengthRecorded)
def propose_brand_on_strength_recorded(work: UnitOfWork, event: StrengthRecorded) -> None:
    """Propose a strength found on a visit to its host as a brand."""
    propose_brand(work, event)
