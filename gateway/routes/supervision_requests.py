"""Requests for data (最多报一次), refused where the platform knows the answer; and suggestions."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from gateway.blueprints import Blueprint
from gateway.projections.indicators import indicators
from gateway.schemas import supervision_requests as schemas
from gateway.schemas.base import warned
from gateway.schemas.supervision import SupervisionReason
from gateway.service_calls import call, require, require_any_scope
from shared.struct_types import prepared

READ, SUGGEST = "supervision.read", "supervision.suggest"
FIGURE = "/api/v1/levels/{level}/{organization_id}/overview#"
FACTS = Path(__file__).parents[1] / "fact_addresses.yaml"

requests = Blueprint("data requests", "/api/v1/data-requests", "数据需求 · requests for data", service="supervision")

requests.list("", schemas.DataRequestAnswer, query=schemas.DataRequestFilter).calls(
    "requests",
    READ,
    "数据需求列表 · the requests that an organization and everyone below it made, or that are addressed to them.",
)


@requests.post("", schemas.DataRequestCreation, schemas.DataRequestAnswer)
def request_data(organization_id: str, **params: Any) -> Any:
    """向下级索要数据 · ask units for data; what is held or was asked before is refused, with a pointer.

    与已有数据相近的字段，须在 differs_from 中写明已核对 · a field much like something held names it in differs_from.
    """
    require("supervision.request", organization_id)
    return call("supervision", "request_data", organization_id=organization_id, addresses=fact_addresses(), **params)


@requests.list("/held-facts", schemas.HeldFactAnswer, query=schemas.HeldFactFilter)
def held_facts(**params: Any) -> Any:
    """平台已有的数据 · what the platform holds already, and where; of a name, what answers it or is much like it."""
    require_any_scope(READ)
    held = call("supervision", "held", **params)
    return held | {"items": [fact | {"where": fact_addresses()[fact["code"]]} for fact in held["items"]]}


requests.get("/<id:request_id>", schemas.DataRequestDetailAnswer).calls(
    "request", READ, "一件数据需求 · a request with its fields and how many units have answered."
)
requests.list("/<id:request_id>/answers", schemas.DataRequestUnitAnswer, query=schemas.DataRequestUnitFilter).calls(
    "asks", READ, "各单位填报情况，未填报的在前 · what each unit was asked and gave, silent units first."
)
requests.post("/<id:request_id>/answers", schemas.DataRequestValues, schemas.DataRequestUnitAnswer).calls(
    "answer_request", "supervision.answer", "填报 · give a unit's values, once and complete.", any_scope=True
)
requests.post("/<id:request_id>/withdrawals", SupervisionReason, schemas.DataRequestAnswer).calls(
    "withdraw_request", "supervision.request", "撤回数据需求 · take a request back; who has not answered need not."
)


suggestions = Blueprint(
    "suggestions", "/api/v1/suggestions", "意见建议 · complaints and suggestions", service="supervision"
)

suggestions.list("", schemas.SuggestionAnswer, query=schemas.SuggestionFilter).calls(
    "suggestions", "supervision.answer", "收到的意见建议 · what is addressed to an organization and everyone below it."
)
suggestions.post("", schemas.SuggestionCreation, warned(schemas.SuggestionAnswer)).calls(
    "hand_in_suggestion", SUGGEST, "提出意见建议 · hand a complaint or suggestion in, with or without a name."
)
suggestions.list("/own", schemas.SuggestionAnswer).calls(
    "own_suggestions", SUGGEST, "我提出的意见建议 · what one has handed in oneself, with the answers."
)
suggestions.get("/<id:suggestion_id>", schemas.SuggestionAnswer).calls(
    "suggestion", READ, "一条意见建议 · a suggestion with its answer, to its sender and to whoever answers it."
)
suggestions.post("/<id:suggestion_id>/answers", schemas.SuggestionReply, schemas.SuggestionAnswer).calls(
    "answer_suggestion", READ, "答复意见建议 · answer in the name of whom it is addressed to."
)


@cache
def fact_addresses() -> dict[str, str]:
    """Return where in the API each held fact stands, by its code; a figure stands in the overview of its level."""
    others = msgspec.yaml.decode(FACTS.read_text("utf-8"), type=prepared(dict[str, str]))
    return {code: FIGURE + code for code in indicators().by_code} | others
