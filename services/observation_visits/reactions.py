"""Reactions of the observation visits service."""

from services.observation_visits import commands
from shared.events.demonstration_points import PointEvent
from shared.events.organizations import (
    MemberEvent,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TierAssigned,
    TierWithdrawn,
    TreeChanged,
)
from shared.events.projects import ProjectEvent
from shared.messaging.events import CATALOGUE, Event
from shared.unit_of_work import UnitOfWork


def _told_of(kind: type[Event]) -> tuple[type[Event], ...]:
    return tuple(event for event in CATALOGUE.values() if issubclass(event, kind))


POINT_EVENTS = _told_of(PointEvent)
PROJECT_EVENTS = _told_of(ProjectEvent)
ENDINGS: tuple[type[TreeChanged], ...] = (OrganizationsMerged, OrganizationSplit, OrganizationClosed)
"""The facts after which an organization is there no longer."""


def know_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and calendars follow."""
    commands.know_organizations(work, event)


def know_members_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships that delegations are checked against."""
    commands.know_members(work, event)


def know_tier_on_tier_event(work: UnitOfWork, event: TierAssigned | TierWithdrawn) -> None:
    """Store the tiers that pairings look at."""
    commands.know_tier(work, event)


def keep_stop_on_point_event(work: UnitOfWork, event: PointEvent) -> None:
    """Store a demonstration point as a stop while it is active."""
    commands.follow_point(work, event)


def keep_stop_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Store the site of a project in progress or accepted as a stop."""
    commands.follow_project(work, event)


def hand_on_visits_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer the future visits of an ended organization to its heir, or end them, as the event states."""
    commands.hand_on_visits(work, event)
