"""Members entered twice, on two rolls of which whoever entered the second one sees only their own.

Their level hears of it that sees both. It is told by a reaction: the answer to whoever entered the member, positions
included, is that to any other entry.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import and_, func, or_, select

from services.organizations.commands.recording import emit
from services.organizations.model.affected_counts import affiliated_on
from services.organizations.model.members import Affiliation, Member
from shared import trees
from shared.events.organizations import MemberEnteredTwice, MemberEntrySettled
from shared.unit_of_work import UnitOfWork

NUMBER = func.coalesce(Member.identity_index, Member.shared_index)


def tell_double_entries(work: UnitOfWork, district_id: str) -> None:
    """Tell the nearest common superior of every double entry in a district, unless it was told before."""
    known = or_(Member.shared_index.is_not(None), Member.twice_told_to.is_not(None))
    members = work.session.scalars(
        select(Member).where(Member.district_id == district_id, known).order_by(Member.member_id)
    ).all()
    rolls = _rolls(work, district_id, {member.shared_index for member in members if member.shared_index})
    for member in members:
        places = rolls[member.shared_index]
        is_double = member.member_id in [*places][1:]
        superior = _common_superior(work, places.values()) if is_double else None
        if superior is None and member.twice_told_to is not None:
            emit(work, member, MemberEntrySettled, organization_id=member.twice_told_to)
        elif superior != member.twice_told_to:
            emit(work, member, MemberEnteredTwice, organization_id=superior)
        member.twice_told_to = superior


def _rolls(work: UnitOfWork, district_id: str, numbers: Iterable[str]) -> dict[str | None, dict[str, str]]:
    """Return, for each number's blind index, where its members have their places today, the first entry first."""
    here = and_(Affiliation.district_id == Member.district_id, Affiliation.member_id == Member.member_id)
    query = select(NUMBER, Member.member_id, Affiliation.organization_id).join(Affiliation, here)
    found: dict[str | None, dict[str, str]] = defaultdict(dict)
    terms = Member.district_id == district_id, NUMBER.in_(numbers), *affiliated_on(work.today)
    ordered = query.where(*terms).order_by(Member.shared_index.is_not(None), Member.recorded_at, Member.member_id)
    for number, member_id, organization_id in work.session.execute(ordered):
        found[number][member_id] = organization_id
    return found


def _common_superior(work: UnitOfWork, organization_ids: Iterable[str]) -> str:
    nearest, *others = (trees.path(work.session, each, work.today) for each in organization_ids)
    return next(step for step in nearest if all(step in other for other in others))
