"""Plans of inspections: how many an issuer holds in a year, on which basis; beyond it none is announced."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.supervision import PlanAmendment, PlanAnswer, PlanAsked, PlanDetailAnswer, YearFilter
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "inspection plans", __name__, url_prefix="/api/v1/inspection-plans", description="检查计划 · plans of inspections"
)


@blueprint.list("", PlanAnswer, query=YearFilter)
def inspection_plans(organization_id: str, **asked: Any) -> Any:
    """检查计划 · the plans of an organization and everyone below it."""
    require("supervision.read", organization_id)
    return call("supervision", "plans", organization_id=organization_id, **asked)


@blueprint.post("", PlanAsked, PlanAnswer)
def set_plan(organization_id: str, **asked: Any) -> Any:
    """制定年度检查计划 · set how many inspections there will be in a year, on which basis."""
    require("supervision.inspect", organization_id)
    return call("supervision", "set_plan", organization_id=organization_id, **asked)


@blueprint.get("/<id:plan_id>", PlanDetailAnswer)
def inspection_plan(plan_id: str) -> Any:
    """一份检查计划 · a plan with its way."""
    require_any_scope("supervision.read")
    return call("supervision", "plan", plan_id=plan_id)


@blueprint.patch("/<id:plan_id>", PlanAmendment, PlanAnswer)
def amend_plan(**asked: Any) -> Any:
    """调整检查计划 · change a plan's basis or quota, with a reason."""
    require_any_scope("supervision.inspect")
    return call("supervision", "amend_plan", **asked)
