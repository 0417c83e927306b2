"""Reactions of the supervision service."""

from services.supervision.commands.duties import replicate_obligations, replicate_project
from services.supervision.commands.rectification import open_rectification
from services.supervision.commands.successions import hand_on_notices
from shared.events.activities import (
    ObligationEvent,
    ObligationExcused,
    ObligationLifted,
    ObligationMet,
    ObligationReopened,
    ObligationsSet,
)
from shared.events.observation_visits import GapRecorded
from shared.events.organizations import ENDING_EVENTS, TREE_EVENTS, TreeChanged
from shared.events.projects import PROJECT_EVENTS, ProjectEvent
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the way of notices are checked against."""
    replicate_organizations(work, event)


@reaction(*ENDING_EVENTS)
def hand_on_notices_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer what a merged, divided or closed organization issued or has to answer, or end it with it."""
    hand_on_notices(work, event)


@reaction(*PROJECT_EVENTS)
def update_duties_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Store the milestones and parts of practical matters that units answer for."""
    replicate_project(work, event)


@reaction(ObligationsSet)
def update_duties_on_obligations_set(work: UnitOfWork, event: ObligationsSet) -> None:
    """Store what the rule pack expects of an organization in a year."""
    replicate_obligations(work, event)


@reaction(ObligationMet, ObligationReopened, ObligationExcused, ObligationLifted)
def update_duty_on_obligation_event(work: UnitOfWork, event: ObligationEvent) -> None:
    """Replicate an obligation's status."""
    replicate_obligations(work, event)


@reaction(GapRecorded)
def open_rectification_on_gap_recorded(work: UnitOfWork, event: GapRecorded) -> None:
    """Open a rectification item for a gap that the review of a visit found."""
    open_rectification(work, event)
