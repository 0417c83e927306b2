"""Quarterly reports, what was frozen with each, and the words typed at the slots of one that is not frozen."""

from typing import Any

from services.meetings.model import QuarterlyReport, ReportText, lifecycle, repository, views
from services.meetings.queries.access import READ, list_records, with_history
from shared import org_paths
from shared.pages import Page, paginate_list
from shared.periods import period_named
from shared.reading import view_of
from shared.records import load
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def quarterly_report(work: UnitOfWork, *, quarterly_report_id: str) -> dict[str, Any]:
    """Return a report with what was frozen, if it is, and how it came about.

    What was frozen tells of everything below: it is None for who reads of the organization alone.
    """
    report = load(work.session, QuarterlyReport, quarterly_report_id)
    view = view_of(work, READ, [report.organization_id])
    path = org_paths.load_org_path(work.session, report.organization_id, work.today).path
    frozen = views.frozen_view(report, is_seen=work.actor.reaches_below(READ, path))
    return with_history(work, report, view, views.PUBLIC_REPORT, **frozen)


@query
def quarterly_reports(
    work: UnitOfWork,
    *,
    organization_id: str,
    quarter: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the reports of an organization and everyone below it: those that were frozen, or those in a state."""
    equal = {"quarter": quarter and period_named(quarter, "quarter").name, "status": status}
    terms = () if status else (QuarterlyReport.status != lifecycle.DRAFT,)
    return list_records(work, QuarterlyReport, organization_id, equal, (after, limit), *terms)


@query
def report_texts(
    work: UnitOfWork, *, organization_id: str, quarter: str, after: str | None = None, limit: int = 50
) -> Page:
    """Return the words typed at the slots of an organization's report for a quarter."""
    work.actor.require(READ, org_paths.load_org_path(work.session, organization_id, work.today).path)
    written = work.session.scalars(repository.texts_of(organization_id, period_named(quarter, "quarter").name)).all()
    return paginate_list([to_view(each, work) for each in written], lambda each: str(each["id"]), after, limit)


@query
def report_text(work: UnitOfWork, *, text_id: str) -> ReportText:
    """Return the words at one slot, whose they are and since when they stand there."""
    written = load(work.session, ReportText, text_id)
    work.actor.require(READ, org_paths.load_org_path(work.session, written.organization_id, work.today).path)
    return written
