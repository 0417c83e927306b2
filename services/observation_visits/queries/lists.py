"""Lists by keyset: rounds, stops, delegations, visits, score sheets and commitments of an organization and below."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select, union

from services.observation_visits.model import (
    Commitment,
    Delegation,
    Participant,
    Round,
    ScoreSheet,
    Stop,
    Visit,
    lifecycle,
    views,
)
from services.observation_visits.queries.access import READ, read_round
from shared import org_paths
from shared.pages import Page, page, page_response
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def rounds(
    work: UnitOfWork,
    *,
    organization_id: str,
    period: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the rounds that an organization or anyone below it owns, is to be visited in, or sends a delegation to."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    participating = union(
        *(select(part.round_id).where(part.organization_id.in_(units)) for part in (Participant, Delegation))
    )
    terms = [Round.district_id == place.district_id, or_(Round.organization_id.in_(units), Round.id.in_(participating))]
    terms += _terms(Round, period=period, kind=kind, status=status)
    return page_response(_views(work, Round, terms, after, limit), limit)


@query
def stops(
    work: UnitOfWork,
    *,
    organization_id: str,
    source: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the stops of an organization and everyone below it, each with its location."""
    terms = [*_in_scope(work, organization_id, Stop), *_terms(Stop, source=source, status=status)]
    return page_response(_views(work, Stop, terms, after, limit), limit)


@query
def delegations(
    work: UnitOfWork, *, round_id: str, organization_id: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List the delegations of a round, all or those of one organization."""
    round_, view = read_round(work, round_id)
    filters = {"district_id": round_.district_id, "round_id": round_.id, "organization_id": organization_id}
    items = _views(work, Delegation, _terms(Delegation, **filters), after, limit)
    return page_response(view.each(items, views.PUBLIC_DELEGATION), limit)


@query
def visits(
    work: UnitOfWork,
    *,
    organization_id: str,
    as_visitor: bool = False,
    round_id: str | None = None,
    period: str | None = None,
    status: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the visits that an organization and everyone below it receives, or makes as visitors."""
    side = Visit.visiting_organization_id if as_visitor else Visit.organization_id
    terms = _in_scope(work, organization_id, Visit, side)
    terms += _terms(Visit, round_id=round_id, period=period, status=status)
    if first_day is not None:
        terms.append(Visit.day >= first_day)
    if last_day is not None:
        terms.append(Visit.day <= last_day)
    return page_response(_views(work, Visit, terms, after, limit), limit)


@query
def score_sheets(
    work: UnitOfWork,
    *,
    organization_id: str,
    period: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the score sheets of hosts at and below an organization, in no order of their scores."""
    terms = [*_in_scope(work, organization_id, ScoreSheet), *_terms(ScoreSheet, period=period, status=status)]
    return page_response(_views(work, ScoreSheet, terms, after, limit), limit)


@query
def commitments(
    work: UnitOfWork,
    *,
    organization_id: str,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the commitments of hosts at and below an organization: due, overdue, kept or dropped."""
    terms = _in_scope(work, organization_id, Commitment)
    if standing in {lifecycle.DUE, "overdue"}:
        overdue = Commitment.due_on < work.today
        terms += [Commitment.status == lifecycle.DUE, overdue if standing == "overdue" else ~overdue]
    elif standing is not None:
        terms += [Commitment.status == standing]
    return page_response(_views(work, Commitment, terms, after, limit), limit)


def _in_scope(work: UnitOfWork, organization_id: str, kind: Any, side: Any = None) -> list[Any]:
    """Return the conditions for what an organization and everyone below it keeps, or has on another `side`."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    return [kind.district_id == place.district_id, (kind.organization_id if side is None else side).in_(units)]


def _views(work: UnitOfWork, kind: Any, terms: list[Any], after: str | None, limit: int) -> list[dict[str, Any]]:
    rows = work.session.scalars(page(select(kind).where(*terms).order_by(kind.id), kind.id, after, limit)).all()
    return [to_view(row, work) for row in rows]


def _terms(table: Any, **filters: Any) -> list[Any]:
    return [getattr(table, name) == value for name, value in filters.items() if value is not None]
