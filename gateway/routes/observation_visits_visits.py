"""Published visits: hosts confirm or decline, what took place is entered, then scored and reviewed."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_reviews import VisitReviewAnswer, VisitReviewAsked
from gateway.schemas.observation_visits_visits import (
    ScoreSheetAnswer,
    VisitAnswer,
    VisitConfirmation,
    VisitDeclining,
    VisitDetailAnswer,
    VisitFilter,
    VisitHolding,
)
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, require, require_any_scope

READ, PLAN, HOST = "observation_visits.read", "observation_visits.plan", "observation_visits.host"
blueprint = Blueprint("visits", __name__, url_prefix="/api/v1/visits", description="观摩 · visits")


@blueprint.list("", VisitAnswer, query=VisitFilter)
def visits(organization_id: str, **asked: Any) -> Any:
    """观摩列表 · the visits that an organization and everyone below it receives, or makes."""
    require(READ, organization_id)
    return call("observation_visits", "visits", organization_id=organization_id, **asked)


@blueprint.get("/<id:visit_id>", VisitDetailAnswer)
def visit(visit_id: str) -> Any:
    """一次观摩 · a visit with what stands against it, of four kinds, and its way."""
    require_any_scope(READ)
    return call("observation_visits", "visit", visit_id=visit_id)


@blueprint.list("/<id:visit_id>/steps", StepAnswer)
def visit_steps(visit_id: str, **asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope(READ)
    return call("observation_visits", "steps", record="visit", record_id=visit_id, **asked)


@blueprint.post("/<id:visit_id>/confirmations", VisitConfirmation, VisitAnswer, decides=True)
def confirm_visit(**asked: Any) -> Any:
    """确认接待 · the host receives the visit."""
    require_any_scope(HOST)
    return call("observation_visits", "confirm_visit", **asked)


@blueprint.post("/<id:visit_id>/declines", VisitDeclining, VisitAnswer, decides=True)
def decline_visit(**asked: Any) -> Any:
    """不能接待 · the host declines, with a reason; that stands until it is taken back, and people plan anew."""
    require_any_scope(HOST)
    return call("observation_visits", "decline_visit", **asked)


@blueprint.post("/<id:visit_id>/declines/withdrawals", VisitReason, VisitAnswer)
def take_refusal_back(**asked: Any) -> Any:
    """收回不能接待的回复 · the host, or who stands above it, takes a refusal back; plans may choose it."""
    require_any_scope(HOST)
    return call("observation_visits", "take_refusal_back", **asked)


@blueprint.post("/<id:visit_id>/withdrawals", VisitReason, VisitAnswer)
def withdraw_visit(**asked: Any) -> Any:
    """撤销观摩 · withdraw a visit that is to come, with a reason."""
    require_any_scope(PLAN)
    return call("observation_visits", "withdraw_visit", **asked)


@blueprint.post("/<id:visit_id>/holdings", VisitHolding, VisitAnswer)
def hold_visit(**asked: Any) -> Any:
    """登记已观摩 · a visit took place: who hosted, who came."""
    require_any_scope(HOST)
    return call("observation_visits", "hold_visit", **asked)


@blueprint.post("/<id:visit_id>/score-sheets", None, ScoreSheetAnswer)
def open_sheet(**asked: Any) -> Any:
    """开始打分 · open the score sheet of a visit that was held."""
    require_any_scope(PLAN)
    return call("observation_visits", "open_sheet", **asked)


@blueprint.post("/<id:visit_id>/reviews", VisitReviewAsked, VisitReviewAnswer, decides=True)
def review_visit(**asked: Any) -> Any:
    """点评 · write down strengths, gaps with a deadline, and what the host promised."""
    require_any_scope(PLAN)
    return call("observation_visits", "review_visit", **asked)


@blueprint.get("/<id:visit_id>/review", VisitReviewAnswer)
def review(visit_id: str) -> Any:
    """点评记录 · the review of a visit."""
    require_any_scope(READ)
    return call("observation_visits", "review", visit_id=visit_id)
