"""Inspections: announced within their plan, drawn from a published seed, held, and what was found."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.reminders import warned
from gateway.schemas.supervision import (
    ChosenInspectionAnswer,
    DrawAnswer,
    FindingAnswer,
    FindingAsked,
    InspectionAnswer,
    InspectionAsked,
    InspectionDetailAnswer,
    InspectionFilter,
    NoticeProposalAnswer,
    OnDay,
    Reasoned,
)
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "inspections", __name__, url_prefix="/api/v1/inspections", description="定期检查与抽查 · inspections"
)


@blueprint.list("", InspectionAnswer, query=InspectionFilter)
def inspections(organization_id: str, **asked: Any) -> Any:
    """检查列表 · the inspections that an organization and everyone below it announced."""
    require("supervision.read", organization_id)
    return call("supervision", "inspections", organization_id=organization_id, **asked)


@blueprint.post("", InspectionAsked, warned(ChosenInspectionAnswer))
def announce_inspection(organization_id: str, **asked: Any) -> Any:
    """安排检查；抽查当即按公布的种子抽取 · announce an inspection; a spot check is drawn at once."""
    require("supervision.inspect", organization_id)
    return call("supervision", "announce_inspection", organization_id=organization_id, **asked)


@blueprint.get("/<id:inspection_id>", InspectionDetailAnswer)
def inspection(inspection_id: str) -> Any:
    """一次检查 · an inspection with its units and its way."""
    require_any_scope("supervision.read")
    return call("supervision", "inspection", inspection_id=inspection_id)


@blueprint.post("/<id:inspection_id>/completions", OnDay, ChosenInspectionAnswer)
def hold_inspection(**asked: Any) -> Any:
    """登记检查已开展 · say that an inspection took place."""
    require_any_scope("supervision.inspect")
    return call("supervision", "hold_inspection", **asked)


@blueprint.post("/<id:inspection_id>/cancellations", Reasoned, ChosenInspectionAnswer)
def cancel_inspection(**asked: Any) -> Any:
    """取消检查 · call an inspection off; the place of a spot check stays taken."""
    require_any_scope("supervision.inspect")
    return call("supervision", "cancel_inspection", **asked)


@blueprint.get("/<id:inspection_id>/draws", DrawAnswer)
def draw(inspection_id: str) -> Any:
    """抽取过程，任何人可重复 · the seed, the population and the sample, so that anyone can repeat the draw."""
    require_any_scope("supervision.read")
    return call("supervision", "draw", inspection_id=inspection_id)


@blueprint.list("/<id:inspection_id>/findings", FindingAnswer)
def findings(**asked: Any) -> Any:
    """检查发现的问题 · what an inspection found."""
    require_any_scope("supervision.read")
    return call("supervision", "findings", **asked)


@blueprint.post("/<id:inspection_id>/findings", FindingAsked, warned(FindingAnswer))
def record_finding(**asked: Any) -> Any:
    """登记问题 · record a problem at a unit, with its severity and clause."""
    require_any_scope("supervision.inspect")
    return call("supervision", "record_finding", **asked)


@blueprint.get("/<id:inspection_id>/findings/<id:finding_id>", FindingAnswer)
def finding(**asked: Any) -> Any:
    """一个问题 · one finding."""
    require_any_scope("supervision.read")
    return call("supervision", "finding", **asked)


@blueprint.post("/<id:inspection_id>/findings/<id:finding_id>/withdrawals", Reasoned, FindingAnswer)
def withdraw_finding(**asked: Any) -> Any:
    """撤销问题（列入通知单前） · take a finding back while no notice names it."""
    require_any_scope("supervision.inspect")
    return call("supervision", "withdraw_finding", **asked)


@blueprint.list("/<id:inspection_id>/proposals", NoticeProposalAnswer)
def proposals(**asked: Any) -> Any:
    """按公布标准应发的通知单 · which notice follows for each unit, by which rule; a person issues it."""
    require_any_scope("supervision.read")
    return call("supervision", "proposals", **asked)
