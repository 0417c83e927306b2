"""The three notices (三单): issued by a person, told, acknowledged, answered, verified, climbing when overdue."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.supervision import Reasoned, Verification
from gateway.schemas.supervision_notices import (
    Acknowledgement,
    DeliveryAnswer,
    Escalation,
    NoticeAnswer,
    NoticeAsked,
    NoticeDetailAnswer,
    NoticeFilter,
    Proof,
)
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "notices",
    __name__,
    url_prefix="/api/v1/notices",
    description="整改意见单、通报批评单、主要领导约谈单 · the three notices",
)


@blueprint.list("", NoticeAnswer, query=NoticeFilter)
def notices(organization_id: str, **asked: Any) -> Any:
    """通知单列表 · the notices that an organization and everyone below it have to answer."""
    require("supervision.read", organization_id)
    return call("supervision", "notices", organization_id=organization_id, **asked)


@blueprint.post("", NoticeAsked, NoticeAnswer)
def issue_notice(**asked: Any) -> Any:
    """签发通知单 · issue the notice that follows from what was found, or another one with a reason."""
    require_any_scope("supervision.inspect")
    return call("supervision", "issue_notice", **asked)


@blueprint.get("/<id:notice_id>", NoticeDetailAnswer)
def notice(notice_id: str) -> Any:
    """一份通知单 · a notice with what it asks for, who was told when, and its way."""
    require_any_scope("supervision.read")
    return call("supervision", "notice", notice_id=notice_id)


@blueprint.list("/<id:notice_id>/deliveries", DeliveryAnswer)
def deliveries(**asked: Any) -> Any:
    """送达与签收 · which unit was told when, and when it acknowledged."""
    require_any_scope("supervision.read")
    return call("supervision", "deliveries", **asked)


@blueprint.post("/<id:notice_id>/acknowledgements", Acknowledgement, NoticeAnswer, decides=True)
def acknowledge_notice(**asked: Any) -> Any:
    """签收 · say in a unit's name that it received the notice; no person is noted."""
    require_any_scope("supervision.answer")
    return call("supervision", "acknowledge_notice", **asked)


@blueprint.post("/<id:notice_id>/answers", Proof, NoticeAnswer)
def answer_notice(**asked: Any) -> Any:
    """提交整改结果（全部待整改事项） · hand in one proof for everything that is open."""
    require_any_scope("supervision.answer")
    return call("supervision", "answer_notice", **asked)


@blueprint.post("/<id:notice_id>/verifications", Verification, NoticeAnswer, decides=True)
def verify_notice(**asked: Any) -> Any:
    """核验（全部待核验事项） · close, or return, everything that is answered."""
    require_any_scope("supervision.inspect")
    return call("supervision", "verify_notice", **asked)


@blueprint.post("/<id:notice_id>/escalations", Escalation, NoticeAnswer, decides=True)
def escalate_notice(**asked: Any) -> Any:
    """逾期升级 · issue the next higher notice for what is overdue; a person does, never a timer."""
    require_any_scope("supervision.inspect")
    return call("supervision", "escalate_notice", **asked)


@blueprint.post("/<id:notice_id>/withdrawals", Reasoned, NoticeAnswer)
def withdraw_notice(**asked: Any) -> Any:
    """撤回通知单 · take a notice back; its number stays taken."""
    require_any_scope("supervision.inspect")
    return call("supervision", "withdraw_notice", **asked)
