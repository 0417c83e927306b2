"""Reactions of the activities service, and the continuation of a year's obligations."""

from services.activities.commands.halls import apply_deadline, apply_scope
from services.activities.commands.replicas import replicate_secretary, replicate_secretary_left, set_up_organizations
from services.activities.commands.successions import hand_on_halls
from services.activities.commands.training_needs import end_training, require_training
from services.activities.commands.years import continue_year
from shared.events.activities import ObligationYearOpened
from shared.events.activities_halls import HallDeadlineSet, HallScopeSet
from shared.events.organizations import ENDING_EVENTS, TREE_EVENTS, MemberEvent, PostLeft, PostTaken, TreeChanged
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


@reaction(PostTaken)
def require_training_on_post_taken(work: UnitOfWork, event: PostTaken) -> None:
    """Ask who took a post for the training that its rule names."""
    require_training(work, event)
    work.session.flush()


@reaction(PostLeft)
def end_training_on_post_left(work: UnitOfWork, event: PostLeft) -> None:
    """Ask no more for a training once the post was left."""
    end_training(work, event)
    work.session.flush()


@reaction(*TREE_EVENTS)
def set_obligations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Set the year's obligations of newly replicated organizations, and require their halls."""
    set_up_organizations(work, event)


@reaction(ObligationYearOpened)
def set_obligations_on_obligation_year_opened(work: UnitOfWork, event: ObligationYearOpened) -> None:
    """Set a year's obligations of the next organizations of a district."""
    continue_year(work, event)


@reaction(HallDeadlineSet)
def apply_deadline_on_hall_deadline_set(work: UnitOfWork, event: HallDeadlineSet) -> None:
    """Set the deadline of a district for its next halls."""
    apply_deadline(work, event)
    work.session.flush()


@reaction(HallScopeSet)
def apply_scope_on_hall_scope_set(work: UnitOfWork, event: HallScopeSet) -> None:
    """Ask the next branches of a district for the halls that it asks of their kind."""
    apply_scope(work, event)
    work.session.flush()


@reaction(*ENDING_EVENTS)
def hand_on_halls_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer the hall of an organization that ended to its heir, or end it, and lift its obligations."""
    hand_on_halls(work, event)
