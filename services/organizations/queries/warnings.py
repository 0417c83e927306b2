"""What is due or missing in organizations: derived from dates and counts at each query, and never stored."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select

from services.organizations.model import reminders
from services.organizations.model.affected_counts import affiliated_on
from services.organizations.model.affected_counts import below as everything_below
from services.organizations.model.members import FULL, PROBATIONARY, Affiliation, Member
from services.organizations.model.posts import SECRETARY, Post, Term
from services.organizations.model.reminders import BRANCH_FORM, Unit
from services.organizations.queries.access import LIMIT, DatedPage, cursor, parse_cursor, scope_of
from shared.deadlines import add_months
from shared.service import query
from shared.trees import on_day, organization_version
from shared.unit_of_work import UnitOfWork

table = organization_version.c
NOT_IN_COMMITTEE = ("first_secretary",)
"""Sent from outside, and so not counted in a branch's committee."""


@query
def warnings(
    work: UnitOfWork,
    *,
    organization_id: str,
    below: bool = False,
    rule: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> DatedPage:
    """Return what is missing or due today in an organization, or in everything below it too.

    Set-up thresholds, committees and secretaries, terms due and overdue, probation over: each with its citation and
    the version of its rule pack. `rule` picks one.
    """
    day = work.today
    district_id, inside = scope_of(work, organization_id, "organizations.read", below=below)
    covered: set[str] = set(work.session.scalars(inside))
    units = _units(work, organization_id, day)
    _count_members(work, district_id, units, day)
    _count_posts(work, district_id, units, day)
    for term in _running(work, district_id, units):
        units[term.organization_id].term = term
    warnings = [
        warning
        for unit_id in covered & units.keys()
        for warning in reminders.of_unit(units[unit_id], day)
        if rule in {None, warning["rule"]}
    ]
    begin = parse_cursor(after, [str, str])
    size = min(limit, LIMIT)
    rows = [warning for warning in sorted(warnings, key=_key) if begin is None or _key(warning) > begin]
    next_after = cursor(_key(rows[size - 1])) if len(rows) > size else None
    return {"items": rows[:size], "next_after": next_after, "as_of": day}


def _key(warning: dict[str, Any]) -> tuple[str, str]:
    return warning["organization_id"], warning["rule"]


def _units(work: UnitOfWork, organization_id: str, day: date) -> dict[str, Unit]:
    """All below belong to it even where one unit is asked about: a committee has the members of its branches."""
    inside = select(everything_below([organization_id], day).c.organization_id)
    parents = select(table.organization_id, table.level).where(*on_day(day)).subquery()
    rows = work.session.execute(
        select(organization_version, parents.c.level.label("parent_level"))
        .outerjoin(parents, parents.c.organization_id == table.parent_id)
        .where(table.organization_id.in_(inside), *on_day(day))
    )
    return {
        row.organization_id: Unit(
            organization_id=row.organization_id,
            name=row.name,
            level=row.level,
            parent_id=row.parent_id,
            parent_level=row.parent_level,
            party_form=row.party_form,
        )
        for row in rows
    }


def _count_members(work: UnitOfWork, district_id: str, units: dict[str, Unit], day: date) -> None:
    months = int(reminders.pack("members", day)["probation_over"]["months"])
    here = (Affiliation.district_id == district_id, Affiliation.organization_id.in_(list(units)))
    past = (Member.status == PROBATIONARY) & (Member.joined_on <= add_months(day, -months))
    rows = work.session.execute(
        select(
            Affiliation.organization_id,
            func.count(),
            func.sum(case((Member.status == FULL, 1), else_=0)),
            func.sum(case((past, 1), else_=0)),
        )
        .join(Member, (Member.district_id == Affiliation.district_id) & (Member.member_id == Affiliation.member_id))
        .where(*here, *affiliated_on(day))
        .group_by(Affiliation.organization_id)
    )
    own: dict[str, int] = {}
    for organization_id, members, full, past_probation in rows:
        if (unit := units.get(organization_id)) is not None:
            own[organization_id] = members
            unit.full, unit.past_probation = int(full), int(past_probation)
    for organization_id, total in _with_below(units, own).items():
        unit = units[organization_id]
        unit.members = own.get(organization_id, 0) if unit.form == BRANCH_FORM else total


def _with_below(units: dict[str, Unit], own: dict[str, int]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for organization_id in units:
        step: str | None = organization_id
        while step in units:
            totals[step] += own.get(organization_id, 0)
            step = units[step].parent_id
    return totals


def _count_posts(work: UnitOfWork, district_id: str, units: dict[str, Unit], day: date) -> None:
    person = func.coalesce(Post.member_id, Post.person_name)
    committee = case((Post.title.not_in(NOT_IN_COMMITTEE), person), else_=None)
    rows = work.session.execute(
        select(
            Post.organization_id,
            func.count(func.distinct(committee)),
            func.sum(case((Post.title == SECRETARY, 1), else_=0)),
        )
        .where(Post.district_id == district_id, Post.from_on <= day, or_(Post.until_on.is_(None), Post.until_on >= day))
        .group_by(Post.organization_id)
    )
    for organization_id, holders, secretaries in rows:
        if organization_id in units:
            units[organization_id].holders, units[organization_id].secretaries = int(holders), int(secretaries)


def _running(work: UnitOfWork, district_id: str, units: dict[str, Unit]) -> Iterable[Term]:
    terms = work.session.scalars(select(Term).where(Term.district_id == district_id, Term.ended_on.is_(None)))
    return [term for term in terms if term.organization_id in units]
