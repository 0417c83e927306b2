"""Score sheets: points, additions and deductions, the score, signatures, objections."""

from typing import Any

from gateway.asking import ask, require, require_somewhere
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

READ, PLAN, HOST = "observation_visits.read", "observation_visits.plan", "observation_visits.host"
ONE = "/<id:sheet_id>"
blueprint = Blueprint(
    "visit score sheets", __name__, url_prefix="/api/v1/visit-score-sheets", description="观摩评分 · score sheets"
)


@blueprint.lists("", ScoreSheetAnswer, query=ScoreSheetFilter)
def score_sheets(organization_id: str, **asked: Any) -> Any:
    """评分表列表 · the score sheets of hosts, in no order of their scores."""
    require(READ, organization_id)
    return ask("observation_visits", "score_sheets", organization_id=organization_id, **asked)


@blueprint.shows(ONE, ScoreSheetDetailAnswer)
def score_sheet(sheet_id: str) -> Any:
    """一份评分表 · a score sheet with its additions and deductions and its way."""
    require_somewhere(READ)
    return ask("observation_visits", "score_sheet", sheet_id=sheet_id)


@blueprint.lists(f"{ONE}/assessments", ScoreAssessmentAnswer)
def assessments(**asked: Any) -> Any:
    """各评分人的打分 · what assessors gave."""
    require_somewhere(READ)
    return ask("observation_visits", "assessments", **asked)


@blueprint.takes(f"{ONE}/assessments", ScorePointsAsked, ScoreAssessmentAnswer)
def hand_in_points(**asked: Any) -> Any:
    """打分 · hand in points, acting for an organization; nobody scores their own street."""
    require_somewhere("observation_visits.score")
    return ask("observation_visits", "hand_in_points", **asked)


@blueprint.takes(f"{ONE}/adjustments", ScoreAdjustmentAsked, warned(ScoreAdjustmentAnswer))
def adjust_score(**asked: Any) -> Any:
    """加减分 · enter a published addition or deduction, with its reason and what shows it."""
    require_somewhere(PLAN)
    return ask("observation_visits", "adjust_score", **asked)


@blueprint.takes(f"{ONE}/adjustments/<id:adjustment_id>/removals", VisitReason, ScoreSheetAnswer, status=200)
def take_adjustment_out(**asked: Any) -> Any:
    """撤销加减分 · take an addition or deduction out of an open sheet."""
    require_somewhere(PLAN)
    return ask("observation_visits", "take_adjustment_out", **asked)


@blueprint.takes(f"{ONE}/completions", None, ScoreSheetAnswer, decides=True)
def complete_sheet(**asked: Any) -> Any:
    """得出成绩 · work the score out: highest and lowest dropped, mean of the rest, additions and deductions."""
    require_somewhere(PLAN)
    return ask("observation_visits", "complete_sheet", **asked)


@blueprint.takes(f"{ONE}/signatures", ScoreSignature, ScoreSheetAnswer, decides=True)
def sign_sheet(**asked: Any) -> Any:
    """签字 · sign a score for the host or for the assessing side."""
    require_somewhere(HOST)
    return ask("observation_visits", "sign_sheet", **asked)


@blueprint.takes(f"{ONE}/objections", VisitReason, ScoreSheetAnswer)
def object_to_score(**asked: Any) -> Any:
    """提出异议 · the host objects within the window."""
    require_somewhere(HOST)
    return ask("observation_visits", "object_to_score", **asked)


@blueprint.takes(f"{ONE}/objections/answers", ObjectionAnswerAsked, ScoreSheetAnswer, decides=True)
def answer_objection(**asked: Any) -> Any:
    """答复异议 · answer an objection; upheld, the sheet is open again."""
    require_somewhere(PLAN)
    return ask("observation_visits", "answer_objection", **asked)


@blueprint.takes(f"{ONE}/settlements", ScoreSettlement, ScoreSheetAnswer, decides=True)
def settle_sheet(**asked: Any) -> Any:
    """确定成绩 · let a score stand once the window has passed; a tier is proposed, people decide."""
    require_somewhere(PLAN)
    return ask("observation_visits", "settle_sheet", **asked)


@blueprint.lists(f"{ONE}/steps", StepAnswer)
def sheet_steps(sheet_id: str, **asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_somewhere(READ)
    return ask("observation_visits", "steps", record="sheet", record_id=sheet_id, **asked)
