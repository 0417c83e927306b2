"""Reactions of the activities service, and the continuation of a year's obligations."""

from services.activities import commands
from shared.events.activities import HallDeadlineSet, ObligationYearOpened
from shared.events.organizations import (
    MemberEvent,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    PostLeft,
    PostTaken,
    TreeChanged,
)
from shared.unit_of_work import UnitOfWork


def know_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that rights and rolls are checked against."""
    commands.know_organizations(work, event)


def know_members_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships that attendance is checked against."""
    commands.know_members(work, event)


def know_secretaries_on_post_taken(work: UnitOfWork, event: PostTaken) -> None:
    """Replicate who is secretary, so that a party class given by one is recognised."""
    commands.know_secretary(work, event)
    work.session.flush()


def know_secretaries_on_post_left(work: UnitOfWork, event: PostLeft) -> None:
    """Store until when someone was secretary."""
    commands.know_secretary_left(work, event)
    work.session.flush()


def set_obligations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Set the year's obligations of newly replicated organizations, and require their halls."""
    commands.ask_of_organizations(work, event)


def set_obligations_on_obligation_year_opened(work: UnitOfWork, event: ObligationYearOpened) -> None:
    """Set a year's obligations of the next organizations of a district."""
    commands.go_through_year(work, event)


def give_deadlines_on_hall_deadline_set(work: UnitOfWork, event: HallDeadlineSet) -> None:
    """Return the next halls of a district the deadline that was set."""
    commands.give_deadline(work, event)
    work.session.flush()


def hand_on_halls_on_organizations_merged(work: UnitOfWork, event: OrganizationsMerged) -> None:
    """Transfer the halls of a merged organizations to one that has none, and lift their obligations."""
    commands.hand_on_halls(work, event)


def hand_on_halls_on_organization_split(work: UnitOfWork, event: OrganizationSplit) -> None:
    """Transfer the hall of a divided organization to its heir, and lift its obligations."""
    commands.hand_on_halls(work, event)


def hand_on_halls_on_organization_closed(work: UnitOfWork, event: OrganizationClosed) -> None:
    """End the hall of a closed organization, or carry it upwards, and lift its obligations."""
    commands.hand_on_halls(work, event)
