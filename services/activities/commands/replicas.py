"""Replicas of the tree, the memberships and the secretaries, and the obligations that follow from them."""

from services.activities.commands.halls import require_halls
from services.activities.commands.years import set_obligations
from services.activities.model import Secretary, repository
from shared.events.activities_trainings import SecretaryClassSettled
from shared.events.organizations import PostLeft, PostTaken, TreeChanged
from shared.lifecycles import record_step
from shared.records import emit
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
    _settle_classes(work, event.district_id, event.organization_id)


def replicate_secretary_left(work: UnitOfWork, event: PostLeft) -> None:
    """Replicate the last day of a secretary."""
    secretary = work.session.get(Secretary, (event.district_id, event.post_id))
    if secretary is not None:
        secretary.until_on = event.until_on
        _settle_classes(work, event.district_id, event.organization_id)


def _settle_classes(work: UnitOfWork, district_id: str, organization_id: str) -> None:
    work.session.flush()
    secretaries = repository.secretaries_of(work.session, organization_id)
    for activity in repository.party_classes_of(work.session, district_id, organization_id):
        if activity.settle_secretary(secretaries):
            record_step(work, activity, "settle", activity.status)
            emit(work, activity, SecretaryClassSettled)
