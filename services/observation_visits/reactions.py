"""Reactions of the observation visits service."""

from services.observation_visits.commands.calendar_sequences import follow_organizations
from services.observation_visits.commands.replicas import follow_point, follow_project, replicate_tier
from services.observation_visits.commands.successions import hand_on_visits
from shared import replicas
from shared.events.demonstration_points import PointEvent
from shared.events.organizations import (
    ENDING_EVENTS,
    TREE_EVENTS,
    MemberEvent,
    TierAssigned,
    TierWithdrawn,
    TreeChanged,
)
from shared.events.projects import PROJECT_EVENTS, ProjectEvent
from shared.memberships import MEMBER_EVENTS
from shared.messaging.events import CATALOGUE
from shared.messaging.reactions import reaction
from shared.unit_of_work import UnitOfWork

POINT_EVENTS = tuple(event for event in CATALOGUE.values() if issubclass(event, PointEvent))


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions and calendars follow."""
    replicas.replicate_organizations(work, event)
    follow_organizations(work, event)


@reaction(*MEMBER_EVENTS)
def replicate_members_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships that delegations are checked against."""
    replicas.replicate_members(work, event)


@reaction(TierAssigned, TierWithdrawn)
def replicate_tier_on_tier_event(work: UnitOfWork, event: TierAssigned | TierWithdrawn) -> None:
    """Replicate the tiers that pairings look at."""
    replicate_tier(work, event)


@reaction(*POINT_EVENTS)
def update_stop_on_point_event(work: UnitOfWork, event: PointEvent) -> None:
    """Store a demonstration point as a stop while it is active."""
    follow_point(work, event)


@reaction(*PROJECT_EVENTS)
def update_stop_on_project_event(work: UnitOfWork, event: ProjectEvent) -> None:
    """Store the site of a project in progress or accepted as a stop."""
    follow_project(work, event)


@reaction(*ENDING_EVENTS)
def hand_on_visits_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer the future visits of an ended organization to its heir, or end them, as the event states."""
    hand_on_visits(work, event)
