"""Purge of what is personal of departed members; ids, classes and places stay, for they are counted."""

from collections.abc import Sequence

from sqlalchemy import select, tuple_, update

from services.organizations.model import repository
from services.organizations.model.members import PURGED, Member, PastDetails, Transfer
from services.organizations.model.reminders import pack
from shared.deadlines import add_months
from shared.retention import Purged, purge, tell
from shared.unit_of_work import UnitOfWork

BATCH = 100
RULE = "departed_members"


@purge
def purge_departed_members(work: UnitOfWork) -> Purged:
    """Purge the details, today's and those of earlier days, of members whose departure was recorded long enough ago."""
    rules = pack("retention", work.today)
    until = add_months(work.today, -12 * rules[RULE]["years"])
    due = select(Member).where(Member.departure_recorded_on <= until, Member.purged_on.is_(None))
    batch = due.order_by(Member.departure_recorded_on).limit(BATCH).with_for_update(skip_locked=True)
    departed = work.session.scalars(batch).all()
    _purge_past(work, departed)
    for member in departed:
        for name, value in PURGED.items():
            setattr(member, name, value)
        member.identity_index = member.shared_index = None
        member.purged_on = work.today
        member.version += 1
        here = repository.nearest_organization(repository.places_of(work.session, member), work.today)
        ids = {"member_id": member.member_id, "organization_id": here or member.district_id}
        tell(work, purge_departed_members, rules, RULE, {"after": str(member.version)}, **ids)
    return Purged(RULE, rules.version, len(departed))


def _purge_past(work: UnitOfWork, departed: Sequence[Member]) -> None:
    keys = [(member.district_id, member.member_id) for member in departed]
    for kind, values in ((PastDetails, PURGED), (Transfer, {"reason": None})):
        work.session.execute(update(kind).where(tuple_(kind.district_id, kind.member_id).in_(keys)).values(**values))
