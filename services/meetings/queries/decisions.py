"""Decisions of meetings and honours."""

from typing import Any

from services.meetings.model import Decision, Honour, views
from services.meetings.queries.access import READ, list_records, with_history
from shared.pages import Page
from shared.reading import view_of
from shared.records import load
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def decision(work: UnitOfWork, *, decision_id: str) -> dict[str, Any]:
    """Return a decision with its history, to who made it and to who is responsible."""
    record = load(work.session, Decision, decision_id)
    view = view_of(work, READ, [record.organization_id, record.responsible_organization_id])
    return with_history(work, record, view, views.PUBLIC_DECISION)


@query
def decisions(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List what the meetings of an organization and of everyone below it decided."""
    return list_records(work, Decision, organization_id, {"year": year, "status": status}, (after, limit))


@query
def honour(work: UnitOfWork, *, honour_id: str) -> dict[str, Any]:
    """Return an honour of an organization, with its history."""
    record = load(work.session, Honour, honour_id)
    return with_history(work, record, view_of(work, READ, [record.organization_id]), views.PUBLIC_HONOUR)


@query
def honours(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int | None = None,
    kind: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the honours of an organization and everyone below it."""
    equal = {"year": year, "kind": kind, "status": status}
    return list_records(work, Honour, organization_id, equal, (after, limit))
