"""Complaints and suggestions: those that an organization has to answer, and one's own with their answers."""

from typing import Any

from sqlalchemy import select

from services.supervision.model import Suggestion, views
from services.supervision.queries.access import list_records
from shared.pages import Page, page, page_response
from shared.reading import WHOLE, view_of
from shared.records import load
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

ANSWER = "supervision.answer"


@query
def suggestion(work: UnitOfWork, *, suggestion_id: str) -> dict[str, Any]:
    """Return a suggestion to its sender and to who answers it; who sees it counted reads its state, no texts."""
    record = load(work.session, Suggestion, suggestion_id)
    own = record.sender_id in work.own_ids()
    view = WHOLE if own else view_of(work, ANSWER, [record.organization_id])
    return view.of(to_view(record, work), views.PUBLIC_SUGGESTION)


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
    equal = {"about": about, "status": status}
    return list_records(work, Suggestion, organization_id, equal, (after, limit), right=ANSWER)


@query
def own_suggestions(work: UnitOfWork, *, after: str | None = None, limit: int = 50) -> Page:
    """List the caller's own suggestions, with the answers."""
    query = select(Suggestion).where(Suggestion.sender_id.in_(work.own_ids())).order_by(Suggestion.id)
    rows = work.session.scalars(page(query, Suggestion.id, after, limit)).all()
    return page_response([to_view(row, work) for row in rows], limit)
