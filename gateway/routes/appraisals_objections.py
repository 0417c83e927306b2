"""Objections to published appraisals: each is answered by another person than the reviewer."""

from gateway.blueprints import Blueprint
from gateway.schemas import appraisals as schemas

ONE = "/<id:appraisal_objection_id>"
blueprint = Blueprint(
    "appraisal objections", "/api/v1/appraisal-objections", "考核异议 · objections to appraisals", service="appraisals"
)

blueprint.get(ONE, schemas.AppraisalObjectionAnswer).calls(
    "appraisal_objection", "appraisals.read", "一条异议 · an objection with its answer."
)
blueprint.post(f"{ONE}/answers", schemas.AppraisalObjectionReply, schemas.AppraisalObjectionAnswer, decides=True).calls(
    "answer_appraisal_objection", "appraisals.review", "答复异议 · answer it in the name of the level above."
)
