"""Reactions of the supervision service."""

from services.supervision.commands.duties import keep_obligations, keep_project
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
from shared.events.organizations import (
    TREE_EVENTS,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TreeChanged,
)
from shared.events.projects import PROJECT_EVENTS, ProjectEvent
from shared.messaging.reactions import reaction
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the way of notices are checked against."""
    replicate_organizations(work, event)


@reaction(OrganizationsMerged)
def hand_on_notices_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the notices of merged organizations to their target, or end them, as the event states."""
    hand_on_notices(work, event)


@reaction(OrganizationSplit)
def hand_on_notices_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the notices of a divided organization to its heir."""
    hand_on_notices(work, event)


@reaction(OrganizationClosed)
def hand_on_notices_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End what a closed organization has to answer, or carry it upwards, as the event states."""
    hand_on_notices(work, event)


@reaction(*PROJECT_EVENTS)
def update_duties_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Store the milestones and parts of practical matters that units answer for."""
    keep_project(work, event)


@reaction(ObligationsSet)
def update_duties_on_obligations_set(work: UnitOfWork, event: ObligationsSet) -> None:
    """Store what the rule pack expects of an organization in a year."""
    keep_obligations(work, event)


@reaction(ObligationMet, ObligationReopened, ObligationExcused, ObligationLifted)
def update_duty_on_obligation_event(work: UnitOfWork, event: ObligationEvent) -> None:
    """Replicate an obligation's status."""
    keep_obligations(work, event)


@reaction(GapRecorded)
def open_rectification_on_gap_recorded(work: UnitOfWork, event: GapRecorded) -> None:
    """Open a rectification item for a gap that the review of a visit found."""
    open_rectification(work, event)
