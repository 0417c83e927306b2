"""Reactions of the observation visits service."""

from services.observation_visits.commands.replicas import replicate_organizations, replicate_tier
from services.observation_visits.commands.stops import follow_point, follow_project
from services.observation_visits.commands.successions import hand_on_visits
from shared.events.demonstration_points import PointEvent
from shared.events.organizations import (
    TREE_EVENTS,
    MemberEvent,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TierAssigned,
    TierWithdrawn,
    TreeChanged,
)
from shared.events.projects import ProjectEvent
from shared.memberships import MEMBER_EVENTS
from shared.messaging.events import CATALOGUE, Event
from shared.messaging.reactions import reaction
from shared.replicas import replicate_members
from shared.unit_of_work import UnitOfWork


def _told_of(kind: type[Event]) -> tuple[type[Event], ...]:
    return tuple(event for event in CATALOGUE.values() if issubclass(event, kind))


POINT_EVENTS = _told_of(PointEvent)
PROJECT_EVENTS = _told_of(ProjectEvent)
ENDINGS: tuple[type[TreeChanged], ...] = (OrganizationsMerged, OrganizationSplit, OrganizationClosed)
"""The facts after which an organization is there no longer."""


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and calendars follow."""
    replicate_organizations(work, event)


@reaction(*MEMBER_EVENTS)
def replicate_members_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships that delegations are checked against."""
    replicate_members(work, event)


@reaction(TierAssigned, TierWithdrawn)
def replicate_tier_on_tier_event(work: UnitOfWork, event: TierAssigned | TierWithdrawn) -> None:
    """Store the tiers that pairings look at."""
    replicate_tier(work, event)


@reaction(*POINT_EVENTS)
def update_stop_on_point_event(work: UnitOfWork, event: PointEvent) -> None:
    """Store a demonstration point as a stop while it is active."""
    follow_point(work, event)


@reaction(*PROJECT_EVENTS)
def update_stop_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Store the site of a project in progress or accepted as a stop."""
    follow_project(work, event)


@reaction(*ENDINGS)
def hand_on_visits_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer the future visits of an ended organization to its heir, or end them, as the event states."""
    hand_on_visits(work, event)
