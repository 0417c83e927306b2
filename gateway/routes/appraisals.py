"""Appraisals (年度党建工作考核) of organizations: assessed by each, reviewed from above, published, frozen."""

from typing import Any

from gateway.appraisal_evidence import appraisal_figures
from gateway.blueprints import Blueprint
from gateway.documents import OfficialDocument
from gateway.documents.appraisal_results import document_of_appraisal, written_on_of
from gateway.schemas import appraisals as schemas
from gateway.schemas.base import warned
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, organs, query_local, require, require_any_scope
from shared.rights import SEE_FIGURES

READ, ASSESS, REVIEW = "appraisals.read", "appraisals.assess", "appraisals.review"
ONE = "/<id:appraisal_id>"
blueprint = Blueprint(
    "appraisals", "/api/v1/appraisals", "年度党建工作考核 · annual appraisals of organizations", service="appraisals"
)

blueprint.list("", schemas.AppraisalAnswer, query=schemas.AppraisalFilter).calls(
    "appraisals", READ, "考核列表，按组织树排列 · appraisals in the order of the tree, and in no other."
)
blueprint.post("", schemas.AppraisalBeginning, schemas.AppraisalBeginningAnswer).calls(
    "begin_appraisals", REVIEW, "启动年度考核 · open the year's appraisal of every unit of a level."
)
blueprint.get(ONE, schemas.AppraisalDetailAnswer).calls(
    "appraisal", READ, "一个组织的考核 · an organization's appraisal, explained item by item."
)
blueprint.list(f"{ONE}/steps", StepAnswer).calls("appraisal_steps", READ, "办理经过 · who took which step, when.")
blueprint.post(f"{ONE}/self-assessments", schemas.AppraisalSelfAssessment, schemas.AppraisalAnswer).calls(
    "self_assess", ASSESS, "提交自评 · hand in the organization's self-assessment."
)
blueprint.post(f"{ONE}/returns", schemas.AppraisalReturn, schemas.AppraisalAnswer, decides=True).calls(
    "return_assessment", REVIEW, "退回自评 · give a self-assessment back with an opinion."
)


@blueprint.post(f"{ONE}/evidence", schemas.AppraisalEvidence, schemas.AppraisalAnswer)
def take_evidence(appraisal_id: str, expected_version: Any = None) -> Any:
    """读取指标数据，不得手工填写 · read the figures of the items in one's own name; nobody types one."""
    require_any_scope(REVIEW)
    wanted = call("appraisals", "wanted_evidence", appraisal_id=appraisal_id)
    require(SEE_FIGURES, wanted["organization_id"])
    read = query_local(appraisal_figures, **wanted)
    return call("appraisals", "take_evidence", appraisal_id=appraisal_id, expected_version=expected_version, **read)


blueprint.post(f"{ONE}/reviews", schemas.AppraisalReview, schemas.AppraisalAnswer, decides=True).calls(
    "review_appraisal", REVIEW, "评审 · give points with a reason for what people judge."
)
blueprint.post(f"{ONE}/publications", schemas.AppraisalStepDay, schemas.AppraisalAnswer, decides=True).calls(
    "publish_appraisal", REVIEW, "公布结果 · compute the score by the published scheme and publish it."
)
blueprint.list(f"{ONE}/objections", schemas.AppraisalObjectionAnswer).calls(
    "objections_to_appraisal", READ, "对结果的异议 · objections to an appraisal."
)
blueprint.post(f"{ONE}/objections", schemas.AppraisalObjection, warned(schemas.AppraisalObjectionAnswer)).calls(
    "object_to_appraisal", ASSESS, "提出异议 · object to a published result with a reason."
)
blueprint.post(f"{ONE}/freezes", schemas.AppraisalFreeze, schemas.AppraisalAnswer, decides=True).calls(
    "freeze_appraisal", REVIEW, "冻结结果 · freeze a result with its scheme, hashed."
)
blueprint.get(f"{ONE}/frozen-result", schemas.AppraisalFrozenResultAnswer).calls(
    "frozen_result", READ, "冻结的结果 · the frozen result with the scheme it was computed by."
)


@blueprint.document(f"{ONE}/document")
def appraisal_document(appraisal_id: str) -> OfficialDocument:
    """考核结果公文 · the result as an official document (GB/T 9704): a Word file, or HTML to show and to print."""
    require_any_scope(READ)
    appraisal = call("appraisals", "appraisal", appraisal_id=appraisal_id)
    scheme = call("appraisals", "appraisal_scheme", appraisal_scheme_id=appraisal["appraisal_scheme_id"])
    named = [appraisal["issuer_id"], appraisal["organization_id"]]
    return document_of_appraisal(appraisal, scheme, organs(named, written_on_of(appraisal)))
