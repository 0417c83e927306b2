"""Obligations one by one and as lists, and the rules that they come from."""

from typing import Any

from sqlalchemy import ColumnElement, select

from services.activities.model import Obligation, public, repository, validation
from services.activities.model.obligations import EXPECTED, MET, frequencies, life_rules
from services.activities.queries.access import reach, readable
from shared.enumerations import OBLIGATION_STANDINGS
from shared.pages import Page, page, page_response
from shared.service import query
from shared.unit_of_work import UnitOfWork


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
    place, units = reach(work, organization_id)
    query = select(Obligation).where(
        Obligation.district_id == place.district_id,
        Obligation.organization_id.in_(units),
        *([Obligation.year == validation.listed_year(year)] if year is not None else []),
        *([Obligation.kind == kind] if kind is not None else []),
        *_standing(standing, work),
    )
    rows = work.session.scalars(page(query.order_by(Obligation.id), Obligation.id, after, limit)).all()
    return page_response([repository.obligation_view(row, work.today) for row in rows], limit)


@query
def obligation(work: UnitOfWork, *, obligation_id: str) -> dict[str, Any]:
    found = repository.obligation_of(work.session, obligation_id)
    return readable(work, found).of(repository.obligation_view(found, work.today), public.OBLIGATION)


@query
def obligation_rules(work: UnitOfWork, *, organization_id: str) -> dict[str, Any]:
    """Return which obligations are due how often, for whom, and their citation."""
    reach(work, organization_id)
    rules = life_rules(work.today)
    items = [
        {"rule": rule.id, "zh": rule.zh, "en": rule.en, "citation": rule.citation, "check": rule.check}
        | {"every": rule["every"], "grace_days": rule["grace_days"]}
        | rule["applies_to"]
        for rule in frequencies(rules)
    ]
    return {"version": rules.version, "valid_from": rules.valid_from, "items": items}


def _standing(standing: str | None, work: UnitOfWork) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    day, one = work.today, Obligation
    expected = one.status == EXPECTED
    terms: dict[str, list[ColumnElement[bool]]] = {
        "planned": [expected, one.opens_on > day],
        "due": [expected, one.opens_on <= day, one.late_from > day],
        "late": [expected, one.late_from <= day, one.missed_from > day],
        "missed": [expected, one.missed_from <= day],
        "on_time": [one.status == MET, one.met_on <= one.due_on],
        "met_late": [one.status == MET, one.met_on > one.due_on],
    }
    return terms.get(validation.one_of(standing, OBLIGATION_STANDINGS, "standing"), [one.status == standing])
