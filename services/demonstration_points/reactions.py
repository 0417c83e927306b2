"""Reactions of the demonstration_points service."""

from services.demonstration_points.commands.replicas import propose_brand, replicate_project
from services.demonstration_points.commands.successions import hand_on_points
from shared.events.observation_visits import StrengthRecorded
from shared.events.organizations import ENDING_EVENTS, TREE_EVENTS, TreeChanged
from shared.events.projects import LIFE_EVENTS, ProjectEvent
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the chain are checked against."""
    replicate_organizations(work, event)


@reaction(*ENDING_EVENTS)
def hand_on_points_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer the points and brands of a merged, divided or closed organization to its heir, or end them with it."""
    hand_on_points(work, event)


@reaction(*LIFE_EVENTS)
def replicate_project_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Replicate a project that may carry a brand."""
    replicate_project(work, event)


@reaction(StrengthRecorded)
def propose_brand_on_strength_recorded(work: UnitOfWork, event: StrengthRecorded) -> None:
    """Propose a strength found on a visit to its host as a brand."""
    propose_brand(work, event)
