"""Requests for data (最多报一次): registered with basis and deadline, refused where the platform knows the answer."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from gateway.blueprints import Blueprint
from gateway.projections.indicators import indicators
from gateway.schemas.supervision import Reasoned
from gateway.schemas.supervision_requests import (
    AskAnswer,
    AskFilter,
    HeldAnswer,
    HeldFilter,
    RequestAnswer,
    RequestAsked,
    RequestDetailAnswer,
    RequestFilter,
    ValuesAsked,
)
from gateway.service_calls import call, require, require_any_scope
from shared.struct_types import prepared

FIGURE = "/api/v1/levels/{level}/{organization_id}/overview#"
FACTS = Path(__file__).parents[1] / "fact_addresses.yaml"

blueprint = Blueprint(
    "data requests", __name__, url_prefix="/api/v1/data-requests", description="数据需求 · requests for data"
)


@blueprint.list("", RequestAnswer, query=RequestFilter)
def data_requests(organization_id: str, **asked: Any) -> Any:
    """数据需求列表 · the requests that an organization and everyone below it made, or that are addressed to them."""
    require("supervision.read", organization_id)
    return call("supervision", "requests", organization_id=organization_id, **asked)


@blueprint.post("", RequestAsked, RequestAnswer)
def request_data(organization_id: str, **asked: Any) -> Any:
    """向下级索要数据 · ask units for data; what is held or was asked before is refused, with a pointer.

    与已有数据相近的字段，须在 differs_from 中写明已核对 · a field much like something held names it in differs_from.
    """
    require("supervision.request", organization_id)
    return call("supervision", "request_data", organization_id=organization_id, addresses=fact_addresses(), **asked)


@blueprint.list("/held-facts", HeldAnswer, query=HeldFilter)
def held_facts(**asked: Any) -> Any:
    """平台已有的数据 · what the platform holds already, and where; of a name, what answers it or is much like it."""
    require_any_scope("supervision.read")
    held = call("supervision", "held", **asked)
    return held | {"items": [fact | {"where": fact_addresses()[fact["code"]]} for fact in held["items"]]}


@blueprint.get("/<id:request_id>", RequestDetailAnswer)
def data_request(request_id: str) -> Any:
    """一件数据需求 · a request with its fields and how many units have answered."""
    require_any_scope("supervision.read")
    return call("supervision", "request", request_id=request_id)


@blueprint.list("/<id:request_id>/answers", AskAnswer, query=AskFilter)
def data_answers(**asked: Any) -> Any:
    """各单位填报情况，未填报的在前 · what each unit was asked and gave, silent units first."""
    require_any_scope("supervision.read")
    return call("supervision", "asks", **asked)


@blueprint.post("/<id:request_id>/answers", ValuesAsked, AskAnswer)
def answer_request(**asked: Any) -> Any:
    """填报 · give a unit's values, once and complete."""
    require_any_scope("supervision.answer")
    return call("supervision", "answer_request", **asked)


@blueprint.post("/<id:request_id>/withdrawals", Reasoned, RequestAnswer)
def withdraw_request(**asked: Any) -> Any:
    """撤回数据需求 · take a request back; who has not answered need not."""
    require_any_scope("supervision.request")
    return call("supervision", "withdraw_request", **asked)


@cache
def fact_addresses() -> dict[str, str]:
    """Return where in the API each held fact stands, by its code; a figure stands in the overview of its level."""
    others = msgspec.yaml.decode(FACTS.read_text("utf-8"), type=prepared(dict[str, str]))
    return {code: FIGURE + code for code in indicators().by_code} | others
