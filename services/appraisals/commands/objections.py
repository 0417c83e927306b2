"""Objections to a published appraisal: raised by its organization, answered by another person than the reviewer."""

from datetime import date

from services.appraisals.commands.loading import REVIEW, load_as_unit
from services.appraisals.commands.successions import settle_successions
from services.appraisals.model import Appraisal, AppraisalObjection, AppraisalScheme, validation
from services.appraisals.model.duplicates import SAME_OBJECTION
from services.appraisals.model.rules import due_on
from shared import records
from shared.duplicates import duplicates_of
from shared.errors import Invalid
from shared.events.appraisals import AppraisalObjectionAnswered, AppraisalObjectionRaised, AppraisalReopened
from shared.objections import OPEN, UPHELD, must_be_within
from shared.records import authors_of, emit, load, take_step
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def object_to_appraisal(
    work: UnitOfWork,
    *,
    appraisal_id: str,
    reason: str,
    item: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[AppraisalObjection]:
    """Object to a published appraisal, or to one item of it, with a reason; it is not frozen until that is answered."""
    appraisal = load_as_unit(work, appraisal_id, expected_version)
    day = take_step(work, appraisal, "object", on)
    must_be_within(appraisal.objections_until, work.today)
    scheme = work.session.get_one(AppraisalScheme, (appraisal.district_id, appraisal.appraisal_scheme_id))
    if item is not None and item not in {each.code for each in scheme.plan.items}:
        raise Invalid("appraisal_item_unknown", field="item", item=printable(item, limit=64))
    objection = AppraisalObjection(
        district_id=appraisal.district_id, id=work.new_id(), version=0, organization_id=appraisal.organization_id,
        about_id=appraisal.id, above_id=appraisal.issuer_id, year=appraisal.year, item=item, status=OPEN,
        reason=validation.reason(reason), raised_on=day, raised_by=work.actor.account_id,
        due_on=due_on("answering", day),
    )  # fmt: skip
    work.session.add(objection)
    appraisal.version += 1
    emit(work, objection, AppraisalObjectionRaised)
    return Answer(objection, {"warnings": duplicates_of(work, SAME_OBJECTION, objection)})


@command
def answer_appraisal_objection(
    work: UnitOfWork,
    *,
    appraisal_objection_id: str,
    decision: str,
    answer: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> AppraisalObjection:
    """Answer an objection on behalf of the level above: `upheld` has the appraisal reviewed again.

    Refuses as Forbidden whoever raised it, and whoever reviewed the appraisal.
    """
    loaded = records.load_for_update(
        work, AppraisalObjection, appraisal_objection_id, settle_successions, side="above_id"
    )
    objection, place = records.authorize(work, loaded, REVIEW, expected_version)
    appraisal = load(work.session, Appraisal, objection.about_id, lock=True)
    step = objection.step_of(work, decision, authors_of(work.session, appraisal, ("review",)))
    words = validation.opinion(answer, "answer")
    day = take_step(work, appraisal, step, on, organization_id=place.path[0], opinion=words)
    objection.settle(work, decision, words, day)
    appraisal.version += 1
    emit(work, objection, AppraisalObjectionAnswered)
    if decision == UPHELD:
        appraisal.unpublish()
        appraisal.review_by = due_on("review", day)
        emit(work, appraisal, AppraisalReopened)
    return objection
