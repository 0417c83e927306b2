"""Reactions of the meetings service."""

from services.meetings.commands.decisions import follow_project
from services.meetings.commands.successions import hand_on_decisions
from shared.events.organizations import ENDING_EVENTS, TREE_EVENTS, TreeChanged
from shared.events.projects import PROJECT_EVENTS, ProjectEvent
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the units of a meeting are checked against."""
    replicate_organizations(work, event)


@reaction(*ENDING_EVENTS)
def hand_on_decisions_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer the decisions of a merged, divided or closed organization to its heir, or end them with it."""
    hand_on_decisions(work, event)


@reaction(*PROJECT_EVENTS)
def follow_decision_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Keep how far the project that carries a decision out has come."""
    follow_project(work, event)
