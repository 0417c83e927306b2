"""联系点、督导: the level above assigns contact points, and its visits record what is to be put right."""

from datetime import date
from typing import TypedDict

from sqlalchemy import select

from services.supervision.commands import loading
from services.supervision.commands.items import emit_item, open_item
from services.supervision.model import ContactPoint, GuidanceVisit, RectificationItem, lifecycle, validation
from services.supervision.model.duplicates import SAME_GUIDANCE_VISIT
from services.supervision.model.items import GUIDANCE
from services.supervision.model.rules import rules, until
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.supervision import (
    ContactPointAssigned,
    ContactPointEnded,
    GuidanceVisitRecorded,
    GuidanceVisitWithdrawn,
    RectificationWithdrawn,
)
from shared.lifecycles import record_step, step_day
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

MOST = 50


class Finding(TypedDict, total=False):
    """What a guidance visit found: its words, the day by which it is to be put right, and its clause if it has one."""

    text: str
    deadline: date
    clause: str | None


@command
def assign_contact_point(
    work: UnitOfWork,
    *,
    organization_id: str,
    issuer_id: str,
    post: str,
    basis: str,
    person_name: str | None = None,
    on: date | None = None,
) -> ContactPoint:
    """Assign a post of a district or street to a unit below it, from today or an earlier day on.

    Refuses as Conflict a post that is assigned to the unit already.
    """
    place = loading.load_issuer(work, issuer_id)
    loading.require_units_below(work, place, [organization_id])
    post, day = validation.line(post, "post"), step_day(work, on)
    same = ContactPoint.organization_id == organization_id, ContactPoint.issuer_id == issuer_id
    assigned = select(ContactPoint).where(*same, ContactPoint.post == post, ContactPoint.status == lifecycle.ASSIGNED)
    held = work.session.scalars(assigned).first()
    if held is not None:
        raise Conflict("contact_point_exists", field="post", post=post, from_on=held.from_on)
    point = ContactPoint(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        status=lifecycle.ASSIGNED, steps=0, last_step_on=day, issuer_id=issuer_id, post=post,
        person_name=validation.line_or_none(person_name, "person_name"), basis=validation.line(basis, "basis"),
        from_on=day,
    )  # fmt: skip
    add_record(work, point, "assign")
    emit(work, point, ContactPointAssigned, effective_on=day)
    return point


@command
def end_contact_point(
    work: UnitOfWork, *, contact_point_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> ContactPoint:
    """End a contact point on its last day, with a reason; the visits paid to it stand."""
    point, _ = loading.load_as_issuer(work, ContactPoint, contact_point_id, expected_version)
    words = validation.lines(reason, "reason")
    point.until_on = take_step(work, point, "end", on, organization_id=point.issuer_id, opinion=words)
    emit(work, point, ContactPointEnded, effective_on=point.until_on)
    return point


@command
def record_guidance_visit(
    work: UnitOfWork,
    *,
    contact_point_id: str,
    text: str,
    findings: list[Finding] | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[GuidanceVisit]:
    """Record a visit to a contact point; each finding opens a rectification item that the level above verifies."""
    point, _ = loading.load_as_issuer(work, ContactPoint, contact_point_id, expected_version)
    found = findings or []
    if len(found) > MOST:
        raise Invalid("guidance_findings_too_many", field="findings", most=MOST, count=len(found))
    day = take_step(work, point, "visit", on, organization_id=point.issuer_id)
    visit = GuidanceVisit(
        district_id=point.district_id, id=work.new_id(), version=0, organization_id=point.organization_id,
        status=lifecycle.RECORDED, steps=0, last_step_on=day, issuer_id=point.issuer_id, contact_point_id=point.id,
        post=point.post, visited_on=day, text=validation.lines(text, "text"), findings=len(found),
    )  # fmt: skip
    add_record(work, visit, "record")
    emit(work, visit, GuidanceVisitRecorded, effective_on=day)
    for number, finding in enumerate(found):
        _open_finding(work, visit, number, finding)
    return Answer(visit, {"warnings": duplicates_of(work, SAME_GUIDANCE_VISIT, visit)})


@command
def withdraw_guidance_visit(
    work: UnitOfWork, *, guidance_visit_id: str, reason: str, expected_version: int | None = None
) -> GuidanceVisit:
    """Withdraw a visit recorded by mistake, and what it found unless that was put right already."""
    visit, _ = loading.load_as_issuer(work, GuidanceVisit, guidance_visit_id, expected_version)
    words = validation.lines(reason, "reason")
    day = take_step(work, visit, "withdraw", organization_id=visit.issuer_id, opinion=words)
    emit(work, visit, GuidanceVisitWithdrawn, effective_on=day)
    open_statuses = (lifecycle.OPEN, lifecycle.ANSWERED)
    items = select(RectificationItem).where(
        RectificationItem.origin_id == visit.id, RectificationItem.status.in_(open_statuses)
    )
    for item in work.session.scalars(items.order_by(RectificationItem.id).with_for_update()).all():
        before, item.status = item.status, lifecycle.ITEM.after("withdraw", item.status)
        record_step(work, item, "withdraw", before, on=day, organization_id=item.issuer_id, opinion=words)
        emit_item(work, item, None, RectificationWithdrawn)
    return visit


def _open_finding(work: UnitOfWork, visit: GuidanceVisit, number: int, finding: Finding) -> None:
    if finding["deadline"] < visit.visited_on:
        field = f"findings.{number}.deadline"
        raise Invalid("guidance_deadline_before", field=field, deadline=finding["deadline"], day=visit.visited_on)
    days, clause = until(finding["deadline"], rules(visit.visited_on).version), finding.get("clause")
    open_item(
        work, visit.visited_on, district_id=visit.district_id, organization_id=visit.organization_id,
        issuer_id=visit.issuer_id, origin=GUIDANCE, origin_id=visit.id,
        clause=validation.line_or_none(clause, "clause"),
        text=validation.lines(finding["text"], "text", f"findings.{number}.text"), due_on=days.due_on,
        overdue_from=days.overdue_from,
    )  # fmt: skip
