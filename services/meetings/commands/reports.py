"""Quarterly reports (情况报告): words are typed at their slots, and a composed document is frozen whole, for ever."""

from datetime import date
from typing import Any

from services.meetings.commands import loading
from services.meetings.model import QuarterlyReport, ReportText, lifecycle, repository, validation
from services.meetings.model.quarters import require_slot
from services.meetings.model.reports import frozen_texts, parse_document
from shared.errors import Conflict, Invalid
from shared.events.meetings import ReportDrafted, ReportFrozen, ReportSuperseded, ReportTextWritten
from shared.lifecycles import audit_columns, record_step
from shared.org_paths import OrgPath
from shared.periods import Period, period_named
from shared.records import add_record, emit, take_step
from shared.service import command, composed_by_gateway
from shared.unit_of_work import UnitOfWork


@command
def write_report_text(work: UnitOfWork, *, organization_id: str, quarter: str, slot: str, text: str) -> ReportText:
    """Write the words at a slot of an organization's report for a quarter; they are changed by their id.

    Refuses a slot that reports of its level do not have, and one at which words stand already.
    """
    place, period = loading.load_in_quarter(work, organization_id, quarter)
    require_slot(slot, place.level, work.today)
    said = validation.lines(text, "report_text", "text")
    written = work.session.scalars(
        repository.texts_of(organization_id, period.name).where(ReportText.slot == slot)
    ).one_or_none()
    if written is not None:
        raise Conflict("report_text_exists", slot=slot, text_id=written.id)
    written = ReportText(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        quarter=period.name, slot=slot,
    )  # fmt: skip
    return _keep_words(work, place, written, said)


@command
def amend_report_text(
    work: UnitOfWork, *, text_id: str, text: str | None, expected_version: int | None = None
) -> ReportText:
    """Change the words at a slot, or remove them with None; what is frozen keeps the words that it took along."""
    written, place = loading.load_for_update(work, ReportText, text_id, loading.HOLD, expected_version)
    return _keep_words(work, place, written, None if text is None else validation.lines(text, "report_text", "text"))


@command
@composed_by_gateway("document", "positions", "rule_versions", "tree_as_of")
def freeze_quarterly_report(
    work: UnitOfWork,
    *,
    organization_id: str,
    quarter: str,
    document: str,
    positions: list[str],
    rule_versions: dict[str, str],
    tree_as_of: date,
    while_running: bool = False,
    reason: str | None = None,
) -> QuarterlyReport:
    """Freeze a composed document (JSON) whole, with the words of its slots, and supersede the one frozen before.

    Refuses a quarter that still runs unless that is said, and to supersede without a reason.
    """
    place, period = loading.load_in_quarter(work, organization_id, quarter)
    running = work.today <= period.last
    if running and not while_running:
        raise Invalid("quarter_still_running", field="while_running", quarter=period.name, last=period.last)
    composed = parse_document(document)
    older = repository.report_in(work.session, organization_id, period.name, lifecycle.FROZEN)
    because = _reason_to_supersede(older, reason)
    report = _draft(work, place, period)
    report.while_running, report.tree_as_of = running, tree_as_of
    texts = work.session.scalars(repository.texts_of(organization_id, period.name)).all()
    content: dict[str, Any] = {"organization_id": organization_id, "quarter": period.name, "document": composed}
    content |= {"texts": frozen_texts(texts), "positions": sorted(positions), "rule_versions": rule_versions}
    report.freeze(content | {"tree_as_of": tree_as_of.isoformat(), "while_running": running})
    if older is not None:
        _supersede(work, older, report, because)
    report.frozen_on, report.frozen_at = take_step(work, report, "freeze", opinion=because), work.now
    emit(work, report, ReportFrozen, supersedes=None if older is None else older.id)
    return report


def _keep_words(work: UnitOfWork, place: OrgPath, written: ReportText, text: str | None) -> ReportText:
    written.text, written.version = text, written.version + 1
    for name, value in audit_columns(work).items():
        setattr(written, name, value)
    work.session.add(written)
    report = _draft(work, place, period_named(written.quarter))
    record_step(work, report, "write", report.status, opinion=f"{written.slot}：{text or ''}")
    emit(work, report, ReportTextWritten, slot=written.slot)
    return written


def _draft(work: UnitOfWork, place: OrgPath, period: Period) -> QuarterlyReport:
    organization_id = place.path[0]
    draft = repository.report_in(work.session, organization_id, period.name, lifecycle.DRAFT)
    if draft is None:
        draft = QuarterlyReport(
            district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
            status=lifecycle.DRAFT, steps=0, last_step_on=work.today, year=period.first.year, quarter=period.name,
            while_running=False,
        )  # fmt: skip
        add_record(work, draft, "draft")
        work.session.flush()
        emit(work, draft, ReportDrafted)
    return draft


def _reason_to_supersede(older: QuarterlyReport | None, reason: str | None) -> str | None:
    if older is not None and not (reason or "").strip():
        raise Invalid("supersede_needs_reason", field="reason", quarter=older.quarter)
    return validation.lines(reason, "reason") if older is not None and reason else None


def _supersede(work: UnitOfWork, older: QuarterlyReport, report: QuarterlyReport, because: str | None) -> None:
    older.superseded_by, older.superseded_because = report.id, because
    take_step(work, older, "supersede", opinion=because)
    # The database lets one report of a quarter be frozen: this one makes room before the next is.
    work.session.flush()
    emit(work, older, ReportSuperseded, by=report.id)
