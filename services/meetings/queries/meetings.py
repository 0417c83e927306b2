"""Quarterly meetings, what units report to them, and what became of what earlier ones decided."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, union

from services.meetings.model import Decision, Meeting, ReportBack, repository, views
from services.meetings.queries.access import READ, list_records, with_history
from shared.org_paths import load_org_path
from shared.pages import Page, paginate_list
from shared.periods import period_named
from shared.reading import View, view_of
from shared.records import load, load_part
from shared.rights import SEE_FIGURES
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def meeting(work: UnitOfWork, *, meeting_id: str) -> dict[str, Any]:
    """Return a meeting with its history; units that are asked or carry its decisions read it reduced."""
    return with_history(work, *_read(work, meeting_id), views.PUBLIC_MEETING)


@query
def meetings(
    work: UnitOfWork,
    *,
    organization_id: str,
    quarter: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the meetings of an organization and everyone below it."""
    equal = {"quarter": quarter and period_named(quarter, "quarter").name, "status": status}
    return list_records(work, Meeting, organization_id, equal, (after, limit))


@query
def report_backs(work: UnitOfWork, *, meeting_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return what units report to a meeting: all of it to who reads the meeting whole, else that of one's own units."""
    record, view = _read(work, meeting_id)
    shown = _shown(work, repository.report_backs_of(work.session, record), view)
    return paginate_list(list(shown), lambda each: str(each["id"]), after, limit)


@query
def report_back(work: UnitOfWork, *, meeting_id: str, report_back_id: str) -> dict[str, Any]:
    """Return what one unit reports to a meeting, to its own side and to the meeting's."""
    holder = load(work.session, Meeting, meeting_id)
    found = load_part(work.session, ReportBack, holder, report_back_id)
    view = view_of(work, READ, [found.organization_id, holder.organization_id])
    return with_history(work, found, view, views.PUBLIC_REPORT_BACK)


@query
def decisions_of(work: UnitOfWork, *, meeting_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return what a meeting decided, in the order in which it was decided."""
    record, view = _read(work, meeting_id)
    return _page(work, repository.decisions_made_at(work.session, record), view, after, limit)


@query
def previous_decisions(work: UnitOfWork, *, meeting_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return what a meeting opens with: earlier decisions that are open, or were settled since the last meeting."""
    record, view = _read(work, meeting_id)
    return _page(work, repository.decisions_before(work.session, record), view, after, limit)


def _read(work: UnitOfWork, meeting_id: str) -> tuple[Meeting, View]:
    record = load(work.session, Meeting, meeting_id)
    asked = select(ReportBack.organization_id).where(
        ReportBack.district_id == record.district_id, ReportBack.meeting_id == record.id
    )
    responsible = select(Decision.responsible_organization_id).where(
        Decision.district_id == record.district_id, Decision.meeting_id == record.id
    )
    return record, view_of(work, READ, [record.organization_id], carried_by=union(asked, responsible))


def _shown(work: UnitOfWork, rows: Iterable[ReportBack], view: View) -> Iterable[dict[str, Any]]:
    for row in rows:
        path = load_org_path(work.session, row.organization_id, work.today).path
        own = View(whole=view.whole or work.actor.reaches(READ, path))
        if own.whole or work.actor.reaches(SEE_FIGURES, path):
            yield own.of(to_view(row, work), views.PUBLIC_REPORT_BACK)


def _page(work: UnitOfWork, made: Iterable[Decision], view: View, after: str | None, limit: int) -> Page:
    shown = view.each((to_view(each, work) for each in made), views.PUBLIC_DECISION)
    return paginate_list(shown, lambda each: str(each["id"]), after, limit)
