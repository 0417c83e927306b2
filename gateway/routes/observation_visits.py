"""Rounds of observation visits (观摩互进): drafted, published, closed, as streets and the district hold them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import observation_visits as schemas
from gateway.schemas.base import warned
from gateway.schemas.observation_visits_itineraries import ItineraryDayAnswer, ItineraryFilter
from gateway.schemas.observation_visits_plans import RoundPublication, RoundWithLeftOutAnswer
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, require_any_scope

READ, PLAN = "observation_visits.read", "observation_visits.plan"
blueprint = Blueprint(
    "visit rounds", "/api/v1/visit-rounds", "观摩安排 · rounds of observation visits", service="observation_visits"
)

blueprint.list("", schemas.RoundAnswer, query=schemas.RoundFilter).calls(
    "rounds", READ, "观摩安排列表 · the rounds that an organization or anyone below it holds or is visited in."
)
blueprint.post("", schemas.RoundDraft, warned(schemas.RoundAnswer)).calls(
    "draft_round", PLAN, "草拟观摩安排 · draft a round: its days, whom to visit, and what constrains it."
)
blueprint.get("/<id:round_id>", RoundWithLeftOutAnswer).calls(
    "round_", READ, "一次观摩安排 · a round, what is pinned in it, and its planning while there is one."
)
blueprint.patch("/<id:round_id>", schemas.RoundAmendment, schemas.RoundAnswer).calls(
    "amend_round",
    PLAN,
    "修改观摩安排（公布前） · change a round until it is published; a proposed schedule is given up.",
)
blueprint.list(
    "/<id:round_id>/participants", schemas.RoundParticipantAnswer, query=schemas.RoundParticipantFilter
).calls("participants", READ, "观摩哪些点 · the stops of a round, and which were visited.")
blueprint.list("/<id:round_id>/refusals", schemas.RoundRefusalAnswer).calls(
    "refusals",
    READ,
    "不能接待的回复 · what hosts refused in a round, for good or for a day; every later plan keeps to it.",
)


@blueprint.list("/<id:round_id>/steps", StepAnswer)
def round_steps(round_id: str, **params: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope(READ)
    return call("observation_visits", "steps", record="round", record_id=round_id, **params)


blueprint.post("/<id:round_id>/publications", RoundPublication, schemas.RoundAnswer, decides=True).calls(
    "publish_round",
    PLAN,
    "公布排程 · publish the proposed schedule; leaving somebody out is acknowledged, meeting other rounds refused.",
)
blueprint.list("/<id:round_id>/itinerary", ItineraryDayAnswer, query=ItineraryFilter).calls(
    "itinerary", READ, "行程 · a published round day by day: leaving, ways, stops, lunch and where, return, review."
)
blueprint.post("/<id:round_id>/closures", None, schemas.RoundAnswer, decides=True).calls(
    "close_round", PLAN, "办结 · close a round whose visits are over and whose scores are settled."
)
blueprint.post("/<id:round_id>/cancellations", schemas.VisitReason, schemas.RoundAnswer).calls(
    "cancel_round", PLAN, "取消 · call a round off, with a reason; visits to come are withdrawn."
)
