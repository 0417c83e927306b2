"""Emission of events about people, and the end of posts, terms and transfers with who held them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from services.organizations.model.members import REQUESTED, WITHDRAWN, Transfer
from services.organizations.model.posts import Post, Term
from services.organizations.model.tables import Base
from shared.events.organizations import PostLeft, TermEnded, TransferWithdrawn
from shared.messaging.events import Event
from shared.unit_of_work import UnitOfWork


def emit(work: UnitOfWork, record: Base, event: type[Event], **fields: Any) -> None:
    """Emit an event with those of its fields that a record has, and with others."""
    columns = {name for name in event.__struct_fields__ if name not in fields and hasattr(record, name)}
    work.emit(event(**{name: getattr(record, name) for name in columns}, **fields))


def end_posts(work: UnitOfWork, last_day: date, *terms: ColumnElement[bool]) -> None:
    """End the posts of an organization or of a person on a last day; one planned for later falls away."""
    posts = work.session.scalars(
        select(Post).where(*terms, or_(Post.until_on.is_(None), Post.until_on > last_day)).order_by(Post.post_id)
    ).all()
    for post in posts:
        post.until_on = last_day
        post.version += 1
        emit(work, post, PostLeft)
        if post.from_on > last_day:
            work.session.delete(post)


def end_terms(work: UnitOfWork, ending: Collection[str], last_day: date) -> None:
    """End the terms of organizations on a last day, at the earliest on that on which they began."""
    terms = work.session.scalars(select(Term).where(Term.organization_id.in_(ending), Term.ended_on.is_(None))).all()
    for term in terms:
        end_term(work, term, max(last_day, term.began_on))


def end_term(work: UnitOfWork, term: Term, last_day: date) -> None:
    term.ended_on = last_day
    term.version += 1
    emit(work, term, TermEnded)


def withdraw_transfers(work: UnitOfWork, *terms: ColumnElement[bool]) -> None:
    """Withdraw open transfers: those of organizations that end, or of a member who leaves."""
    transfers = work.session.scalars(
        select(Transfer).where(Transfer.status == REQUESTED, *terms).order_by(Transfer.transfer_id)
    ).all()
    for transfer in transfers:
        settle_transfer(work, transfer, WITHDRAWN)
        emit(work, transfer, TransferWithdrawn)


def settle_transfer(work: UnitOfWork, transfer: Transfer, status: str) -> None:
    """Record a transfer's outcome and who decided it."""
    transfer.status = status
    transfer.decided_at = work.now
    transfer.decided_by = work.actor.account_id
    transfer.version += 1
