"""Loading and serialisation of posts, terms and tiers, for commands and queries alike."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.organizations.model import reminders
from services.organizations.model.posts import Post, Term, Tier, TierProposal
from shared.enumerations import TERM_STANDINGS
from shared.errors import NotFound
from shared.schedule_status import term_schedule

RUNNING, DUE, OVERDUE, ENDED = STANDINGS = TERM_STANDINGS


def post_of(session: Session, post_id: str, *, lock: bool = False) -> Post:
    """Load a post, locked until the transaction ends where it is to be changed."""
    query = select(Post).where(Post.post_id == post_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("post_unknown", field="post_id", post_id=post_id)
    return found


def term_of(session: Session, term_id: str, *, lock: bool = False) -> Term:
    """Load a term, locked until the transaction ends where it is to be changed."""
    query = select(Term).where(Term.term_id == term_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("term_unknown", field="term_id", term_id=term_id)
    return found


def post_view(post: Post, member_name: str | None, day: date) -> dict[str, Any]:
    """Return a post with the name of its holder, and whether it is held on a day."""
    names = ("version", "organization_id", "title", "member_id", "from_on", "until_on", "district_id")
    held = post.from_on <= day and (post.until_on is None or day <= post.until_on)
    return {name: getattr(post, name) for name in names} | {
        "id": post.post_id,
        "person_name": member_name or post.person_name,
        "held": held,
    }


def term_view(term: Term, day: date) -> dict[str, Any]:
    """Serialise a term with its status on a day, and from when on its election is prepared."""
    names = (
        "version", "organization_id", "began_on", "years", "regular_due_on", "due_on", "shift_basis", "rules_version",
        "ended_on", "district_id",
    )  # fmt: skip
    remind_from = reminders.remind_from(term.due_on, day)
    return {name: getattr(term, name) for name in names} | {
        "id": term.term_id,
        "remind_from": remind_from,
        "standing": _standing(term, remind_from, day),
    }


def _standing(term: Term, remind_from: date, day: date) -> str:
    if term.ended_on is not None:
        return ENDED
    return str(term_schedule(remind_from, term.due_on).on(day))


def proposal_view(proposal: TierProposal) -> dict[str, Any]:
    """Serialise a proposal, and the decision that a person made on it, if any."""
    names = ("organization_id", "period", "tier", "score", "basis", "proposed_on", "decided_number", "district_id")
    return {name: getattr(proposal, name) for name in names} | {"id": proposal.proposal_id}


def tier_view(tier: Tier) -> dict[str, Any]:
    """Serialise one decision on a tier; `stands` is false where another replaced it."""
    names = (
        "organization_id", "period", "number", "tier", "reason", "basis", "decided_on", "account_id", "account_name",
        "district_id", "decided_by", "decided_level", "stands", "withdrawn_on", "withdrawal_reason",
        "recorded_at",
    )  # fmt: skip
    return {name: getattr(tier, name) for name in names} | {"id": tier.decision_id}
