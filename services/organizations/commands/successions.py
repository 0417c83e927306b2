"""Where members go when their organization ends, and what happens to its records."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from services.organizations.commands.mentors import end_mentorships
from services.organizations.commands.recording import emit, end_posts, end_terms, withdraw_transfers
from services.organizations.model import repository, timelines
from services.organizations.model.members import Affiliation, Member, Transfer
from services.organizations.model.posts import Post
from services.organizations.model.tree import Tree
from shared.enumerations import SUCCESSION_STRATEGIES
from shared.errors import Conflict, Invalid
from shared.events.organizations import MemberTransferredIn, MemberTransferredOut
from shared.unit_of_work import UnitOfWork

RECORD_KINDS = ("projects", "notices", "points", "visits", "halls")
CARRY, CLOSE = STRATEGIES = SUCCESSION_STRATEGIES


def strategy_of(records: dict[str, str] | None, *, otherwise: str) -> dict[str, str]:
    """Return the strategy for every kind of open record, or refuse an unknown one as Invalid."""
    for kind, strategy in (records or {}).items():
        for value, known in ((kind, RECORD_KINDS), (strategy, STRATEGIES)):
            if value not in known:
                raise Invalid("word_unknown", field="records", value=value, known=known)
    return dict.fromkeys(RECORD_KINDS, otherwise) | (records or {})


def require_place(tree: Tree, ending: Collection[str], members_to: str | None, day: date) -> None:
    """Refuse an end that leaves members without a place, or sends them where there is none.

    Conflict: `members_need_a_place`. Invalid: the place is not open on that day, or is itself among those that end.
    """
    if members_to is not None:
        if members_to in ending:
            raise Invalid("members_to_ends_too", field="members_to")
        timelines.require_open(tree[members_to], day, field="members_to")
        return
    places = select(Affiliation.member_id).where(Affiliation.organization_id.in_(ending), repository.reaching(day))
    count = len(tree.session.scalars(places.distinct()).all())
    if count:
        raise Conflict("members_need_a_place", field="members_to", count=count)


def members_of(tree: Tree, organization_id: str, day: date) -> set[str]:
    """Return the members whose place is in an organization on or after a day."""
    places = select(Affiliation.member_id).where(
        Affiliation.organization_id == organization_id, repository.reaching(day)
    )
    return set(tree.session.scalars(places))


def end(work: UnitOfWork, tree: Tree, ending: Collection[str], members_to: str | None, day: date) -> None:
    """Move the members of ended organizations to their new place, and end what else is open there."""
    if members_to is not None:
        hand_over(work, tree, ending, members_to, day)
    last_day = day - timedelta(days=1)
    end_posts(work, last_day, Post.organization_id.in_(ending))
    end_terms(work, ending, last_day)
    end_mentorships(work, ending, last_day)
    withdraw_transfers(work, or_(Transfer.from_organization_id.in_(ending), Transfer.to_organization_id.in_(ending)))


def hand_over(
    work: UnitOfWork,
    tree: Tree,
    ending: Collection[str],
    heir: str,
    day: date,
    *,
    member_ids: Collection[str] | None = None,
) -> None:
    """Move the places that members have in some organizations on or after a day to an heir."""
    terms = [Affiliation.organization_id.in_(ending), repository.reaching(day)]
    if member_ids is not None:
        terms.append(Affiliation.member_id.in_(member_ids))
    rows = work.session.execute(
        select(Affiliation, Member)
        .join(Member, (Member.district_id == Affiliation.district_id) & (Member.member_id == Affiliation.member_id))
        .where(Affiliation.district_id == tree.district_id, *terms)
        .order_by(Affiliation.member_id, Affiliation.valid_from)
    )
    for place, member in rows.all():
        _change_place(work, place, member, heir, max(day, place.valid_from))


def change_place(work: UnitOfWork, member: Member, heir: str, day: date, transfer_id: str | None = None) -> None:
    """End a member's membership the day before and begin another, and emit both."""
    place = work.session.scalars(
        select(Affiliation).where(
            Affiliation.district_id == member.district_id,
            Affiliation.member_id == member.member_id,
            repository.reaching(day),
        )
    ).first()
    if place is None or day < place.valid_from:
        raise Invalid("transfer_before_place", field="effective_on", effective_on=day)
    _change_place(work, place, member, heir, day, transfer_id=transfer_id)


def _change_place(
    work: UnitOfWork, place: Affiliation, member: Member, heir: str, day: date, *, transfer_id: str | None = None
) -> None:
    left, until = place.organization_id, place.valid_until
    if place.valid_from == day:
        place.organization_id = heir
    else:
        place.valid_until = day
        work.session.add(
            Affiliation(
                district_id=member.district_id,
                member_id=member.member_id,
                valid_from=day,
                valid_until=until,
                organization_id=heir,
            )
        )
    facts: dict[str, Any] = {"effective_on": day, "transfer_id": transfer_id}
    emit(work, member, MemberTransferredOut, organization_id=left, to_organization_id=heir, **facts)
    emit(work, member, MemberTransferredIn, organization_id=heir, from_organization_id=left, **facts)
