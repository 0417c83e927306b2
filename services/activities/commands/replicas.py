"""Replicas of the tree, the memberships and the secretaries, and the obligations that follow from them."""

from services.activities.commands.halls import require_halls
from services.activities.commands.years import set_obligations
from services.activities.model import Secretary
from shared.events.organizations import PostLeft, PostTaken, TreeChanged
from shared.unit_of_work import UnitOfWork

SECRETARY = "secretary"


def set_up_organizations(work: UnitOfWork, event: TreeChanged) -> None:
    """Set this year's obligations of newly replicated organizations, and require the halls they are to have.

    Of those that were known before, nothing changes.
    """
    changed = [timeline.organization_id for timeline in event.changed]
    set_obligations(work, event.district_id, changed)
    require_halls(work, event.district_id, changed)


def replicate_secretary(work: UnitOfWork, event: PostTaken) -> None:
    """Replicate who became secretary of an organization; other posts and people outside the roll are skipped."""
    if event.title != SECRETARY or event.member_id is None:
        return
    work.session.merge(
        Secretary(
            district_id=event.district_id,
            post_id=event.post_id,
            organization_id=event.organization_id,
            member_id=event.member_id,
            from_on=event.from_on,
        )
    )


def replicate_secretary_left(work: UnitOfWork, event: PostLeft) -> None:
    """Replicate the last day of a secretary."""
    secretary = work.session.get(Secretary, (event.district_id, event.post_id))
    if secretary is not None:
        secretary.until_on = event.until_on
