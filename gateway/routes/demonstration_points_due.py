"""What falls due in building points, by unit: the open nodes of an organization and everything below it."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.demonstration_points_building import NodeAnswer, NodeFilter
from gateway.schemas.projects_plan import RenewalAnswer, RenewalAsked
from gateway.service_calls import call, require

SERVICE = "demonstration_points"
blueprint = Blueprint(
    "building nodes", __name__, url_prefix="/api/v1/building-nodes", description="各单位的建设节点 · nodes by unit"
)


@blueprint.list("", NodeAnswer, query=NodeFilter)
def open_nodes(organization_id: str, **asked: Any) -> Any:
    """在办建设节点 · the open nodes that units have to reach."""
    require("demonstration_points.read", organization_id)
    return call(SERVICE, "nodes", organization_id=organization_id, **asked)


@blueprint.post("/renewals", RenewalAsked, RenewalAnswer, status=200)
def renew_nodes(organization_id: str) -> Any:
    """放假安排或规则更新后重新推算 · derive a district's open nodes anew, after a holiday notice or a new rule."""
    require("demonstration_points.decide", organization_id)
    return call(SERVICE, "renew_nodes", organization_id=organization_id)
