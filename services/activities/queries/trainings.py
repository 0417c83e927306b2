"""Trainings that posts ask for: who needs which, by when and why."""

from datetime import date
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, or_, select

from services.activities.model import TrainingNeed, views
from services.activities.model.trainings import MET, OPEN, asking, training_rules
from services.activities.queries.access import read_record, scope_of
from shared.pages import Page, record_page
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


class TrainingRules(TypedDict):
    """A version of the rules of trainings, and what each of them asks of which posts."""

    version: str
    valid_from: date
    items: list[dict[str, Any]]


@query
def training_needs(
    work: UnitOfWork, *, organization_id: str, standing: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List what is asked of posts of an organization and everyone below it, in the order of the ids."""
    place, units = scope_of(work, organization_id)
    query = select(TrainingNeed).where(
        TrainingNeed.district_id == place.district_id,
        TrainingNeed.organization_id.in_(units),
        *_of_standing(standing, work.today),
    )
    return record_page(work, query, TrainingNeed.id, after, limit)


@query
def training_need(work: UnitOfWork, *, training_need_id: str) -> dict[str, Any]:
    """Return what one post asks of who took it."""
    record, view = read_record(work, TrainingNeed, training_need_id)
    return view.of(to_view(record, work), views.PUBLIC_TRAINING_NEED)


@query
def training_rules_in_force(work: UnitOfWork, *, organization_id: str) -> TrainingRules:
    """Return which posts need which training within how many months, and the citation."""
    scope_of(work, organization_id)
    rules = training_rules(work.today)
    items = [
        rule.said() | {"posts": rule["posts"], "months": rule["months"], "hours": rule["hours"]}
        for rule in asking(rules)
    ]
    return {"version": rules.version, "valid_from": rules.valid_from, "items": items}


def _of_standing(standing: str | None, day: date) -> list[ColumnElement[bool]]:
    need = TrainingNeed
    waits = or_(need.status == OPEN, need.ended_on > day)
    terms: dict[str | None, list[ColumnElement[bool]]] = {
        None: [],
        "due": [waits, need.overdue_from > day],
        "overdue": [waits, need.overdue_from <= day],
        "met_on_time": [need.status == MET, need.met_on <= need.due_on],
        "met_late": [need.status == MET, need.met_on > need.due_on],
        "ended": [need.ended_on <= day],
    }
    return terms[standing]
