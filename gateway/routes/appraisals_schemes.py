"""Schemes of appraisal (考核办法): drafted by a district or a street, published, version by version."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import appraisals_schemes as schemas
from gateway.service_calls import call, require_any_scope

READ, SET = "appraisals.read", "appraisals.set"
ONE = "/<id:appraisal_scheme_id>"
blueprint = Blueprint(
    "appraisal schemes", "/api/v1/appraisal-schemes", "年度考核办法 · schemes of appraisal", service="appraisals"
)

blueprint.list("", schemas.AppraisalSchemeAnswer, query=schemas.AppraisalSchemeFilter).calls(
    "appraisal_schemes", READ, "考核办法列表 · the schemes of an organization and of those above and below it."
)
blueprint.post("", schemas.AppraisalSchemeDraft, schemas.AppraisalSchemeAnswer).calls(
    "draft_appraisal_scheme", SET, "起草考核办法或其新版本 · draft a scheme, or its next version."
)
blueprint.get(ONE, schemas.AppraisalSchemeAnswer).calls(
    "appraisal_scheme", READ, "一个考核办法版本 · one version of a scheme."
)


@blueprint.patch(ONE, schemas.AppraisalSchemeAmendment, schemas.AppraisalSchemeAnswer)
def amend_appraisal_scheme(appraisal_scheme_id: str, expected_version: Any = None, **changes: Any) -> Any:
    """修改草稿 · change a draft; what is published never changes."""
    require_any_scope(SET)
    named = {"appraisal_scheme_id": appraisal_scheme_id, "expected_version": expected_version}
    return call("appraisals", "amend_appraisal_scheme", changes=changes, **named)


blueprint.post(
    f"{ONE}/publications", schemas.AppraisalSchemePublication, schemas.AppraisalSchemeAnswer, decides=True
).calls("publish_appraisal_scheme", SET, "公布考核办法，此后不可修改 · publish a draft; it never changes again.")
blueprint.list(f"{ONE}/versions", schemas.AppraisalSchemeAnswer).calls(
    "appraisal_scheme_versions", READ, "历次版本 · all versions of a scheme, the first one first."
)
