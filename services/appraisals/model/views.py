"""Serialisation of schemes, appraisals and objections."""

from typing import Any

from services.appraisals.model.appraisals import Appraisal, explained, lines_of
from services.appraisals.model.objections import AppraisalObjection
from services.appraisals.model.schemes import AppraisalScheme
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_APPRAISAL = frozenset(
    {
        "issuer_id", "year", "level", "status", "appraisal_scheme_id", "rule_version", "opened_on", "assess_by",
        "assessed_on", "review_by", "reviewed_on", "published_on", "objections_until", "freezes_from", "frozen_on",
        "score", "band", "band_name", "digest", "merged_units", "heir_id", "way",
    }
)  # fmt: skip
PUBLIC_OBJECTION = frozenset({"about_id", "above_id", "year", "item", "status", "raised_on", "due_on", "answered_on"})


@to_view.register
def scheme_view(scheme: AppraisalScheme, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "organization_id", "district_id", "year", "level", "number", "rule_version", "status",
        "title", "citation", "valid_from", "items", "bands", "published_on", "account_name", "recorded_at",
    )  # fmt: skip
    return fields_of(scheme, names)


@to_view.register
def appraisal_view(appraisal: Appraisal, work: UnitOfWork) -> dict[str, Any]:
    """Serialise an appraisal, explained item by item by the scheme that it names."""
    names = (
        "id", "version", "organization_id", "district_id", "issuer_id", "year", "level", "status",
        "appraisal_scheme_id", "rule_version", "opened_on", "assess_by", "assessed_on", "review_by", "reviewed_on",
        "published_on", "objections_until", "freezes_from", "frozen_on", "read_at", "score", "band", "digest",
        "merged_units", "heir_id",
    )  # fmt: skip
    return fields_of(appraisal, names) | {
        "band_name": appraisal.result and appraisal.result["band_name"],
        "items": appraisal.result["items"] if appraisal.result else _items(appraisal, work),
    }


def _items(appraisal: Appraisal, work: UnitOfWork) -> list[dict[str, Any]]:
    scheme = work.session.get_one(AppraisalScheme, (appraisal.district_id, appraisal.appraisal_scheme_id))
    return explained(scheme.plan, lines_of(work.session, appraisal))


@to_view.register
def objection_view(objection: AppraisalObjection, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "organization_id", "district_id", "about_id", "above_id", "year", "item", "status", "reason",
        "raised_on", "due_on", "answer", "answered_on",
    )  # fmt: skip
    return fields_of(objection, names)
