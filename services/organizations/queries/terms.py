"""The terms of committees with their status, and the tiers that people decided on."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_

from services.organizations.model import public, reminders
from services.organizations.model.days import add_months
from services.organizations.model.holders import (
    DUE,
    ENDED,
    OVERDUE,
    RUNNING,
    proposal_view,
    term_of,
    term_view,
    tier_view,
)
from services.organizations.model.posts import Term, Tier, TierProposal
from services.organizations.queries.access import units
from services.organizations.queries.pages import LIMIT, page, parse
from shared.errors import NotFound
from shared.reading import view_of
from shared.service import query
from shared.unit_of_work import UnitOfWork

READ = "organizations.read"


@query
def terms(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List terms by the day on which the next election is due; `standing` filters by status."""
    district_id, inside = units(work, organization_id, READ, below=below)
    wanted: list[ColumnElement[bool]] = [Term.district_id == district_id, Term.organization_id.in_(inside)]
    wanted += _standing(standing, work.today)
    begin = parse(after, tuple[date, str])
    if begin is not None:
        wanted.append(tuple_(Term.due_on, Term.term_id) > tuple_(*map(literal, begin)))
    size = min(limit, LIMIT)
    found = select(Term).where(*wanted).order_by(Term.due_on, Term.term_id).limit(size + 1)
    return page(
        work.session.scalars(found).all(),
        size,
        key=lambda term: (term.due_on, term.term_id),
        show=lambda term: term_view(term, work.today),
    )


@query
def term(work: UnitOfWork, *, term_id: str) -> dict[str, Any]:
    """Return one term with its status."""
    found = term_of(work.session, term_id)
    return view_of(work, READ, [found.organization_id]).of(term_view(found, work.today), public.TERM)


@query
def tier(work: UnitOfWork, *, organization_id: str, period: str) -> dict[str, Any]:
    """Return the decision on an organization's tier in force for a period."""
    view = view_of(work, READ, [organization_id])
    decided = select(Tier).where(Tier.organization_id == organization_id, Tier.period == period, Tier.stands.is_(True))
    found = work.session.scalars(decided).one_or_none()
    if found is None:
        raise NotFound("tier_unknown", organization_id=organization_id, period=period)
    return view.of(tier_view(found), public.TIER)


def _standing(standing: str | None, day: date) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    if standing == ENDED:
        return [Term.ended_on.is_not(None)]
    # The last day of which the reminder has begun: the latest due day whose preparation is already under way.
    reached = add_months(day, int(reminders.pack("terms", day)["term_due"]["months"]))
    while reminders.remind_from(reached + timedelta(days=1), day) <= day:
        reached += timedelta(days=1)
    found = {
        OVERDUE: [Term.due_on < day],
        DUE: [Term.due_on >= day, Term.due_on <= reached],
        RUNNING: [Term.due_on > reached],
    }
    return [Term.ended_on.is_(None), *found[standing]]


@query
def tier_proposals(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    period: str | None = None,
    open_only: bool = True,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List what published thresholds propose, those that nobody decided on unless all are asked."""
    district_id, inside = units(work, organization_id, READ, below=below)
    wanted = [TierProposal.district_id == district_id, TierProposal.organization_id.in_(inside)]
    if period is not None:
        wanted.append(TierProposal.period == period)
    if open_only:
        wanted.append(TierProposal.decided_number.is_(None))
    begin = parse(after, tuple[str, str])
    if begin is not None:
        wanted.append(tuple_(TierProposal.period, TierProposal.proposal_id) > tuple_(*map(literal, begin)))
    size = min(limit, LIMIT)
    ordered = select(TierProposal).where(*wanted).order_by(TierProposal.period, TierProposal.proposal_id)
    rows = work.session.scalars(ordered.limit(size + 1)).all()
    return page(rows, size, key=lambda row: (row.period, row.proposal_id), show=proposal_view)


@query
def tiers(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    period: str | None = None,
    tier: str | None = None,
    standing_only: bool = True,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List decisions on tiers by period; those that another replaced only when asked for."""
    district_id, inside = units(work, organization_id, "organizations.read", below=below)
    wanted: list[ColumnElement[bool]] = [Tier.district_id == district_id, Tier.organization_id.in_(inside)]
    exact = {Tier.period: period, Tier.tier: tier}
    wanted += [column == value for column, value in exact.items() if value is not None]
    if standing_only:
        wanted.append(Tier.stands.is_(True))
    begin = parse(after, tuple[str, str, int])
    key = (Tier.period, Tier.organization_id, Tier.number)
    if begin is not None:
        wanted.append(tuple_(*key) > tuple_(*map(literal, begin)))
    size = min(limit, LIMIT)
    rows = work.session.scalars(select(Tier).where(*wanted).order_by(*key).limit(size + 1)).all()
    return page(rows, size, key=lambda row: (row.period, row.organization_id, row.number), show=tier_view)
