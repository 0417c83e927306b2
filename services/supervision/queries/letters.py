"""Responsibility letters, the duties that each names with their status, and the duties that one could name."""

from typing import Any

from services.supervision.model import ResponsibilityLetter, public
from services.supervision.model.letter_repository import duties_after, duties_view, letter_view, named_after
from services.supervision.queries.access import READ, listed, read, way
from shared import org_paths
from shared.pages import Page, page_response
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def letter(work: UnitOfWork, *, letter_id: str) -> dict[str, Any]:
    found, view = read(work, ResponsibilityLetter, letter_id, "organization_id", "issuer_id")
    return view.of(letter_view(found) | {"way": way(work, found, view)}, public.LETTER)


@query
def letters(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the letters of an organization and everyone below it."""
    rows = listed(work, ResponsibilityLetter, organization_id, {"year": year, "status": status}, (after, limit))
    return page_response([letter_view(row) for row in rows], limit)


@query
def letter_duties(work: UnitOfWork, *, letter_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the duties that a letter names, each with today's status."""
    found, view = read(work, ResponsibilityLetter, letter_id, "organization_id", "issuer_id")
    named = named_after(work.session, found, (after, limit))
    return page_response(view.each(duties_view(work.session, named, work.today), public.DUTY), limit)


@query
def duties(work: UnitOfWork, *, organization_id: str, year: int, after: str | None = None, limit: int = 50) -> Page:
    """Return the assigned duties of an organization and everyone below it in a year."""
    work.actor.require(READ, org_paths.load_org_path(work.session, organization_id, work.today).path)
    found = duties_after(work.session, organization_id, year, work.today, (after, limit))
    return page_response(duties_view(work.session, found, work.today), limit)
