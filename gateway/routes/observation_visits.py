"""Rounds of observation visits (观摩互进): drafted, published, closed, as streets and the district hold them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import (
    RoundAmendment,
    RoundAnswer,
    RoundDraft,
    RoundFilter,
    RoundParticipantAnswer,
    RoundParticipantFilter,
    RoundRefusalAnswer,
    VisitReason,
)
from gateway.schemas.observation_visits_itineraries import ItineraryDayAnswer, ItineraryFilter
from gateway.schemas.observation_visits_plans import PublicationAsked, RoundWholeAnswer
from gateway.schemas.projects import StepAnswer
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

READ, PLAN = "observation_visits.read", "observation_visits.plan"
blueprint = Blueprint(
    "visit rounds", __name__, url_prefix="/api/v1/visit-rounds", description="观摩安排 · rounds of observation visits"
)


@blueprint.list("", RoundAnswer, query=RoundFilter)
def rounds(organization_id: str, **asked: Any) -> Any:
    """观摩安排列表 · the rounds that an organization or anyone below it holds or is visited in."""
    require(READ, organization_id)
    return call("observation_visits", "rounds", organization_id=organization_id, **asked)


@blueprint.post("", RoundDraft, warned(RoundAnswer))
def draft_round(organization_id: str, **asked: Any) -> Any:
    """草拟观摩安排 · draft a round: its days, whom to visit, and what constrains it."""
    require(PLAN, organization_id)
    return call("observation_visits", "draft_round", organization_id=organization_id, **asked)


@blueprint.get("/<id:round_id>", RoundWholeAnswer)
def round_(round_id: str) -> Any:
    """一次观摩安排 · a round, what is pinned in it, and its planning while there is one."""
    require_any_scope(READ)
    return call("observation_visits", "round_", round_id=round_id)


@blueprint.patch("/<id:round_id>", RoundAmendment, RoundAnswer)
def amend_round(**asked: Any) -> Any:
    """修改观摩安排（公布前） · change a round until it is published; a proposed schedule is given up."""
    require_any_scope(PLAN)
    return call("observation_visits", "amend_round", **asked)


@blueprint.list("/<id:round_id>/participants", RoundParticipantAnswer, query=RoundParticipantFilter)
def participants(**asked: Any) -> Any:
    """观摩哪些点 · the stops of a round, and which were visited."""
    require_any_scope(READ)
    return call("observation_visits", "participants", **asked)


@blueprint.list("/<id:round_id>/refusals", RoundRefusalAnswer)
def refusals(**asked: Any) -> Any:
    """不能接待的回复 · what hosts refused in a round, for good or for a day; every later plan keeps to it."""
    require_any_scope(READ)
    return call("observation_visits", "refusals", **asked)


@blueprint.list("/<id:round_id>/steps", StepAnswer)
def round_steps(round_id: str, **asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope(READ)
    return call("observation_visits", "steps", record="round", record_id=round_id, **asked)


@blueprint.post("/<id:round_id>/publications", PublicationAsked, RoundAnswer, decides=True)
def publish_round(**asked: Any) -> Any:
    """公布排程 · publish the proposed schedule; leaving somebody out is acknowledged, meeting other rounds refused."""
    require_any_scope(PLAN)
    return call("observation_visits", "publish_round", **asked)


@blueprint.list("/<id:round_id>/itinerary", ItineraryDayAnswer, query=ItineraryFilter)
def itinerary(**asked: Any) -> Any:
    """行程 · a published round day by day: leaving, ways, stops, lunch and where, return, review."""
    require_any_scope(READ)
    return call("observation_visits", "itinerary", **asked)


@blueprint.post("/<id:round_id>/closures", None, RoundAnswer, decides=True)
def close_round(**asked: Any) -> Any:
    """办结 · close a round whose visits are over and whose scores are settled."""
    require_any_scope(PLAN)
    return call("observation_visits", "close_round", **asked)


@blueprint.post("/<id:round_id>/cancellations", VisitReason, RoundAnswer)
def cancel_round(**asked: Any) -> Any:
    """取消 · call a round off, with a reason; visits to come are withdrawn."""
    require_any_scope(PLAN)
    return call("observation_visits", "cancel_round", **asked)
