"""Score sheets: points, additions and deductions, the score, signatures, objections."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_visits import (
    ObjectionAnswerAsked,
    ScoreAdjustmentAnswer,
    ScoreAdjustmentAsked,
    ScoreAssessmentAnswer,
    ScorePointsAsked,
    ScoreSettlement,
    ScoreSheetAnswer,
    ScoreSheetDetailAnswer,
    ScoreSheetFilter,
    ScoreSignature,
)
from gateway.schemas.projects import StepAnswer
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

READ, PLAN, HOST = "observation_visits.read", "observation_visits.plan", "observation_visits.host"
ONE = "/<id:sheet_id>"
blueprint = Blueprint(
    "visit score sheets", __name__, url_prefix="/api/v1/visit-score-sheets", description="观摩评分 · score sheets"
)


@blueprint.list("", ScoreSheetAnswer, query=ScoreSheetFilter)
def score_sheets(organization_id: str, **asked: Any) -> Any:
    """评分表列表 · the score sheets of hosts, in no order of their scores."""
    require(READ, organization_id)
    return call("observation_visits", "score_sheets", organization_id=organization_id, **asked)


@blueprint.get(ONE, ScoreSheetDetailAnswer)
def score_sheet(sheet_id: str) -> Any:
    """一份评分表 · a score sheet with its additions and deductions and its way."""
    require_any_scope(READ)
    return call("observation_visits", "score_sheet", sheet_id=sheet_id)


@blueprint.list(f"{ONE}/assessments", ScoreAssessmentAnswer)
def assessments(**asked: Any) -> Any:
    """各评分人的打分 · what assessors gave."""
    require_any_scope(READ)
    return call("observation_visits", "assessments", **asked)


@blueprint.post(f"{ONE}/assessments", ScorePointsAsked, ScoreAssessmentAnswer)
def hand_in_points(**asked: Any) -> Any:
    """打分 · hand in points, acting for an organization; nobody scores their own street."""
    require_any_scope("observation_visits.score")
    return call("observation_visits", "hand_in_points", **asked)


@blueprint.post(f"{ONE}/adjustments", ScoreAdjustmentAsked, warned(ScoreAdjustmentAnswer))
def adjust_score(**asked: Any) -> Any:
    """加减分 · enter a published addition or deduction, with its reason and what shows it."""
    require_any_scope(PLAN)
    return call("observation_visits", "adjust_score", **asked)


@blueprint.post(f"{ONE}/adjustments/<id:adjustment_id>/removals", VisitReason, ScoreSheetAnswer, status=200)
def take_adjustment_out(**asked: Any) -> Any:
    """撤销加减分 · take an addition or deduction out of an open sheet."""
    require_any_scope(PLAN)
    return call("observation_visits", "take_adjustment_out", **asked)


@blueprint.post(f"{ONE}/completions", None, ScoreSheetAnswer, decides=True)
def complete_sheet(**asked: Any) -> Any:
    """得出成绩 · work the score out: highest and lowest dropped, mean of the rest, additions and deductions."""
    require_any_scope(PLAN)
    return call("observation_visits", "complete_sheet", **asked)


@blueprint.post(f"{ONE}/signatures", ScoreSignature, ScoreSheetAnswer, decides=True)
def sign_sheet(**asked: Any) -> Any:
    """签字 · sign a score for the host or for the assessing side."""
    require_any_scope(HOST)
    return call("observation_visits", "sign_sheet", **asked)


@blueprint.post(f"{ONE}/objections", VisitReason, ScoreSheetAnswer)
def object_to_score(**asked: Any) -> Any:
    """提出异议 · the host objects within the window."""
    require_any_scope(HOST)
    return call("observation_visits", "object_to_score", **asked)


@blueprint.post(f"{ONE}/objections/answers", ObjectionAnswerAsked, ScoreSheetAnswer, decides=True)
def answer_objection(**asked: Any) -> Any:
    """答复异议 · answer an objection; upheld, the sheet is open again."""
    require_any_scope(PLAN)
    return call("observation_visits", "answer_objection", **asked)


@blueprint.post(f"{ONE}/settlements", ScoreSettlement, ScoreSheetAnswer, decides=True)
def settle_sheet(**asked: Any) -> Any:
    """确定成绩 · let a score stand once the window has passed; a tier is proposed, people decide."""
    require_any_scope(PLAN)
    return call("observation_visits", "settle_sheet", **asked)


@blueprint.list(f"{ONE}/steps", StepAnswer)
def sheet_steps(sheet_id: str, **asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope(READ)
    return call("observation_visits", "steps", record="sheet", record_id=sheet_id, **asked)
