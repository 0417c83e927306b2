"""Activities one by one, as lists, and counted by kind and mode."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.activities.model import Activity, ActivityStep, public, repository
from services.activities.model.activities import HELD
from services.activities.model.periods import period_named
from services.activities.queries.access import READ, reach, readable
from shared.enumerations import ACTIVITY_KINDS, SESSION_MODES
from shared.lifecycles import step_view
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import STEP, View
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def activities(
    work: UnitOfWork,
    *,
    organization_id: str,
    kind: str | None = None,
    mode: str | None = None,
    status: str | None = None,
    campaign_id: str | None = None,
    period: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List what an organization and anyone below it held, in the order of the records' ids."""
    place, units = reach(work, organization_id)
    wanted = {"kind": kind, "mode": mode, "status": status, "campaign_id": campaign_id}
    terms = [getattr(Activity, name) == value for name, value in wanted.items() if value is not None]
    if period is not None:
        asked = period_named(period)
        terms += [Activity.held_on >= asked.first, Activity.held_on <= asked.last]
    query = select(Activity).where(Activity.district_id == place.district_id, Activity.organization_id.in_(units))
    rows = work.session.scalars(page(query.where(*terms).order_by(Activity.id), Activity.id, after, limit)).all()
    return page_response([repository.activity_view(row) for row in rows], limit)


@query
def activity(work: UnitOfWork, *, activity_id: str) -> dict[str, Any]:
    """Return an activity with who attended and what was voted on."""
    found, view = _read(work, activity_id)
    return view.of(repository.activity_view(found) | {"resolutions": _votes(work, found, view)}, public.ACTIVITY)


@query
def activity_steps(work: UnitOfWork, *, activity_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the steps of an activity, oldest first."""
    found, view = _read(work, activity_id)
    query = select(ActivityStep).where(
        ActivityStep.district_id == found.district_id, ActivityStep.activity_id == found.id
    )
    steps = view.each(map(step_view, work.session.scalars(query.order_by(ActivityStep.number))), STEP)
    return paginate_list(steps, lambda step: str(step["number"]), after, limit)


@query
def resolutions(work: UnitOfWork, *, activity_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the votes of an activity."""
    return paginate_list(_votes(work, *_read(work, activity_id)), lambda vote: str(vote["id"]), after, limit)


@query
def minutes(work: UnitOfWork, *, activity_id: str) -> dict[str, Any]:
    """Return the minutes of an activity; version 0 and empty where nobody has written any."""
    found, view = _read(work, activity_id)
    view.require_whole(READ)
    return repository.minutes_view(found, repository.minutes_of(work.session, found))


@query
def activity_counts(work: UnitOfWork, *, organization_id: str, period: str) -> dict[str, Any]:
    """Count what an organization and everyone below it held in a period, by kind and by mode."""
    place, units = reach(work, organization_id)
    asked = period_named(period)
    counted = work.session.execute(
        select(Activity.kind, Activity.mode, func.count())
        .where(
            Activity.district_id == place.district_id,
            Activity.organization_id.in_(units),
            Activity.status == HELD,
            Activity.held_on >= asked.first,
            Activity.held_on <= asked.last,
        )
        .group_by(Activity.kind, Activity.mode)
    ).all()
    days: dict[str, date] = {"first": asked.first, "last": asked.last}
    by_kind = {kind: sum(row[2] for row in counted if row[0] == kind) for kind in ACTIVITY_KINDS}
    by_mode = {mode: sum(row[2] for row in counted if row[1] == mode) for mode in SESSION_MODES}
    shown = {"organization_id": organization_id, "period": asked.name} | days
    return shown | {"total": sum(by_kind.values()), "by_kind": by_kind, "sessions_by_mode": by_mode}


def _read(work: UnitOfWork, activity_id: str) -> tuple[Activity, View]:
    found = repository.activity_of(work.session, activity_id)
    return found, readable(work, found)


def _votes(work: UnitOfWork, found: Activity, view: View) -> list[dict[str, Any]]:
    votes = (repository.resolution_view(vote) for vote in repository.resolutions_of(work.session, found))
    return view.each(votes, public.RESOLUTION)
