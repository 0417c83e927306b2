"""How a point is built: the nodes of its plan, set, reached, waived."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.demonstration_points_building import (
    NodeAmendment,
    NodeAnswer,
    NodeAsked,
    NodeReason,
    NodeReport,
)
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require_any_scope

SERVICE = "demonstration_points"
blueprint = Blueprint(
    "building plans",
    __name__,
    url_prefix="/api/v1/demonstration-points/<id:point_id>/nodes",
    description="建设时间节点 · building nodes",
)


@blueprint.list("", NodeAnswer)
def building_plan(**asked: Any) -> Any:
    """建设节点，最近的在前 · a point's building nodes, the nearest deadline first."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "plan", **asked)


@blueprint.post("", NodeAsked, warned(NodeAnswer))
def set_node(**asked: Any) -> Any:
    """增设建设节点 · add a building node with its deadline and responsible post."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "set_node", **asked)


@blueprint.get("/<id:node_id>", NodeAnswer)
def node(**asked: Any) -> Any:
    """一个建设节点 · one building node."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "node", **asked)


@blueprint.patch("/<id:node_id>", NodeAmendment, NodeAnswer)
def amend_node(**asked: Any) -> Any:
    """修改建设节点 · change an open node; once the point is confirmed, with a reason."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "amend_node", **asked)


@blueprint.post("/<id:node_id>/drops", NodeReason, NodeAnswer)
def drop_node(**asked: Any) -> Any:
    """取消建设节点 · take a node out of the plan, with a reason."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "drop_node", **asked)


@blueprint.post("/<id:node_id>/reports", NodeReport, NodeAnswer)
def reach_node(**asked: Any) -> Any:
    """报告节点完成 · report that a node was reached."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "reach_node", **asked)


@blueprint.post("/<id:node_id>/reopenings", NodeReason, NodeAnswer)
def reopen_node(**asked: Any) -> Any:
    """撤回完成报告 · take back, with a reason, that a node was reached."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "reopen_node", **asked)


@blueprint.post("/<id:node_id>/waivers", NodeReason, NodeAnswer, decides=True)
def waive_node(**asked: Any) -> Any:
    """免予节点 · let a point be accepted without a node, with a reason, in the district's name."""
    require_any_scope("demonstration_points.decide")
    return call(SERVICE, "waive_node", **asked)
