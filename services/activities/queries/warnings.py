"""Warnings about missing good practice in organizational life, for those who can help; never enforced."""

from sqlalchemy import Select, select

from services.activities.model import Activity, Secretary, validation
from services.activities.model.activities import HELD
from services.activities.model.obligations import life_rules
from services.activities.queries.access import scope_of
from shared.pages import Page, paginate_list
from shared.rule_packs import Rule
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
    _, units = scope_of(work, organization_id)
    rules = life_rules(work.today)
    rule = rules["secretary_party_class"]
    begins = (validation.listed_year(year), rule["remind_from_month"])
    lacking = [] if (work.today.year, work.today.month) < begins else _lacking(work, units, year, rule)
    warnings = [
        rule.said(organization=name, year=year) | {"organization_id": unit, "rules_version": rules.version}
        for unit, name in lacking
    ]
    return paginate_list(warnings, lambda warning: str(warning["organization_id"]), after, limit)


def _lacking(work: UnitOfWork, units: Select[tuple[str]], year: int, rule: Rule) -> list[tuple[str, str]]:
    version = organization_version.c
    open_units = work.session.execute(
        select(version.organization_id, version.name)
        .where(version.organization_id.in_(units), *on_day(work.today))
        .where(version.party_form.in_(rule["party_forms"]))
        .order_by(version.organization_id)
    ).all()
    secretaries = _secretaries(work, [unit.organization_id for unit in open_units])
    classes = _party_classes(work, list(secretaries), year)
    return [
        (unit, name)
        for unit, name in open_units
        if unit in secretaries
        and sum(_gave(secretaries[unit], each) for each in classes if each.organization_id == unit) < rule["times"]
    ]


def _gave(secretaries: list[Secretary], activity: Activity) -> bool:
    return any(each.member_id in activity.speakers and each.is_in_office(activity.held_on) for each in secretaries)


def _secretaries(work: UnitOfWork, units: list[str]) -> dict[str, list[Secretary]]:
    secretaries: dict[str, list[Secretary]] = {}
    for secretary in work.session.scalars(select(Secretary).where(Secretary.organization_id.in_(units))):
        secretaries.setdefault(secretary.organization_id, []).append(secretary)
    return secretaries


def _party_classes(work: UnitOfWork, units: list[str], year: int) -> list[Activity]:
    classes = select(Activity).where(
        Activity.organization_id.in_(units),
        (Activity.kind == CLASS) | (Activity.mode == CLASS),
        Activity.status == HELD,
    )
    return [activity for activity in work.session.scalars(classes) if activity.held_on.year == year]
