"""When an organization ends, what it has to answer and what it issued pass to its heir or end, on the day that counts.

What was closed before stays where it was, with what had been found for it. A merger may be told long before the
day it takes effect. What is to happen is kept until then, and carried out by the first thing that happens in this
service on or after that day; nothing waits for a timer.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from services.supervision.commands.recording import emit_item, emit_record
from services.supervision.model import (
    DataAsk,
    DataRequest,
    Finding,
    InspectedUnit,
    Inspection,
    InspectionPlan,
    Notice,
    Record,
    RectificationItem,
    ResponsibilityLetter,
    Suggestion,
    lifecycle,
)
from shared import reorganizations
from shared.events import supervision as told
from shared.events.organizations import TreeChanged
from shared.lifecycles import record_step
from shared.messaging.events import Event
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork

Kind = TypeVar("Kind", bound=Record)
OF_UNITS: tuple[tuple[type[Record], type[Event], type[Event]], ...] = (
    (Notice, told.NoticeCarried, told.NoticeEnded),
    (ResponsibilityLetter, told.LetterCarried, told.LetterEnded),
    (DataAsk, told.DataAskCarried, told.DataAskEnded),
)
"""Records that a unit has to answer: they go on under its heir, or end with it."""
OF_OWNERS: tuple[tuple[type[Record], type[Event]], ...] = (
    (Inspection, told.InspectionCarried),
    (DataRequest, told.DataRequestCarried),
    (Suggestion, told.SuggestionCarried),
)
"""Records that an organization holds for others: they go on under its heir, or else under the district."""
OF_ISSUERS: tuple[tuple[type[Record], type[Event]], ...] = (
    (Notice, told.NoticeCarried),
    (ResponsibilityLetter, told.LetterCarried),
)


def hand_on_notices(work: UnitOfWork, event: TreeChanged) -> None:
    """Transfer what an ended organization has to answer and what it issued; nothing is removed."""
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, "notices"))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "supervision", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    _settle_items(work, succession)
    for kind, carried, ended in OF_UNITS:
        _settle_of_unit(work, succession, kind, carried, ended)
    _settle_findings(work, succession)
    _settle_plans(work, succession)
    for kind, carried in OF_OWNERS:
        _settle_of_owner(work, succession, kind, carried)
    for kind, carried in OF_ISSUERS:
        _settle_of_issuer(work, succession, kind, carried)


def _open(work: UnitOfWork, kind: type[Kind], side: str, succession: Succession) -> Sequence[Kind]:
    allowed = kind.lifecycle.steps["carry"][0]
    query = select(kind).where(getattr(kind, side) == succession.organization_id, kind.status.in_(allowed))
    return work.session.scalars(query.order_by(kind.id).with_for_update()).all()


def _settle_items(work: UnitOfWork, succession: Succession) -> None:
    for item in _open(work, RectificationItem, "organization_id", succession):
        fact: type[told.ItemEvent] = told.RectificationCarried
        if not _passed_on(work, item, succession):
            fact = told.RectificationEnded
        emit_item(work, item, None, fact)
    for item in _open(work, RectificationItem, "issuer_id", succession):
        item.issuer_id = succession.heir_id or item.district_id
        emit_item(work, item, None, told.RectificationCarried)


def _settle_of_unit(
    work: UnitOfWork, succession: Succession, kind: type[Record], carried: type[Event], ended: type[Event]
) -> None:
    for record in _open(work, kind, "organization_id", succession):
        passed = _passed_on(work, record, succession)
        if isinstance(record, Notice):
            _recount(record, passed=passed)
        emit_record(work, record, carried if passed else ended)


def _passed_on(work: UnitOfWork, record: Record, succession: Succession) -> bool:
    before, step = record.status, "carry" if succession.carries and succession.heir_id else "end"
    record.status = record.lifecycle.after(step, before)
    record_step(work, record, step, before, on=succession.effective_on)
    if step == "carry" and succession.heir_id:
        record.organization_id = succession.heir_id
        # Nobody supervises themselves: what the heir had issued to the one that ended is the district's from now on.
        if (
            isinstance(record, Notice | RectificationItem | ResponsibilityLetter)
            and record.issuer_id == succession.heir_id
        ):
            record.issuer_id = record.district_id
    return step == "carry"


def _recount(notice: Notice, *, passed: bool) -> None:
    if not passed:
        notice.items_open = notice.items_answered = 0


def _settle_findings(work: UnitOfWork, succession: Succession) -> None:
    heir = succession.heir_id
    if heir is None or not succession.carries:
        return
    put_right = select(RectificationItem.id).where(
        RectificationItem.district_id == Finding.district_id,
        RectificationItem.origin_id == Finding.id,
        RectificationItem.status == lifecycle.CLOSED,
    )
    waiting = select(Finding).where(
        Finding.organization_id == succession.organization_id,
        Finding.status == lifecycle.RECORDED,
        ~put_right.exists(),
    )
    for finding in work.session.scalars(waiting.order_by(Finding.id).with_for_update()).all():
        finding.organization_id = heir
        record_step(work, finding, "carry", finding.status, on=succession.effective_on)
        emit_record(work, finding, told.FindingCarried)
        _look_at(work, finding, heir)


def _look_at(work: UnitOfWork, finding: Finding, heir: str) -> None:
    key = {"district_id": finding.district_id, "inspection_id": finding.inspection_id, "organization_id": heir}
    if work.session.get(InspectedUnit, tuple(key.values())) is None:
        inspection = work.session.get_one(Inspection, (finding.district_id, finding.inspection_id))
        inspection.units += 1
        work.session.add(InspectedUnit(**key, number=inspection.units))
        work.session.flush()


def _settle_plans(work: UnitOfWork, succession: Succession) -> None:
    for plan in _open(work, InspectionPlan, "organization_id", succession):
        heir = succession.heir_id or plan.district_id
        query = select(InspectionPlan).where(
            InspectionPlan.organization_id == heir,
            InspectionPlan.year == plan.year,
            InspectionPlan.status == lifecycle.IN_FORCE,
        )
        other = work.session.scalars(query.with_for_update()).first()
        step = "carry" if other is None else "end"
        before, plan.status = plan.status, plan.lifecycle.after(step, plan.status)
        record_step(work, plan, step, before, on=succession.effective_on)
        if other is None:
            plan.organization_id = heir
        else:
            # The heir's plan takes the places over, taken or not, so that the sum of both stays what it was.
            other.quota, other.used = other.quota + plan.quota, other.used + plan.used
            emit_record(work, other, told.InspectionPlanAmended)
        emit_record(work, plan, told.InspectionPlanAmended)


def _settle_of_owner(work: UnitOfWork, succession: Succession, kind: type[Record], carried: type[Event]) -> None:
    for record in _open(work, kind, "organization_id", succession):
        record.organization_id = succession.heir_id or record.district_id
        record_step(work, record, "carry", record.status, on=succession.effective_on)
        emit_record(work, record, carried)


def _settle_of_issuer(work: UnitOfWork, succession: Succession, kind: Any, carried: type[Event]) -> None:
    for record in _open(work, kind, "issuer_id", succession):
        record.issuer_id = succession.heir_id or record.district_id
        record_step(work, record, "carry", record.status, on=succession.effective_on)
        emit_record(work, record, carried)
