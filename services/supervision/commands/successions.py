"""When an organization ends, what it has to answer and what it issued pass to its heir or end, on the day that counts.

What was closed before stays where it was, with what had been found for it. A merger may be told long before the
day it takes effect. What is to happen is kept until then, and carried out by the first thing that happens in this
service on or after that day; nothing waits for a timer.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.supervision.commands.items import emit_item
from services.supervision.model import (
    ContactPoint,
    DataAsk,
    DataRequest,
    Finding,
    InspectedUnit,
    Inspection,
    InspectionPlan,
    Notice,
    RectificationItem,
    ResponsibilityLetter,
    Suggestion,
    SupervisionRecord,
    lifecycle,
    repository,
)
from shared import reorganizations
from shared.events import supervision as events
from shared.events.organizations import TreeChanged
from shared.lifecycles import record_step
from shared.messaging.events import Event
from shared.records import AnyRecordWithSteps, RecordWithSteps, emit, hand_over_records
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork

ONE = timedelta(days=1)
UNIT, ISSUER = "organization_id", "issuer_id"
OF_UNITS: tuple[tuple[type[SupervisionRecord], type[Event], type[Event]], ...] = (
    (Notice, events.NoticeCarried, events.NoticeEnded),
    (ResponsibilityLetter, events.LetterCarried, events.LetterEnded),
    (DataAsk, events.DataAskCarried, events.DataAskEnded),
)
"""Records that a unit has to answer: they go on under its heir, or end with it."""
OF_ISSUERS: tuple[tuple[type[SupervisionRecord], str, type[Event]], ...] = (
    (Inspection, UNIT, events.InspectionCarried),
    (DataRequest, UNIT, events.DataRequestCarried),
    (Suggestion, UNIT, events.SuggestionCarried),
    (Notice, ISSUER, events.NoticeCarried),
    (ResponsibilityLetter, ISSUER, events.LetterCarried),
)
"""Records that an organization holds for others, in a column: they go on under its heir, or else under the district."""


def hand_on_notices(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer what an ended organization has to answer and what it issued; nothing is removed."""
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, "notices"))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "supervision", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    _hand_over(work, succession, RectificationItem, events.RectificationCarried, events.RectificationEnded)
    for item in _open_records(work, RectificationItem, ISSUER, succession):
        item.issuer_id = succession.heir_id or item.district_id
        emit_item(work, item, None, events.RectificationCarried, effective_on=succession.effective_on)
    for kind, carried, ended in OF_UNITS:
        _hand_over(work, succession, kind, carried, ended)
    _settle_contact_points(work, succession)
    _settle_findings(work, succession)
    _settle_plans(work, succession)
    for kind, side, carried in OF_ISSUERS:
        for record in _open_records(work, kind, side, succession):
            setattr(record, side, succession.heir_id or record.district_id)
            record_step(work, record, "carry", record.status, on=succession.effective_on)
            emit(work, record, carried, **_passed(succession, side))


def _settle_contact_points(work: UnitOfWork, succession: Succession) -> None:
    day = succession.effective_on

    def emit_change(point: ContactPoint, handed_over: dict[str, Any] | None) -> None:
        _replace_own_issuer(point)
        point.until_on = None if handed_over else day - ONE
        emit(work, point, events.ContactPointCarried if handed_over else events.ContactPointEnded, effective_on=day)

    hand_over_records(work, succession, ContactPoint, _carried_in(ContactPoint), emit_change)
    for point in _open_records(work, ContactPoint, ISSUER, succession):
        point.issuer_id = succession.heir_id or point.district_id
        record_step(work, point, "carry", point.status, on=day)
        emit(work, point, events.ContactPointCarried, effective_on=day)


def _open_records(
    work: UnitOfWork, kind: type[AnyRecordWithSteps], side: str, succession: Succession
) -> list[AnyRecordWithSteps]:
    query = select(kind).where(getattr(kind, side) == succession.organization_id, kind.status.in_(_carried_in(kind)))
    return list(work.session.scalars(query.order_by(kind.id).with_for_update()))


def _carried_in(kind: type[RecordWithSteps]) -> frozenset[str]:
    return kind.lifecycle.steps["carry"][0]


def _hand_over(
    work: UnitOfWork, succession: Succession, kind: type[SupervisionRecord], carried: type[Event], ended: type[Event]
) -> None:
    def emit_change(record: SupervisionRecord, handed_over: dict[str, Any] | None) -> None:
        if handed_over:
            _replace_own_issuer(record)
        elif isinstance(record, Notice):
            record.items_open = record.items_answered = 0
        event, fields = (carried, _passed(succession)) if handed_over else (ended, {})
        if isinstance(record, RectificationItem):
            emit_item(work, record, None, event, **fields)
        else:
            emit(work, record, event, **fields)

    hand_over_records(work, succession, kind, _carried_in(kind), emit_change)


def _passed(succession: Succession, side: str = UNIT) -> dict[str, Any]:
    """Return from whom a record passed, for its event; nothing where its organization stays."""
    return {"from_organization_id": succession.organization_id} if side == UNIT else {}


def _replace_own_issuer(record: SupervisionRecord) -> None:
    # Nobody supervises themselves: what the heir had issued to the one that ended is the district's from now on.
    has_issuer = Notice | RectificationItem | ResponsibilityLetter | ContactPoint
    if isinstance(record, has_issuer) and record.issuer_id == record.organization_id:
        record.issuer_id = record.district_id


def _settle_findings(work: UnitOfWork, succession: Succession) -> None:
    heir = succession.heir_id
    if heir is None or not succession.carries:
        return
    closed_item = select(RectificationItem.id).where(
        RectificationItem.district_id == Finding.district_id,
        RectificationItem.origin_id == Finding.id,
        RectificationItem.status == lifecycle.CLOSED,
    )
    open_findings = select(Finding).where(
        Finding.organization_id == succession.organization_id,
        Finding.status == lifecycle.RECORDED,
        ~closed_item.exists(),
    )
    for finding in work.session.scalars(open_findings.order_by(Finding.id).with_for_update()).all():
        finding.organization_id = heir
        record_step(work, finding, "carry", finding.status, on=succession.effective_on)
        emit(work, finding, events.FindingCarried, **_passed(succession))
        _inspect_heir(work, finding, heir)


def _inspect_heir(work: UnitOfWork, finding: Finding, heir: str) -> None:
    key = {"district_id": finding.district_id, "inspection_id": finding.inspection_id, "organization_id": heir}
    if work.session.get(InspectedUnit, tuple(key.values())) is None:
        inspection = work.session.get_one(Inspection, (finding.district_id, finding.inspection_id))
        inspection.units += 1
        work.session.add(InspectedUnit(**key, number=inspection.units))
        work.session.flush()


def _settle_plans(work: UnitOfWork, succession: Succession) -> None:
    for plan in _open_records(work, InspectionPlan, UNIT, succession):
        heir = succession.heir_id or plan.district_id
        other = repository.plan_in_force(work.session, heir, plan.year)
        step = "carry" if other is None else "end"
        before, plan.status = plan.status, plan.lifecycle.after(step, plan.status)
        record_step(work, plan, step, before, on=succession.effective_on)
        if other is None:
            plan.organization_id = heir
        else:
            # The heir's plan takes the places over, taken or not, so that the sum of both stays what it was.
            other.quota, other.used = other.quota + plan.quota, other.used + plan.used
            emit(work, other, events.InspectionPlanAmended, effective_on=succession.effective_on)
        emit(work, plan, events.InspectionPlanAmended, **(_passed(succession) if other is None else {}))
