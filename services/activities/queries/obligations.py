"""Obligations one by one and as lists, and the rules that they come from."""

from datetime import date
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, select

from services.activities.model import Obligation, validation, views
from services.activities.model.obligations import EXPECTED, MET, frequencies, life_rules
from services.activities.queries.access import read_record, scope_of
from shared.enumerations import OBLIGATION_STANDINGS
from shared.pages import Page, record_page
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


class ObligationRules(TypedDict):
    """A version of the rules of organizational life, and what each of them asks of whom at which intervals."""

    version: str
    valid_from: date
    items: list[dict[str, Any]]


@query
def obligations(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int | None = None,
    kind: str | None = None,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List what is asked of an organization and everyone below it, in the order of the ids."""
    place, units = scope_of(work, organization_id)
    query = select(Obligation).where(
        Obligation.district_id == place.district_id,
        Obligation.organization_id.in_(units),
        *([Obligation.year == validation.listed_year(year)] if year is not None else []),
        *([Obligation.kind == kind] if kind is not None else []),
        *_schedule_status(standing, work),
    )
    return record_page(work, query, Obligation.id, after, limit)


@query
def obligation(work: UnitOfWork, *, obligation_id: str) -> dict[str, Any]:
    record, view = read_record(work, Obligation, obligation_id)
    return view.of(to_view(record, work), views.PUBLIC_OBLIGATION)


@query
def obligation_rules(work: UnitOfWork, *, organization_id: str) -> ObligationRules:
    """Return which obligations are due how often, for whom, and their citation."""
    scope_of(work, organization_id)
    rules = life_rules(work.today)
    items = [
        {"rule": rule.id, "zh": rule.zh, "en": rule.en, "citation": rule.citation, "check": rule.check}
        | {"every": rule["every"], "grace_days": rule["grace_days"]}
        | rule["applies_to"]
        for rule in frequencies(rules)
    ]
    return {"version": rules.version, "valid_from": rules.valid_from, "items": items}


def _schedule_status(standing: str | None, work: UnitOfWork) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    day, expected = work.today, Obligation.status == EXPECTED
    terms: dict[str, list[ColumnElement[bool]]] = {
        "planned": [expected, Obligation.opens_on > day],
        "due": [expected, Obligation.opens_on <= day, Obligation.late_from > day],
        "late": [expected, Obligation.late_from <= day, Obligation.missed_from > day],
        "missed": [expected, Obligation.missed_from <= day],
        "on_time": [Obligation.status == MET, Obligation.met_on <= Obligation.due_on],
        "met_late": [Obligation.status == MET, Obligation.met_on > Obligation.due_on],
    }
    return terms.get(validation.one_of(standing, OBLIGATION_STANDINGS, "standing"), [Obligation.status == standing])
