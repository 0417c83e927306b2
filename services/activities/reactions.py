"""Reactions of the activities service, and the continuation of a year's obligations."""

from services.activities.commands.halls import give_deadline
from services.activities.commands.replicas import ask_of_organizations, replicate_secretary, replicate_secretary_left
from services.activities.commands.successions import hand_on_halls
from services.activities.commands.years import continue_year
from shared.events.activities import HallDeadlineSet, ObligationYearOpened
from shared.events.organizations import (
    TREE_EVENTS,
    MemberEvent,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    PostLeft,
    PostTaken,
    TreeChanged,
)
from shared.memberships import MEMBER_EVENTS
from shared.messaging.reactions import reaction
from shared.replicas import replicate_members, replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that rights and rolls are checked against."""
    replicate_organizations(work, event)


@reaction(*MEMBER_EVENTS)
def replicate_members_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships that attendance is checked against."""
    replicate_members(work, event)


@reaction(PostTaken)
def replicate_secretaries_on_post_taken(work: UnitOfWork, event: PostTaken) -> None:
    """Replicate who is secretary, so that a party class given by one is recognised."""
    replicate_secretary(work, event)
    work.session.flush()


@reaction(PostLeft)
def replicate_secretaries_on_post_left(work: UnitOfWork, event: PostLeft) -> None:
    """Store until when someone was secretary."""
    replicate_secretary_left(work, event)
    work.session.flush()


@reaction(*TREE_EVENTS)
def set_obligations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Set the year's obligations of newly replicated organizations, and require their halls."""
    ask_of_organizations(work, event)


@reaction(ObligationYearOpened)
def set_obligations_on_obligation_year_opened(work: UnitOfWork, event: ObligationYearOpened) -> None:
    """Set a year's obligations of the next organizations of a district."""
    continue_year(work, event)


@reaction(HallDeadlineSet)
def give_deadlines_on_hall_deadline_set(work: UnitOfWork, event: HallDeadlineSet) -> None:
    """Return the next halls of a district the deadline that was set."""
    give_deadline(work, event)
    work.session.flush()


@reaction(OrganizationsMerged)
def hand_on_halls_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the halls of a merged organizations to one that has none, and lift their obligations."""
    hand_on_halls(work, event)


@reaction(OrganizationSplit)
def hand_on_halls_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the hall of a divided organization to its heir, and lift its obligations."""
    hand_on_halls(work, event)


@reaction(OrganizationClosed)
def hand_on_halls_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End the hall of a closed organization, or carry it upwards, and lift its obligations."""
    hand_on_halls(work, event)
