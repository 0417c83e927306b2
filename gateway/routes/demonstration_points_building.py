"""Building plans of demonstration points by their nodes, and the schemes with their quotas."""

from gateway.blueprints import Blueprint
from gateway.schemas import demonstration_points_building as schemas
from gateway.schemas import demonstration_points_schemes as schemes_schemas
from gateway.schemas.base import warned
from gateway.schemas.projects_plan import DeadlineRenewal, DeadlineRenewalAnswer

READ, DECLARE, DECIDE = "demonstration_points.read", "demonstration_points.declare", "demonstration_points.decide"

nodes = Blueprint(
    "building nodes", "/api/v1/building-nodes", "各单位的建设节点 · nodes by unit", service="demonstration_points"
)

nodes.list("", schemas.BuildingNodeAnswer, query=schemas.BuildingNodeFilter).calls(
    "nodes", READ, "在办建设节点 · the open nodes that units have to reach."
)
nodes.post("/renewals", DeadlineRenewal, DeadlineRenewalAnswer, status=200).calls(
    "renew_nodes",
    DECIDE,
    "放假安排或规则更新后重新推算 · derive a district's open nodes anew, after a holiday notice or a new rule.",
)

plans = Blueprint(
    "building plans",
    "/api/v1/demonstration-points/<id:point_id>/nodes",
    "建设时间节点 · building nodes",
    service="demonstration_points",
)

plans.list("", schemas.BuildingNodeAnswer).calls(
    "plan", READ, "建设节点，最近的在前 · a point's building nodes, the nearest deadline first."
)
plans.post("", schemas.BuildingNodeCreation, warned(schemas.BuildingNodeAnswer)).calls(
    "set_node", DECLARE, "增设建设节点 · add a building node with its deadline and responsible post."
)
plans.get("/<id:node_id>", schemas.BuildingNodeAnswer).calls("node", READ, "一个建设节点 · one building node.")
plans.patch("/<id:node_id>", schemas.BuildingNodeAmendment, schemas.BuildingNodeAnswer).calls(
    "amend_node", DECLARE, "修改建设节点 · change an open node; once the point is confirmed, with a reason."
)
plans.post("/<id:node_id>/drops", schemas.BuildingNodeReason, schemas.BuildingNodeAnswer).calls(
    "drop_node", DECLARE, "取消建设节点 · take a node out of the plan, with a reason."
)
plans.post("/<id:node_id>/reports", schemas.BuildingNodeReport, schemas.BuildingNodeAnswer).calls(
    "reach_node", DECLARE, "报告节点完成 · report that a node was reached."
)
plans.post("/<id:node_id>/reopenings", schemas.BuildingNodeReason, schemas.BuildingNodeAnswer).calls(
    "reopen_node", DECLARE, "撤回完成报告 · take back, with a reason, that a node was reached."
)
plans.post("/<id:node_id>/waivers", schemas.BuildingNodeReason, schemas.BuildingNodeAnswer, decides=True).calls(
    "waive_node",
    DECIDE,
    "免予节点 · let a point be accepted without a node, with a reason, in the district's name.",
)

schemes = Blueprint(
    "demonstration schemes",
    "/api/v1/demonstration-schemes",
    "示范创建方案 · demonstration schemes and their quotas",
    service="demonstration_points",
)

schemes.list("", schemes_schemas.DemonstrationSchemeAnswer, query=schemes_schemas.DemonstrationSchemeFilter).calls(
    "schemes", READ, "示范创建方案 · the schemes of the district that an organization belongs to."
)
schemes.post("", schemes_schemas.DemonstrationSchemeOpening, schemes_schemas.DemonstrationSchemeAnswer).calls(
    "open_scheme", DECIDE, "开展示范创建 · open a scheme on an approval from above, with a quota."
)
schemes.get("/<id:scheme_id>", schemes_schemas.DemonstrationSchemeAnswer).calls(
    "scheme", READ, "一个方案及其名额 · a scheme with its quota and what is used of it."
)
schemes.patch(
    "/<id:scheme_id>", schemes_schemas.DemonstrationSchemeAmendment, schemes_schemas.DemonstrationSchemeAnswer
).calls("amend_scheme", DECIDE, "调整方案 · change a scheme's words, document or quota.")
