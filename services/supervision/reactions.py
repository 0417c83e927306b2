"""Reactions of the supervision service."""

from services.supervision import commands
from shared.events.activities import ObligationEvent, ObligationsSet
from shared.events.observation_visits import GapRecorded
from shared.events.organizations import OrganizationClosed, OrganizationsMerged, OrganizationSplit, TreeChanged
from shared.events.projects import ProjectEvent
from shared.unit_of_work import UnitOfWork


def know_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and the way of notices are checked against."""
    commands.know_organizations(work, event)


def hand_on_notices_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the notices of merged organizations to their target, or end them, as the event states."""
    commands.hand_on_notices(work, event)


def hand_on_notices_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the notices of a divided organization to its heir."""
    commands.hand_on_notices(work, event)


def hand_on_notices_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End what a closed organization has to answer, or carry it upwards, as the event states."""
    commands.hand_on_notices(work, event)


def keep_duties_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Store the milestones and parts of practical matters that units answer for."""
    commands.keep_project(work, event)


def keep_duties_on_obligations_set(work: UnitOfWork, event: ObligationsSet) -> None:
    """Store what the rule pack expects of an organization in a year."""
    commands.keep_obligations(work, event)


def keep_duty_on_obligation_event(work: UnitOfWork, event: ObligationEvent) -> None:
    """Replicate an obligation's status."""
    commands.keep_obligations(work, event)


def open_rectification_on_gap_recorded(work: UnitOfWork, event: GapRecorded) -> None:
    """Open a rectification item for a gap that the review of a visit found."""
    commands.open_rectification(work, event)
