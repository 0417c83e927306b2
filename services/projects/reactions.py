"""Reactions of the projects service."""

from services.projects.commands.meeting_decisions import open_project, withdraw_project_of_decision
from services.projects.commands.successions import hand_on_projects
from shared.events.meetings import DecisionMade, DecisionWithdrawn
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


@reaction(DecisionMade)
def open_project_on_decision_made(work: UnitOfWork, event: DecisionMade) -> None:
    """Open a project with one milestone for what a quarterly meeting decided."""
    open_project(work, event)


@reaction(DecisionWithdrawn)
def withdraw_project_on_decision_withdrawn(work: UnitOfWork, event: DecisionWithdrawn) -> None:
    """Withdraw the project of a decision that those who made it withdrew."""
    withdraw_project_of_decision(work, event)
