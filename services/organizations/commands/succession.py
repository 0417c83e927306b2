"""Who and what goes on, and where, when an organization ends: its members, posts, terms and transfers."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from services.organizations.model import timelines
from services.organizations.model.members import REQUESTED, WITHDRAWN, Affiliation, Member, Transfer
from services.organizations.model.posts import Post, Term
from services.organizations.model.tree import Tree
from shared.enumerations import SUCCESSION_STRATEGIES
from shared.errors import Conflict, Invalid
from shared.events.organizations import (
    MemberTransferredIn,
    MemberTransferredOut,
    PostLeft,
    TermEnded,
    TransferWithdrawn,
)
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
    places = select(Affiliation.member_id).where(Affiliation.organization_id.in_(ending), _reaching(day))
    homeless = len(tree.session.scalars(places.distinct()).all())
    if homeless:
        raise Conflict("members_need_a_place", field="members_to", count=homeless)


def members_of(tree: Tree, organization_id: str, day: date) -> set[str]:
    """Return the members whose place is in an organization on or after a day."""
    places = select(Affiliation.member_id).where(Affiliation.organization_id == organization_id, _reaching(day))
    return set(tree.session.scalars(places))


def end(work: UnitOfWork, tree: Tree, ending: Collection[str], members_to: str | None, day: date) -> None:
    """Return the members of ended organizations their new place and end what else is open there."""
    if members_to is not None:
        hand_over(work, tree, ending, members_to, day)
    end_posts(work, ending, day - timedelta(days=1))
    _end_terms(work, ending, day - timedelta(days=1))
    withdraw_transfers_that(
        work, or_(Transfer.from_organization_id.in_(ending), Transfer.to_organization_id.in_(ending))
    )


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
    wanted = [Affiliation.organization_id.in_(ending), _reaching(day)]
    if member_ids is not None:
        wanted.append(Affiliation.member_id.in_(member_ids))
    rows = work.session.execute(
        select(Affiliation, Member)
        .join(Member, (Member.district_id == Affiliation.district_id) & (Member.member_id == Affiliation.member_id))
        .where(Affiliation.district_id == tree.district_id, *wanted)
        .order_by(Affiliation.member_id, Affiliation.valid_from)
    )
    for place, member in rows.all():
        _change_place(work, place, member, heir, max(day, place.valid_from))


def change_place(work: UnitOfWork, member: Member, heir: str, day: date, transfer_id: str | None = None) -> None:
    """End a member's membership the day before and begin another, and emit both."""
    place = work.session.scalars(
        select(Affiliation).where(
            Affiliation.district_id == member.district_id, Affiliation.member_id == member.member_id, _reaching(day)
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
    facts: dict[str, Any] = {"district_id": member.district_id, "effective_on": day, "transfer_id": transfer_id}
    facts |= {"member_id": member.member_id, "status": member.status, "member_class": member.member_class}
    work.emit(
        MemberTransferredOut(organization_id=left, to_organization_id=heir, **facts),
        MemberTransferredIn(organization_id=heir, from_organization_id=left, **facts),
    )


def end_posts(work: UnitOfWork, ending: Collection[str], last_day: date) -> None:
    """End the posts of organizations on their last day; a post planned for later falls away."""
    end_posts_that(work, last_day, Post.organization_id.in_(ending))


def end_posts_that(work: UnitOfWork, last_day: date, *whose: ColumnElement[bool]) -> None:
    """End the posts of an organization, or those of a person, in the same way."""
    posts = work.session.scalars(
        select(Post).where(*whose, or_(Post.until_on.is_(None), Post.until_on > last_day)).order_by(Post.post_id)
    ).all()
    for post in posts:
        post.until_on = last_day
        post.version += 1
        work.emit(post_left(post))
        if post.from_on > last_day:
            work.session.delete(post)


def post_left(post: Post) -> PostLeft:
    """Return the fact that a post is held no longer."""
    if post.until_on is None:
        raise ValueError("the post is still held")
    return PostLeft(
        district_id=post.district_id,
        organization_id=post.organization_id,
        post_id=post.post_id,
        title=post.title,
        until_on=post.until_on,
    )


def _end_terms(work: UnitOfWork, ending: Collection[str], last_day: date) -> None:
    terms: Sequence[Term] = work.session.scalars(
        select(Term).where(Term.organization_id.in_(ending), Term.ended_on.is_(None))
    ).all()
    for term in terms:
        end_term(work, term, max(last_day, term.began_on))


def end_term(work: UnitOfWork, term: Term, last_day: date) -> None:
    """End a term on its last day and emit it."""
    term.ended_on = last_day
    term.version += 1
    work.emit(
        TermEnded(
            district_id=term.district_id,
            organization_id=term.organization_id,
            term_id=term.term_id,
            ended_on=last_day,
        )
    )


def withdraw_transfers_that(work: UnitOfWork, *whose: ColumnElement[bool]) -> None:
    """Withdraw open transfers: those of organizations that end, or of a member who leaves."""
    transfers = work.session.scalars(
        select(Transfer).where(Transfer.state == REQUESTED, *whose).order_by(Transfer.transfer_id)
    ).all()
    for transfer in transfers:
        settle_transfer(work, transfer, WITHDRAWN)
        work.emit(TransferWithdrawn(**facts_of(transfer)))


def facts_of(transfer: Transfer) -> dict[str, Any]:
    """Return the fields that every event about a transfer has."""
    return {
        "district_id": transfer.district_id,
        "organization_id": transfer.from_organization_id,
        "transfer_id": transfer.transfer_id,
        "member_id": transfer.member_id,
        "to_organization_id": transfer.to_organization_id,
    }


def settle_transfer(work: UnitOfWork, transfer: Transfer, state: str) -> None:
    """Record a transfer's outcome and who decided it."""
    transfer.state = state
    transfer.decided_at = work.now
    transfer.decided_by = work.actor.account_id
    transfer.version += 1


def _reaching(day: date) -> ColumnElement[bool]:
    return or_(Affiliation.valid_until.is_(None), Affiliation.valid_until > day)
