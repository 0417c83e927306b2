"""When an organization ends, its open appraisal ends with a reason, and the heir's says so; another one reviews for it.

A merger may be told long before the day it takes effect: it is kept, and carried out by the first thing that happens in
this service on or after that day; nothing waits for a timer.
"""

from collections.abc import Sequence

from sqlalchemy import select

from services.appraisals.model import Appraisal, AppraisalObjection
from services.appraisals.model.appraisals import OPEN
from services.appraisals.model.rules import appraisal_rules
from shared import reorganizations
from shared.events import appraisals as events
from shared.events.organizations import TreeChanged
from shared.lifecycles import record_step
from shared.objections import ENDED, open_objections_to
from shared.records import emit
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork


def hand_on_appraisals(work: UnitOfWork, event: TreeChanged) -> None:
    """End the open appraisals of an organization that ends, and pass on those that it reviews."""
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, "points"))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "appraisals", _settle)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    for appraisal in _open_appraisals(work, "organization_id", succession.organization_id):
        _end(work, appraisal, succession)
    for appraisal in _open_appraisals(work, "issuer_id", succession.organization_id):
        _carry(work, appraisal, succession)


def _open_appraisals(work: UnitOfWork, side: str, organization_id: str) -> Sequence[Appraisal]:
    query = select(Appraisal).where(getattr(Appraisal, side) == organization_id, Appraisal.status.in_(OPEN))
    return work.session.scalars(query.order_by(Appraisal.id).with_for_update()).all()


def _end(work: UnitOfWork, appraisal: Appraisal, succession: Succession) -> None:
    rule = appraisal_rules(succession.effective_on)["merged" if succession.heir_id else "closed"]
    before, appraisal.status = appraisal.status, appraisal.lifecycle.after("end", appraisal.status)
    appraisal.heir_id = succession.heir_id
    record_step(work, appraisal, "end", before, on=succession.effective_on, opinion=rule.said()["zh"])
    emit(work, appraisal, events.AppraisalEnded)
    for objection in open_objections_to(work.session, AppraisalObjection, appraisal.id):
        objection.status = ENDED
        emit(work, objection, events.AppraisalObjectionEnded, effective_on=succession.effective_on)
    if succession.heir_id is not None:
        _note_on_heir(work, appraisal, succession)


def _note_on_heir(work: UnitOfWork, ended: Appraisal, succession: Succession) -> None:
    for appraisal in _open_appraisals(work, "organization_id", str(succession.heir_id)):
        if (appraisal.issuer_id, appraisal.year, appraisal.level) == (ended.issuer_id, ended.year, ended.level):
            appraisal.merged_units = sorted({*appraisal.merged_units, ended.organization_id, *ended.merged_units})
            record_step(work, appraisal, "merge", appraisal.status, on=succession.effective_on)
            emit(work, appraisal, events.AppraisalMerged)


def _carry(work: UnitOfWork, appraisal: Appraisal, succession: Succession) -> None:
    appraisal.issuer_id = succession.heir_id or appraisal.district_id
    record_step(work, appraisal, "carry", appraisal.status, on=succession.effective_on)
    emit(work, appraisal, events.AppraisalCarried)
    for objection in open_objections_to(work.session, AppraisalObjection, appraisal.id):
        objection.above_id = appraisal.issuer_id
        emit(work, objection, events.AppraisalObjectionCarried, effective_on=succession.effective_on)
