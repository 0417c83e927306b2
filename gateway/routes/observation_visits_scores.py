"""Score sheets of visits and their templates, and the stops that can be visited."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import observation_visits_visits as schemas
from gateway.schemas.base import warned
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_sites import StopAmendment, StopAnswer, StopCreation, StopFilter
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, require_any_scope

READ, PLAN, HOST = "observation_visits.read", "observation_visits.plan", "observation_visits.host"
ONE = "/<id:sheet_id>"

sheets = Blueprint(
    "visit score sheets", "/api/v1/visit-score-sheets", "观摩评分 · score sheets", service="observation_visits"
)

sheets.list("", schemas.ScoreSheetAnswer, query=schemas.ScoreSheetFilter).calls(
    "score_sheets", READ, "评分表列表 · the score sheets of hosts, in no order of their scores."
)
sheets.get(ONE, schemas.ScoreSheetDetailAnswer).calls(
    "score_sheet", READ, "一份评分表 · a score sheet with its additions and deductions and its way."
)
sheets.list(f"{ONE}/assessments", schemas.ScoreAssessmentAnswer).calls(
    "assessments", READ, "各评分人的打分 · what assessors gave."
)
sheets.post(f"{ONE}/assessments", schemas.ScoreAssessment, schemas.ScoreAssessmentAnswer).calls(
    "hand_in_points",
    "observation_visits.score",
    "打分 · hand in points, acting for an organization; nobody scores their own street.",
    any_scope=True,
)
sheets.post(f"{ONE}/adjustments", schemas.ScoreAdjustment, warned(schemas.ScoreAdjustmentAnswer)).calls(
    "adjust_score", PLAN, "加减分 · enter a published addition or deduction, with its reason and what shows it."
)
sheets.post(f"{ONE}/adjustments/<id:adjustment_id>/removals", VisitReason, schemas.ScoreSheetAnswer, status=200).calls(
    "take_adjustment_out", PLAN, "撤销加减分 · take an addition or deduction out of an open sheet."
)
sheets.post(f"{ONE}/completions", None, schemas.ScoreSheetAnswer, decides=True).calls(
    "complete_sheet",
    PLAN,
    "得出成绩 · work the score out: highest and lowest dropped, mean of the rest, additions and deductions.",
)
sheets.post(f"{ONE}/signatures", schemas.ScoreSignature, schemas.ScoreSheetAnswer, decides=True).calls(
    "sign_sheet", HOST, "签字 · sign a score for the host or for the assessing side."
)
sheets.post(f"{ONE}/objections", VisitReason, schemas.ScoreSheetAnswer).calls(
    "object_to_score", HOST, "提出异议 · the host objects within the window."
)
sheets.post(f"{ONE}/objections/answers", schemas.ScoreObjectionReply, schemas.ScoreSheetAnswer, decides=True).calls(
    "answer_objection", PLAN, "答复异议 · answer an objection; upheld, the sheet is open again."
)
sheets.post(f"{ONE}/settlements", schemas.ScoreSettlement, schemas.ScoreSheetAnswer, decides=True).calls(
    "settle_sheet", PLAN, "确定成绩 · let a score stand once the window has passed; a tier is proposed, people decide."
)


@sheets.list(f"{ONE}/steps", StepAnswer)
def sheet_steps(sheet_id: str, **params: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope(READ)
    return call("observation_visits", "steps", record="sheet", record_id=sheet_id, **params)


stops = Blueprint("visit stops", "/api/v1/visit-stops", "观摩点 · stops", service="observation_visits")

stops.list("", StopAnswer, query=StopFilter).calls(
    "stops", READ, "观摩点列表 · the stops of an organization and everyone below it."
)
stops.post("", StopCreation, warned(StopAnswer)).calls(
    "name_stop", HOST, "登记观摩点 · name an organization as a stop, with what it takes to receive there."
)
stops.get("/<id:stop_id>", StopAnswer).calls("stop", READ, "一个观摩点 · a stop, and whose point it stands at.")
stops.patch("/<id:stop_id>", StopAmendment, StopAnswer).calls(
    "amend_stop", HOST, "修改接待条件 · change a stop's host facts; those of a demonstration point are changed there."
)
stops.post("/<id:stop_id>/retirements", VisitReason, StopAnswer).calls(
    "retire_stop", HOST, "停用观摩点 · take a stop out of the choice, with a reason."
)

templates = Blueprint(
    "visit score templates", "/api/v1/visit-score-templates", "评分项目 · templates", service="observation_visits"
)

templates.get("", schemas.ScoreTemplateAnswer, query=schemas.ScoreTemplateFilter).calls(
    "score_template", READ, "现行评分项目 · the areas and items in force in a district."
)
templates.post("", schemas.ScoreTemplate, schemas.ScoreTemplateAnswer).calls(
    "set_template",
    PLAN,
    "设定评分项目 · put a district's own items and weights in force from a day on.",
)
