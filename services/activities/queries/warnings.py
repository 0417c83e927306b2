"""Warnings about missing good practice in organizational life, for those who can help; never enforced."""

from typing import Any

from sqlalchemy import select

from services.activities.model import Activity, Secretary, validation
from services.activities.model.activities import HELD
from services.activities.model.obligations import life_rules
from services.activities.queries.access import reach
from shared.pages import Page, paginate_list
from shared.service import query
from shared.trees import on_day, organization_version
from shared.unit_of_work import UnitOfWork

CLASS = "party_class"


@query
def activity_warnings(
    work: UnitOfWork, *, organization_id: str, year: int, after: str | None = None, limit: int = 50
) -> Page:
    """Return which organizations, at or below one, have no party class by their secretary on record.

    The regulation has no frequency for party classes; that a secretary gives one a year is good practice. Nothing is
    said before the month that the rule pack names, nor of an organization whose secretary is not known.
    """
    reach(work, organization_id)
    rule = life_rules(work.today)["secretary_party_class"]
    begins = (validation.listed_year(year), rule["remind_from_month"])
    lacking = [] if (work.today.year, work.today.month) < begins else _lacking(work, organization_id, year, rule)
    found = [
        rule.said(organization=name, year=year)
        | {"organization_id": unit, "rules_version": life_rules(work.today).version}
        for unit, name in lacking
    ]
    return paginate_list(found, lambda said: str(said["organization_id"]), after, limit)


def _lacking(work: UnitOfWork, organization_id: str, year: int, rule: Any) -> list[tuple[str, str]]:
    version = organization_version.c
    open_units = work.session.execute(
        select(version.organization_id, version.name)
        .where(version.organization_id.in_(reach(work, organization_id).units), *on_day(work.today))
        .where(version.party_form.in_(rule["party_forms"]))
        .order_by(version.organization_id)
    ).all()
    secretaries = _secretaries(work, [unit.organization_id for unit in open_units])
    given = _given(work, list(secretaries), year)
    return [
        (unit.organization_id, unit.name)
        for unit in open_units
        if (held := secretaries.get(unit.organization_id)) and _times(held, given, unit.organization_id) < rule["times"]
    ]


def _times(held: list[Secretary], given: list[Activity], organization_id: str) -> int:
    return sum(
        any(one.member_id in activity.speakers and _was(one, activity) for one in held)
        for activity in given
        if activity.organization_id == organization_id
    )


def _was(one: Secretary, activity: Activity) -> bool:
    return one.from_on <= activity.held_on and (one.until_on is None or activity.held_on <= one.until_on)


def _secretaries(work: UnitOfWork, units: list[str]) -> dict[str, list[Secretary]]:
    known: dict[str, list[Secretary]] = {}
    for one in work.session.scalars(select(Secretary).where(Secretary.organization_id.in_(units))):
        known.setdefault(one.organization_id, []).append(one)
    return known


def _given(work: UnitOfWork, units: list[str], year: int) -> list[Activity]:
    classes = select(Activity).where(
        Activity.organization_id.in_(units),
        (Activity.kind == CLASS) | (Activity.mode == CLASS),
        Activity.status == HELD,
    )
    return [one for one in work.session.scalars(classes) if one.held_on.year == year]
