"""Lecture halls one by one and as lists, and the organizations that have none."""

from datetime import date
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, and_, null, or_, select

from services.activities.model import LectureHall, repository, views
from services.activities.model.halls import ENDED, LISTS, MISSING, WAITING, hall_rules
from services.activities.queries.access import history, read_record, scope_of
from shared import org_paths, trees
from shared.pages import Page, record_page
from shared.service import query
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


class HallStandard(TypedDict):
    """A version of the standard of lecture halls: its lists, each with its items and how many are needed."""

    version: str
    valid_from: date
    lists: list[dict[str, Any]]


@query
def lecture_halls(
    work: UnitOfWork,
    *,
    organization_id: str,
    status: str | None = None,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the halls of an organization and everyone below it, including required ones."""
    place, units = scope_of(work, organization_id)
    query = select(LectureHall).where(
        LectureHall.district_id == place.district_id,
        LectureHall.organization_id.in_(units),
        LectureHall.status == status if status else LectureHall.status != ENDED,
        _is_there_or_asked(work, place.district_id),
        *_schedule_status(standing, work),
    )
    return record_page(work, query, LectureHall.id, after, limit)


@query
def missing_halls(work: UnitOfWork, *, organization_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the organizations without a lecture hall, each with its name and its deadline."""
    halls = lecture_halls(work, organization_id=organization_id, status=MISSING, after=after, limit=limit)
    for hall in halls["items"]:
        hall["organization"] = org_paths.load_org_path(work.session, hall["organization_id"], work.today).name
    return halls


@query
def lecture_hall(work: UnitOfWork, *, hall_id: str) -> dict[str, Any]:
    """Return a hall with both checklists of its standard."""
    hall, view = read_record(work, LectureHall, hall_id)
    items = view.each(views.item_views(work, hall), views.PUBLIC_HALL_ITEM)
    return view.of(to_view(hall, work) | {"items": items}, views.PUBLIC_HALL)


@query
def hall_steps(work: UnitOfWork, *, hall_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a hall's steps, the first one first."""
    return history(work, *read_record(work, LectureHall, hall_id), after, limit)


@query
def hall_standard(work: UnitOfWork, *, organization_id: str) -> HallStandard:
    """Return the standard that a hall planned today is bound to."""
    scope_of(work, organization_id)
    rules = hall_rules(work.today)
    lists = [
        {"list": name, "zh": rules[name].zh, "en": rules[name].en, "citation": rules[name].citation}
        | {"check": rules[name].check, "needed": rules[name]["needed"], "items": rules[name]["items"]}
        for name in LISTS
    ]
    return {"version": rules.version, "valid_from": rules.valid_from, "lists": lists}


def _is_there_or_asked(work: UnitOfWork, district_id: str) -> ColumnElement[bool]:
    version, kinds = organization_version.c, repository.kinds_asked(work.session, district_id, work.today)
    asked = select(version.organization_id).where(
        version.district_id == district_id,
        version.level == trees.BRANCH,
        version.kind.in_(kinds),
        *trees.on_day(work.today),
    )
    return or_(LectureHall.status != MISSING, LectureHall.asked.is_(null()), LectureHall.organization_id.in_(asked))


def _schedule_status(standing: str | None, work: UnitOfWork) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    passed = and_(LectureHall.overdue_from.is_not(None), LectureHall.overdue_from <= work.today)
    ahead = or_(LectureHall.overdue_from.is_(None), LectureHall.overdue_from > work.today)
    return [LectureHall.status.in_(WAITING), passed if standing == "overdue" else ahead]
