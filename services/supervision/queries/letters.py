"""Responsibility letters, the duties that each names with their status, and the duties that one could name."""

import re
from typing import Any

from sqlalchemy import Select

from services.supervision.model import Duty, ResponsibilityLetter, views
from services.supervision.model.letter_repository import assigned_duties, named_duties
from services.supervision.queries.access import BOTH_SIDES, READ, list_records, read, with_history
from shared import org_paths
from shared.errors import Invalid
from shared.page_totals import note_query
from shared.pages import Page, page_response, require_page_size
from shared.reading import WHOLE, View
from shared.service import query
from shared.unit_of_work import UnitOfWork

DUTY_ID = re.compile(r"[\w:-]{1,150}", re.ASCII)


@query
def letter(work: UnitOfWork, *, letter_id: str) -> dict[str, Any]:
    return with_history(work, *read(work, ResponsibilityLetter, letter_id, *BOTH_SIDES), views.PUBLIC_LETTER)


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
    equal = {"year": year, "status": status}
    return list_records(work, ResponsibilityLetter, organization_id, equal, (after, limit))


@query
def letter_duties(work: UnitOfWork, *, letter_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the duties that a letter names, each with today's status."""
    record, view = read(work, ResponsibilityLetter, letter_id, *BOTH_SIDES)
    return _page(work, named_duties(record), view, after, limit)


@query
def duties(work: UnitOfWork, *, organization_id: str, year: int, after: str | None = None, limit: int = 50) -> Page:
    """Return the assigned duties of an organization and everyone below it in a year."""
    work.actor.require(READ, org_paths.load_org_path(work.session, organization_id, work.today).path)
    return _page(work, assigned_duties(organization_id, year, work.today), WHOLE, after, limit)


def _page(work: UnitOfWork, query: Select[Duty], view: View, after: str | None, limit: int) -> Page:
    if after is not None and not DUTY_ID.fullmatch(after):
        raise Invalid("cursor_unknown", field="cursor")
    note_query(query)
    later = query if after is None else query.where(Duty.id > after)
    rows = work.session.scalars(later.limit(require_page_size(limit) + 1)).all()
    return page_response(view.each(views.duty_views(work.session, rows, work.today), views.PUBLIC_DUTY), limit)
