"""Lists by keyset: rounds, stops, delegations, visits, score sheets and commitments of an organization and below."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select, union

from services.observation_visits.model import lifecycle, public
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.locations import location
from services.observation_visits.model.reviews import Commitment
from services.observation_visits.model.rounds import Participant, Round
from services.observation_visits.model.sheets import ScoreSheet
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.views import (
    commitment_view,
    delegation_view,
    round_view,
    sheet_view,
    stop_view,
    visit_view,
)
from services.observation_visits.model.visits import Visit
from services.observation_visits.queries.access import READ, round_read
from shared import org_paths
from shared.pages import Page, page, page_response
from shared.service import query
from shared.unit_of_work import UnitOfWork


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
    place, units = _reach(work, organization_id)
    taking_part = union(
        *(select(part.round_id).where(part.organization_id.in_(units)) for part in (Participant, Delegation))
    )
    query = select(Round).where(
        Round.district_id == place.district_id,
        or_(Round.organization_id.in_(units), Round.id.in_(taking_part)),
        *_terms(Round, period=period, kind=kind, status=status),
    )
    rows = work.session.scalars(page(query.order_by(Round.id), Round.id, after, limit)).all()
    return page_response([round_view(row) for row in rows], limit)


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
    place, units = _reach(work, organization_id)
    query = select(Stop).where(
        Stop.district_id == place.district_id,
        Stop.organization_id.in_(units),
        *_terms(Stop, source=source, status=status),
    )
    rows = work.session.scalars(page(query.order_by(Stop.id), Stop.id, after, limit)).all()
    shown = [
        stop_view(row, location(work.session, row.organization_id, work.today, row.longitude, row.latitude))
        for row in rows
    ]
    return page_response(shown, limit)


@query
def delegations(
    work: UnitOfWork, *, round_id: str, organization_id: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List the delegations of a round, all or those of one organization."""
    one, view = round_read(work, round_id)
    query = select(Delegation).where(
        Delegation.district_id == one.district_id,
        Delegation.round_id == one.id,
        *_terms(Delegation, organization_id=organization_id),
    )
    rows = work.session.scalars(page(query.order_by(Delegation.id), Delegation.id, after, limit)).all()
    return page_response(view.each(map(delegation_view, rows), public.DELEGATION), limit)


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
    place, units = _reach(work, organization_id)
    side = Visit.visiting_organization_id if as_visitor else Visit.organization_id
    terms = _terms(Visit, round_id=round_id, period=period, status=status)
    if first_day is not None:
        terms.append(Visit.day >= first_day)
    if last_day is not None:
        terms.append(Visit.day <= last_day)
    query = select(Visit).where(Visit.district_id == place.district_id, side.in_(units), *terms)
    rows = work.session.scalars(page(query.order_by(Visit.id), Visit.id, after, limit)).all()
    return page_response([visit_view(row) for row in rows], limit)


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
    place, units = _reach(work, organization_id)
    query = select(ScoreSheet).where(
        ScoreSheet.district_id == place.district_id,
        ScoreSheet.organization_id.in_(units),
        *_terms(ScoreSheet, period=period, status=status),
    )
    rows = work.session.scalars(page(query.order_by(ScoreSheet.id), ScoreSheet.id, after, limit)).all()
    return page_response([sheet_view(row) for row in rows], limit)


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
    place, units = _reach(work, organization_id)
    terms = []
    if standing in {lifecycle.DUE, "overdue"}:
        overdue = Commitment.due_on < work.today
        terms = [Commitment.status == lifecycle.DUE, overdue if standing == "overdue" else ~overdue]
    elif standing is not None:
        terms = [Commitment.status == standing]
    query = select(Commitment).where(
        Commitment.district_id == place.district_id, Commitment.organization_id.in_(units), *terms
    )
    rows = work.session.scalars(page(query.order_by(Commitment.id), Commitment.id, after, limit)).all()
    return page_response([commitment_view(row, work.today) for row in rows], limit)


def _reach(work: UnitOfWork, organization_id: str) -> Any:
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    return place, org_paths.scoped_subtree(work.actor, READ, place, work.today)


def _terms(table: Any, **wanted: Any) -> list[Any]:
    return [getattr(table, name) == value for name, value in wanted.items() if value is not None]
