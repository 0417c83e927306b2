"""What falls due, by unit: the open milestones that an organization and everything below it answer for."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.projects_plan import MilestoneAnswer, MilestoneFilter, RenewalAnswer, RenewalAsked
from gateway.service_calls import call, require

blueprint = Blueprint(
    "milestones", __name__, url_prefix="/api/v1/milestones", description="各单位的节点 · milestones by unit"
)


@blueprint.list("", MilestoneAnswer, query=MilestoneFilter)
def milestones(organization_id: str, **asked: Any) -> Any:
    """在办节点 · the open milestones of running projects that units answer for."""
    require("projects.read", organization_id)
    return call("projects", "milestones", organization_id=organization_id, **asked)


@blueprint.post("/renewals", RenewalAsked, RenewalAnswer, status=200)
def renew_days(organization_id: str) -> Any:
    """放假安排或规则更新后重新推算 · derive a district's open milestones anew, after a holiday notice or a new rule."""
    require("projects.approve", organization_id)
    return call("projects", "renew_days", organization_id=organization_id)
