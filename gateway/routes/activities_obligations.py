"""What organizational life asks of each organization, and how that stands; it warns and never blocks."""

from gateway.blueprints import Blueprint
from gateway.schemas import activities_obligations as schemas
from gateway.schemas.activities_halls import HallsQuery

READ, CONFIRM = "activities.read", "activities.confirm"
blueprint = Blueprint(
    "obligations", "/api/v1/obligations", "组织生活事项 · obligations of organizational life", service="activities"
)

blueprint.list("", schemas.ObligationAnswer, query=schemas.ObligationFilter).calls(
    "obligations", READ, "组织生活事项列表 · what is asked of an organization and everyone below it."
)
blueprint.get("/rules", schemas.ObligationRulesAnswer, query=HallsQuery).calls(
    "obligation_rules", READ, "现行规则 · what is asked how often, of whom, and where that is written."
)
blueprint.post("/settings", schemas.ObligationYear, schemas.ObligationYearAnswer, status=202).calls(
    "set_obligations_of_year",
    CONFIRM,
    "生成全区年度事项 · have a year's obligations of the whole district set; safe to repeat.",
)
blueprint.get("/<id:obligation_id>", schemas.ObligationAnswer).calls(
    "obligation", READ, "一项组织生活事项 · one obligation as it stands."
)
blueprint.post("/<id:obligation_id>/excuses", schemas.ObligationExcuse, schemas.ObligationAnswer, decides=True).calls(
    "excuse_obligation",
    CONFIRM,
    "上级批准不开展 · excuse an organization, with a reason, in the name of the level above.",
)
blueprint.post("/<id:obligation_id>/excuse-withdrawals", None, schemas.ObligationAnswer, decides=True).calls(
    "withdraw_excuse", CONFIRM, "撤销批准 · take an excuse back; the obligation stands again as its days say."
)
