"""Complaints and suggestions: those that an organization has to answer, and one's own with their answers."""

from typing import Any

from sqlalchemy import select

from services.supervision.model import Suggestion, public, repository
from services.supervision.model.suggestion_views import suggestion_view
from services.supervision.queries.access import listed
from shared.pages import Page, page, page_response
from shared.reading import WHOLE, view_of
from shared.service import query
from shared.unit_of_work import UnitOfWork

ANSWER = "supervision.answer"


@query
def suggestion(work: UnitOfWork, *, suggestion_id: str) -> dict[str, Any]:
    """Return a suggestion to its sender and to who answers it; who sees it counted reads its state, no texts."""
    found = repository.record_of(work.session, Suggestion, suggestion_id)
    own = found.sender_id == work.actor.account_id
    view = WHOLE if own else view_of(work, ANSWER, [found.organization_id])
    return view.of(suggestion_view(found, work), public.SUGGESTION)


@query
def suggestions(
    work: UnitOfWork,
    *,
    organization_id: str,
    about: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List what is addressed to an organization and to everyone below it."""
    terms = {"about": about, "status": status}
    rows = listed(work, Suggestion, organization_id, terms, (after, limit), right=ANSWER)
    return page_response([suggestion_view(row, work) for row in rows], limit)


@query
def own_suggestions(work: UnitOfWork, *, after: str | None = None, limit: int = 50) -> Page:
    """List the caller's own suggestions, with the answers."""
    query = select(Suggestion).where(Suggestion.sender_id == work.actor.account_id).order_by(Suggestion.id)
    rows = work.session.scalars(page(query, Suggestion.id, after, limit)).all()
    return page_response([suggestion_view(row, work) for row in rows], limit)
