"""Plans of inspections: how many an issuer holds in a year, on which basis; beyond it none is announced."""

from typing import Any

from gateway.asking import ask, require, require_somewhere
from gateway.blueprints import Blueprint
from gateway.schemas.supervision import PlanAmendment, PlanAnswer, PlanAsked, PlanDetailAnswer, YearFilter

blueprint = Blueprint(
    "inspection plans", __name__, url_prefix="/api/v1/inspection-plans", description="检查计划 · plans of inspections"
)


@blueprint.lists("", PlanAnswer, query=YearFilter)
def inspection_plans(organization_id: str, **asked: Any) -> Any:
    """检查计划 · the plans of an organization and everyone below it."""
    require("supervision.read", organization_id)
    return ask("supervision", "plans", organization_id=organization_id, **asked)


@blueprint.takes("", PlanAsked, PlanAnswer)
def set_plan(organization_id: str, **asked: Any) -> Any:
    """制定年度检查计划 · set how many inspections there will be in a year, on which basis."""
    require("supervision.inspect", organization_id)
    return ask("supervision", "set_plan", organization_id=organization_id, **asked)


@blueprint.shows("/<id:plan_id>", PlanDetailAnswer)
def inspection_plan(plan_id: str) -> Any:
    """一份检查计划 · a plan with its way."""
    require_somewhere("supervision.read")
    return ask("supervision", "plan", plan_id=plan_id)


@blueprint.changes("/<id:plan_id>", PlanAmendment, PlanAnswer)
def amend_plan(**asked: Any) -> Any:
    """调整检查计划 · change a plan's basis or quota, with a reason."""
    require_somewhere("supervision.inspect")
    return ask("supervision", "amend_plan", **asked)
