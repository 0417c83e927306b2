"""What organizational life asks of each organization, and how that stands; it warns and never blocks."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.activities_halls import ActivitiesBelow
from gateway.schemas.activities_obligations import (
    ObligationAnswer,
    ObligationExcuse,
    ObligationFilter,
    ObligationRulesAnswer,
    ObligationYearAnswer,
    ObligationYearAsked,
)
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "obligations",
    __name__,
    url_prefix="/api/v1/obligations",
    description="组织生活事项 · obligations of organizational life",
)


@blueprint.list("", ObligationAnswer, query=ObligationFilter)
def obligations(organization_id: str, **asked: Any) -> Any:
    """组织生活事项列表 · what is asked of an organization and everyone below it."""
    require("activities.read", organization_id)
    return call("activities", "obligations", organization_id=organization_id, **asked)


@blueprint.get("/rules", ObligationRulesAnswer, query=ActivitiesBelow)
def obligation_rules(organization_id: str) -> Any:
    """现行规则 · what is asked how often, of whom, and where that is written."""
    require("activities.read", organization_id)
    return call("activities", "obligation_rules", organization_id=organization_id)


@blueprint.post("/settings", ObligationYearAsked, ObligationYearAnswer, status=202)
def set_obligations(organization_id: str, **asked: Any) -> Any:
    """生成全区年度事项 · have a year's obligations of the whole district set; safe to repeat."""
    require("activities.confirm", organization_id)
    return call("activities", "set_obligations_of_year", organization_id=organization_id, **asked)


@blueprint.get("/<id:obligation_id>", ObligationAnswer)
def obligation(obligation_id: str) -> Any:
    """一项组织生活事项 · one obligation as it stands."""
    require_any_scope("activities.read")
    return call("activities", "obligation", obligation_id=obligation_id)


@blueprint.post("/<id:obligation_id>/excuses", ObligationExcuse, ObligationAnswer, decides=True)
def excuse_obligation(**asked: Any) -> Any:
    """上级批准不开展 · excuse an organization, with a reason, in the name of the level above."""
    require_any_scope("activities.confirm")
    return call("activities", "excuse_obligation", **asked)


@blueprint.post("/<id:obligation_id>/excuse-withdrawals", None, ObligationAnswer, decides=True)
def withdraw_excuse(**asked: Any) -> Any:
    """撤销批准 · take an excuse back; the obligation stands again as its days say."""
    require_any_scope("activities.confirm")
    return call("activities", "withdraw_excuse", **asked)
