"""Notices: issued by a person as the findings demand, or otherwise with a reason, and delivered."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.supervision.commands import loading
from services.supervision.commands.items import emit_item, open_item, recount
from services.supervision.commands.successions import settle_successions
from services.supervision.model import (
    Delivery,
    Finding,
    Inspection,
    Notice,
    RectificationItem,
    lifecycle,
    repository,
    validation,
)
from services.supervision.model.inspections import GENERAL, SERIOUS
from services.supervision.model.items import INSPECTION
from services.supervision.model.notices import proposal, require_kind
from services.supervision.model.rules import deadline, rules
from shared import org_paths, records
from shared.errors import Conflict, NotFound
from shared.events.supervision import NoticeAcknowledged, NoticeIssued, NoticeWithdrawn, RectificationWithdrawn
from shared.lifecycles import require_version, step_day
from shared.org_paths import OrgPath
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def issue_notice(
    work: UnitOfWork,
    *,
    inspection_id: str,
    organization_id: str,
    kind: str | None = None,
    reason: str | None = None,
    text: str | None = None,
    on: date | None = None,
) -> Notice:
    """Issue the notice that follows from what one inspection found at one unit.

    Without a `kind`, as the rule pack's thresholds propose; another kind needs a reason, which stays on record. It
    takes up every finding that no notice names yet, each as an item with the notice's deadline.
    """
    inspection, issuer = loading.load_inspection(work, inspection_id, None)
    lifecycle.INSPECTION.after("find", inspection.status)
    findings = _findings_without_notice(work, inspection, organization_id)
    day = step_day(work, on, last=max([finding.found_on for finding in findings], default=inspection.held_on))
    counts = [sum(finding.severity == severity for finding in findings) for severity in (GENERAL, SERIOUS)]
    rule = proposal(counts[0], counts[1], rules(day))
    if rule is None:
        raise Conflict("nothing_found")
    notice = new_notice(work, issuer, organization_id, require_kind(kind, rule.id, reason), day)
    notice.inspection_id, notice.proposed = inspection.id, rule.id
    notice.reason, notice.text = validation.lines_or_none(reason, "reason"), validation.lines_or_none(text, "text")
    items = [_open_item(work, notice, finding) for finding in findings]
    emit_issued(work, notice, items, issuer)
    return notice


@command
def acknowledge_notice(
    work: UnitOfWork, *, notice_id: str, organization_id: str | None = None, expected_version: int | None = None
) -> Notice:
    """Acknowledge a notice on behalf of a unit; the unit is recorded, not the person."""
    notice, place = records.load_for_update(work, Notice, notice_id, settle_successions)
    unit = organization_id or notice.organization_id
    path = org_paths.load_org_path(work.session, unit, work.today).path if organization_id else place.path
    work.actor.require(loading.ANSWER, path)
    require_version(notice.version, expected_version)
    lifecycle.NOTICE.after("acknowledge", notice.status)
    delivery = work.session.get(Delivery, (notice.district_id, notice.id, unit), with_for_update=True)
    if delivery is None:
        raise NotFound("delivery_unknown", organization_id=unit)
    if delivery.acknowledged_at is not None:
        raise Conflict("already_acknowledged")
    delivery.acknowledged_at = work.now
    if unit == notice.organization_id:
        notice.acknowledged_on = work.today
        emit(work, notice, NoticeAcknowledged)
    return notice


@command
def withdraw_notice(work: UnitOfWork, *, notice_id: str, reason: str, expected_version: int | None = None) -> Notice:
    """Withdraw a notice, with a reason; its number stays used, its findings are free again."""
    notice, _ = loading.load_as_issuer(work, Notice, notice_id, expected_version)
    opinion = validation.lines(reason, "reason")
    take_step(work, notice, "withdraw", organization_id=notice.issuer_id, opinion=opinion)
    for item in repository.items_of(work.session, notice, lifecycle.OPEN, lifecycle.ANSWERED):
        take_step(work, item, "withdraw", organization_id=notice.issuer_id)
        emit_item(work, item, None, RectificationWithdrawn)
        finding = work.session.get(Finding, (item.district_id, item.origin_id))
        if finding is not None:
            finding.notice_id = None
    recount(work, notice)
    emit(work, notice, NoticeWithdrawn)
    return notice


def new_notice(work: UnitOfWork, issuer: OrgPath, organization_id: str, kind: str, day: date) -> Notice:
    """Begin a notice of an issuer to a unit, with its deadline and the next number."""
    notice = Notice(
        district_id=issuer.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.ISSUED, steps=0, last_step_on=day, issuer_id=issuer.path[0], numbered_by=issuer.path[0],
        kind=kind, proposed=kind, year=day.year, issued_on=day,
        items=0, items_open=0, items_answered=0, items_closed=0,
    )  # fmt: skip
    notice.schedule(deadline(kind, day))
    notice.number = repository.next_number(work.session, notice.district_id, notice.numbered_by, notice.year, kind)
    return notice


def emit_issued(work: UnitOfWork, notice: Notice, items: Sequence[RectificationItem], issuer: OrgPath) -> None:
    """Deliver a notice to its unit and to those between it and the issuer, and emit that."""
    work.session.add_all(items)
    unit = org_paths.load_org_path(work.session, notice.organization_id, work.today)
    between = unit.path[1 : unit.path.index(issuer.path[0])] if issuer.path[0] in unit.path else []
    for organization_id in (notice.organization_id, *between):
        _deliver(work, notice, organization_id, "answer" if organization_id == notice.organization_id else "knowledge")
    add_record(work, notice, "issue", notice.reason)
    recount(work, notice)
    emit(work, notice, NoticeIssued, proposed=notice.proposed, told=(notice.organization_id, *between))


def _deliver(work: UnitOfWork, notice: Notice, organization_id: str, purpose: str) -> None:
    """Record the delivery of a notice to a unit; a repeated one keeps the first time."""
    key = {"district_id": notice.district_id, "notice_id": notice.id, "organization_id": organization_id}
    if work.session.get(Delivery, tuple(key.values())) is None:
        work.session.add(Delivery(**key, purpose=purpose, told_at=work.now))


def _findings_without_notice(work: UnitOfWork, inspection: Inspection, organization_id: str) -> list[Finding]:
    query = select(Finding).where(
        Finding.district_id == inspection.district_id,
        Finding.inspection_id == inspection.id,
        Finding.organization_id == org_paths.require_valid_id(organization_id),
        Finding.status == lifecycle.RECORDED,
        Finding.notice_id.is_(None),
    )
    return list(work.session.scalars(query.order_by(Finding.id).with_for_update()))


def _open_item(work: UnitOfWork, notice: Notice, finding: Finding) -> RectificationItem:
    finding.notice_id = notice.id
    return open_item(
        work, notice.issued_on, district_id=notice.district_id, organization_id=notice.organization_id,
        issuer_id=notice.issuer_id, notice_id=notice.id, origin=INSPECTION, origin_id=finding.id, clause=finding.clause,
        text=finding.text, due_on=notice.due_on, overdue_from=notice.late_from,
    )  # fmt: skip
