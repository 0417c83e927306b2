"""Published visits: hosts confirm or decline, what took place is entered, then scored and reviewed."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import observation_visits_visits as schemas
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_reviews import VisitReview, VisitReviewAnswer
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, require_any_scope

READ, PLAN, HOST = "observation_visits.read", "observation_visits.plan", "observation_visits.host"
blueprint = Blueprint("visits", "/api/v1/visits", "观摩 · visits", service="observation_visits")

blueprint.list("", schemas.VisitAnswer, query=schemas.VisitFilter).calls(
    "visits", READ, "观摩列表 · the visits that an organization and everyone below it receives, or makes."
)
blueprint.get("/<id:visit_id>", schemas.VisitDetailAnswer).calls(
    "visit", READ, "一次观摩 · a visit with what stands against it, of four kinds, and its way."
)


@blueprint.list("/<id:visit_id>/steps", StepAnswer)
def visit_steps(visit_id: str, **params: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope(READ)
    return call("observation_visits", "steps", record="visit", record_id=visit_id, **params)


blueprint.post("/<id:visit_id>/confirmations", schemas.VisitConfirmation, schemas.VisitAnswer, decides=True).calls(
    "confirm_visit", HOST, "确认接待 · the host receives the visit."
)
blueprint.post("/<id:visit_id>/declines", schemas.VisitRefusal, schemas.VisitAnswer, decides=True).calls(
    "decline_visit",
    HOST,
    "不能接待 · the host declines, with a reason; that stands until it is taken back, and people plan anew.",
)
blueprint.post("/<id:visit_id>/declines/withdrawals", VisitReason, schemas.VisitAnswer).calls(
    "take_refusal_back",
    HOST,
    "收回不能接待的回复 · the host, or who stands above it, takes a refusal back; plans may choose it.",
)
blueprint.post("/<id:visit_id>/withdrawals", VisitReason, schemas.VisitAnswer).calls(
    "withdraw_visit", PLAN, "撤销观摩 · withdraw a visit that is to come, with a reason."
)
blueprint.post("/<id:visit_id>/holdings", schemas.VisitHolding, schemas.VisitAnswer).calls(
    "hold_visit", HOST, "登记已观摩 · a visit took place: who hosted, who came."
)
blueprint.post("/<id:visit_id>/score-sheets", None, schemas.ScoreSheetAnswer).calls(
    "open_sheet", PLAN, "开始打分 · open the score sheet of a visit that was held."
)
blueprint.post("/<id:visit_id>/reviews", VisitReview, VisitReviewAnswer, decides=True).calls(
    "review_visit", PLAN, "点评 · write down strengths, gaps with a deadline, and what the host promised."
)
blueprint.get("/<id:visit_id>/review", VisitReviewAnswer).calls("review", READ, "点评记录 · the review of a visit.")
