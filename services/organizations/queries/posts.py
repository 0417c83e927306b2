"""Who holds which post, the terms of committees with their status, and the tiers that people decided on."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from services.organizations.model import reminders, repository, views
from services.organizations.model.members import Member
from services.organizations.model.posts import DUE, ENDED, OVERDUE, RUNNING, Post, Term, Tier, TierProposal
from services.organizations.queries.access import keyset_page, scope_of
from shared.deadlines import add_months
from shared.errors import NotFound
from shared.pages import Page
from shared.reading import view_of
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

READ = "organizations.read"


@query
def posts(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    title: str | None = None,
    as_of: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the posts of an organization by their first day, those held on `as_of` or all of them."""
    district_id, inside = scope_of(work, organization_id, READ, below=below)
    query = (
        select(Post, Member)
        .outerjoin(Member, and_(Member.district_id == Post.district_id, Member.member_id == Post.member_id))
        .where(Post.district_id == district_id, Post.organization_id.in_(inside))
        .options(selectinload(Member.past))
    )
    if title is not None:
        query = query.where(Post.title == title)
    if as_of is not None:
        query = query.where(Post.from_on <= as_of, or_(Post.until_on.is_(None), Post.until_on >= as_of))
    return keyset_page(work, query, [Post.from_on, Post.post_id], after, limit)


@query
def terms(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List terms by the day on which the next election is due; `standing` filters by status."""
    district_id, inside = scope_of(work, organization_id, READ, below=below)
    query = select(Term).where(Term.district_id == district_id, Term.organization_id.in_(inside))
    query = query.where(*_schedule_status(standing, work.today))
    return keyset_page(work, query, [Term.due_on, Term.term_id], after, limit)


@query
def term(work: UnitOfWork, *, term_id: str) -> dict[str, Any]:
    """Return one term with its status."""
    record = repository.load_record(work.session, Term, term_id)
    return view_of(work, READ, [record.organization_id]).of(to_view(record, work), views.PUBLIC_TERM)


@query
def tier(work: UnitOfWork, *, organization_id: str, period: str) -> dict[str, Any]:
    """Return the decision on an organization's tier in force for a period."""
    view = view_of(work, READ, [organization_id])
    query = select(Tier).where(Tier.organization_id == organization_id, Tier.period == period, Tier.stands.is_(True))
    decision = work.session.scalars(query).one_or_none()
    if decision is None:
        raise NotFound("tier_unknown", organization_id=organization_id, period=period)
    return view.of(to_view(decision, work), views.PUBLIC_TIER)


def _schedule_status(standing: str | None, day: date) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    if standing == ENDED:
        return [Term.ended_on.is_not(None)]
    # The last day of which the reminder has begun: the latest due day whose preparation is already under way.
    reached = add_months(day, int(reminders.pack("terms", day)["term_due"]["months"]))
    while reminders.remind_from(reached + timedelta(days=1), day) <= day:
        reached += timedelta(days=1)
    terms = {
        OVERDUE: [Term.due_on < day],
        DUE: [Term.due_on >= day, Term.due_on <= reached],
        RUNNING: [Term.due_on > reached],
    }
    return [Term.ended_on.is_(None), *terms[standing]]


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
) -> Page:
    """List what published thresholds propose, those that nobody decided on unless all are asked."""
    district_id, inside = scope_of(work, organization_id, READ, below=below)
    query = select(TierProposal).where(
        TierProposal.district_id == district_id, TierProposal.organization_id.in_(inside)
    )
    if period is not None:
        query = query.where(TierProposal.period == period)
    if open_only:
        query = query.where(TierProposal.decided_number.is_(None))
    return keyset_page(work, query, [TierProposal.period, TierProposal.proposal_id], after, limit)


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
) -> Page:
    """List decisions on tiers by period; those that another replaced only when asked for."""
    district_id, inside = scope_of(work, organization_id, READ, below=below)
    terms: list[ColumnElement[bool]] = [Tier.district_id == district_id, Tier.organization_id.in_(inside)]
    exact = {Tier.period: period, Tier.tier: tier}
    terms += [column == value for column, value in exact.items() if value is not None]
    if standing_only:
        terms.append(Tier.stands.is_(True))
    keys = [Tier.period, Tier.organization_id, Tier.number]
    return keyset_page(work, select(Tier).where(*terms), keys, after, limit)
