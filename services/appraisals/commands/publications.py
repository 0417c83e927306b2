"""A result is published, explained item by item, and frozen with its scheme once objections are answered."""

from datetime import date

from services.appraisals.commands.loading import apply_scheme_in_force, load_as_issuer
from services.appraisals.model import Appraisal, AppraisalObjection, AppraisalScheme
from services.appraisals.model.appraisals import lines_of
from services.appraisals.model.documents import digest_of, document_of
from services.appraisals.model.rules import due_on, freezes_from
from shared import objections, org_paths
from shared.errors import Conflict
from shared.events.appraisals import AppraisalFrozen, AppraisalPublished
from shared.records import emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def publish_appraisal(
    work: UnitOfWork, *, appraisal_id: str, on: date | None = None, expected_version: int | None = None
) -> Appraisal:
    """Compute a reviewed appraisal's score by the scheme in force and publish it, open to objections for the window.

    Refuses as Conflict where the scheme has changed since the review, or figures are missing.
    """
    appraisal = load_as_issuer(work, appraisal_id, expected_version)
    appraisal.published_on = take_step(work, appraisal, "publish", on, organization_id=appraisal.issuer_id)
    appraisal.publish(apply_scheme_in_force(work, appraisal).plan, lines_of(work.session, appraisal))
    appraisal.objections_until = due_on("objection_window", appraisal.published_on)
    appraisal.freezes_from = freezes_from(appraisal.year, work.today)
    emit(work, appraisal, AppraisalPublished)
    return appraisal


@command
def freeze_appraisal(work: UnitOfWork, *, appraisal_id: str, expected_version: int | None = None) -> Appraisal:
    """Freeze a published result with the scheme that it was computed by, hashed; it never changes again.

    Refuses as Conflict while the window or an objection is open, and before the day that the rule pack names.
    """
    appraisal = load_as_issuer(work, appraisal_id, expected_version)
    appraisal.frozen_on = take_step(work, appraisal, "freeze", organization_id=appraisal.issuer_id)
    first = freezes_from(appraisal.year, work.today)
    if work.today < first:
        raise Conflict("appraisal_year_not_over", year=appraisal.year, first=first)
    objections.must_be_over(appraisal.objections_until, work.today)
    objections.must_be_answered(work.session, AppraisalObjection, appraisal.id)
    scheme = work.session.get_one(AppraisalScheme, (appraisal.district_id, appraisal.appraisal_scheme_id))
    unit = org_paths.load_org_path(work.session, appraisal.organization_id, work.today)
    appraisal.document = document_of(appraisal, scheme, unit)
    appraisal.digest = digest_of(appraisal.document)
    emit(work, appraisal, AppraisalFrozen)
    return appraisal
