"""Rectification items: what is to be put right, from inspections and from observation visits alike."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.supervision import Verification
from gateway.schemas.supervision_notices import (
    Escalation,
    ItemAnswer,
    ItemDetailAnswer,
    ItemFilter,
    NoticeAnswer,
    Proof,
)
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "rectification items",
    __name__,
    url_prefix="/api/v1/rectification-items",
    description="整改事项 · what is to be put right",
)


@blueprint.list("", ItemAnswer, query=ItemFilter)
def rectification_items(organization_id: str, **asked: Any) -> Any:
    """整改台账 · what an organization and everyone below it have to put right."""
    require("supervision.read", organization_id)
    return call("supervision", "items", organization_id=organization_id, **asked)


@blueprint.get("/<id:item_id>", ItemDetailAnswer)
def rectification_item(item_id: str) -> Any:
    """一项整改 · an item with its way."""
    require_any_scope("supervision.read")
    return call("supervision", "item", item_id=item_id)


@blueprint.post("/<id:item_id>/answers", Proof, ItemAnswer)
def answer_item(**asked: Any) -> Any:
    """提交整改结果 · hand in the proof that an item is put right."""
    require_any_scope("supervision.answer")
    return call("supervision", "answer_item", **asked)


@blueprint.post("/<id:item_id>/verifications", Verification, ItemAnswer, decides=True)
def verify_item(**asked: Any) -> Any:
    """核验销号 · close an answered item, or return it with an opinion."""
    require_any_scope("supervision.inspect")
    return call("supervision", "verify_item", **asked)


@blueprint.post("/<id:item_id>/escalations", Escalation, NoticeAnswer, decides=True)
def escalate_item(**asked: Any) -> Any:
    """观摩整改逾期的，发整改意见单 · follow an overdue item of a visit up with a rectification notice."""
    require_any_scope("supervision.inspect")
    return call("supervision", "escalate_item", **asked)
