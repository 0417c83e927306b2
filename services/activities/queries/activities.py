"""Activities one by one, as lists, and counted by kind and mode."""

from datetime import date
from typing import Any, TypedDict

from sqlalchemy import func, select

from services.activities.model import Activity, Minutes, repository, views
from services.activities.model.activities import HELD
from services.activities.queries.access import READ, history, read_record, scope_of
from shared.enumerations import ACTIVITY_KINDS, SESSION_MODES
from shared.pages import Page, paginate_list, record_page
from shared.periods import period_named
from shared.reading import View
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


class ActivityCounts(TypedDict):
    """How much was held in a period at and below an organization, by kind and by mode."""

    organization_id: str
    period: str
    first: date
    last: date
    total: int
    by_kind: dict[str, int]
    sessions_by_mode: dict[str, int]


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
    first_day: date | None = None,
    last_day: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List what an organization and anyone below it held, in the order of the records' ids."""
    place, units = scope_of(work, organization_id)
    filters = {"kind": kind, "mode": mode, "status": status, "campaign_id": campaign_id}
    terms = [getattr(Activity, name) == value for name, value in filters.items() if value is not None]
    if period is not None:
        span = period_named(period)
        terms += [Activity.held_on >= span.first, Activity.held_on <= span.last]
    if first_day is not None:
        terms += [Activity.held_on >= first_day]
    if last_day is not None:
        terms += [Activity.held_on <= last_day]
    query = select(Activity).where(Activity.district_id == place.district_id, Activity.organization_id.in_(units))
    return record_page(work, query.where(*terms), Activity.id, after, limit)


@query
def activity(work: UnitOfWork, *, activity_id: str) -> dict[str, Any]:
    """Return an activity with who attended and what was voted on."""
    record, view = read_record(work, Activity, activity_id)
    return view.of(to_view(record, work) | {"resolutions": _votes(work, record, view)}, views.PUBLIC_ACTIVITY)


@query
def activity_steps(work: UnitOfWork, *, activity_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the steps of an activity, oldest first."""
    return history(work, *read_record(work, Activity, activity_id), after, limit)


@query
def resolutions(work: UnitOfWork, *, activity_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the votes of an activity."""
    votes = _votes(work, *read_record(work, Activity, activity_id))
    return paginate_list(votes, lambda vote: str(vote["id"]), after, limit)


@query
def minutes(work: UnitOfWork, *, activity_id: str) -> Minutes:
    """Return the minutes of an activity; version 0 and empty where nobody has written any."""
    record, view = read_record(work, Activity, activity_id)
    view.require_whole(READ)
    key = {"district_id": record.district_id, "activity_id": record.id}
    return work.session.get(Minutes, key) or Minutes(**key, version=0, text="")


@query
def activity_counts(work: UnitOfWork, *, organization_id: str, period: str) -> ActivityCounts:
    """Count what an organization and everyone below it held in a period, by kind and by mode, in the period's tree."""
    span = period_named(period)
    place, units = scope_of(work, organization_id, span.tree_day(work.today))
    counted = work.session.execute(
        select(Activity.kind, Activity.mode, func.count())
        .where(
            Activity.district_id == place.district_id,
            Activity.organization_id.in_(units),
            Activity.status == HELD,
            Activity.held_on >= span.first,
            Activity.held_on <= span.last,
        )
        .group_by(Activity.kind, Activity.mode)
    ).all()
    by_kind = {kind: sum(row[2] for row in counted if row[0] == kind) for kind in ACTIVITY_KINDS}
    by_mode = {mode: sum(row[2] for row in counted if row[1] == mode) for mode in SESSION_MODES}
    return {
        "organization_id": organization_id,
        "period": span.name,
        "first": span.first,
        "last": span.last,
        "total": sum(by_kind.values()),
        "by_kind": by_kind,
        "sessions_by_mode": by_mode,
    }


def _votes(work: UnitOfWork, record: Activity, view: View) -> list[dict[str, Any]]:
    votes = repository.resolutions_of(work.session, record)
    return view.each((to_view(vote, work) for vote in votes), views.PUBLIC_RESOLUTION)
