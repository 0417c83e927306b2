"""What good practice misses, for those who can help; nothing is blocked and nobody is ranked."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.projects import WarningAnswer
from gateway.schemas.projects_plan import WarningsFilter
from gateway.service_calls import call, require

blueprint = Blueprint(
    "project warnings",
    __name__,
    url_prefix="/api/v1/project-warnings",
    description="项目提醒 · reminders about projects",
)


@blueprint.list("", WarningAnswer, query=WarningsFilter)
def project_warnings(organization_id: str, **asked: Any) -> Any:
    """项目提醒 · unusually many or few projects, months without a meeting, quarters without a visit."""
    require("projects.read", organization_id)
    return call("projects", "warnings", organization_id=organization_id, **asked)
