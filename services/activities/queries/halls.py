"""Lecture halls one by one and as lists, and the organizations that have none."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from services.activities.model import HallStep, LectureHall, public, repository
from services.activities.model.halls import ENDED, LISTS, MISSING, WAITING, hall_rules
from services.activities.queries.access import reach, readable
from shared import org_paths
from shared.lifecycles import step_view
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import STEP
from shared.service import query
from shared.unit_of_work import UnitOfWork


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
    place, units = reach(work, organization_id)
    query = select(LectureHall).where(
        LectureHall.district_id == place.district_id,
        LectureHall.organization_id.in_(units),
        LectureHall.status == status if status else LectureHall.status != ENDED,
        *_standing(standing, work),
    )
    rows = work.session.scalars(page(query.order_by(LectureHall.id), LectureHall.id, after, limit)).all()
    return page_response([repository.hall_view(row, work.today) for row in rows], limit)


@query
def missing_halls(work: UnitOfWork, *, organization_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the organizations without a lecture hall, each with its name and its deadline."""
    found = lecture_halls(work, organization_id=organization_id, status=MISSING, after=after, limit=limit)
    for hall in found["items"]:
        hall["organization"] = org_paths.load_org_path(work.session, hall["organization_id"], work.today).name
    return found


@query
def lecture_hall(work: UnitOfWork, *, hall_id: str) -> dict[str, Any]:
    """Return a hall with both checklists of its standard."""
    hall = repository.hall_of(work.session, hall_id)
    view = readable(work, hall)
    items = view.each(repository.items_view(work.session, hall), public.HALL_ITEM)
    return view.of(repository.hall_view(hall, work.today) | {"items": items}, public.HALL)


@query
def hall_steps(work: UnitOfWork, *, hall_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a hall's steps, the first one first."""
    hall = repository.hall_of(work.session, hall_id)
    view = readable(work, hall)
    query = select(HallStep).where(HallStep.district_id == hall.district_id, HallStep.hall_id == hall.id)
    steps = view.each(map(step_view, work.session.scalars(query.order_by(HallStep.number))), STEP)
    return paginate_list(steps, lambda step: str(step["number"]), after, limit)


@query
def hall_standard(work: UnitOfWork, *, organization_id: str) -> dict[str, Any]:
    """Return the standard that a hall planned today is bound to."""
    reach(work, organization_id)
    rules = hall_rules(work.today)
    lists = [
        {"list": name, "zh": rules[name].zh, "en": rules[name].en, "citation": rules[name].citation}
        | {"check": rules[name].check, "needed": rules[name]["needed"], "items": rules[name]["items"]}
        for name in LISTS
    ]
    return {"version": rules.version, "valid_from": rules.valid_from, "lists": lists}


def _standing(standing: str | None, work: UnitOfWork) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    passed = and_(LectureHall.overdue_from.is_not(None), LectureHall.overdue_from <= work.today)
    ahead = or_(LectureHall.overdue_from.is_(None), LectureHall.overdue_from > work.today)
    return [LectureHall.status.in_(WAITING), passed if standing == "overdue" else ahead]
