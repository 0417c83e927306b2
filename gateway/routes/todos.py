"""What each organization still has to do, done by the record itself."""

from typing import Any

from gateway import tasks as duties
from gateway.blueprints import Blueprint
from gateway.schemas.todos import TodoAnswer, TodosAsked
from gateway.service_calls import query_local, require

blueprint = Blueprint("todos", __name__, url_prefix="/api/v1/organizations", description="待办 · open duties")


@blueprint.list("/<id:organization_id>/todos", TodoAnswer, query=TodosAsked)
def todos(organization_id: str, **asked: Any) -> Any:
    """待办事项 · open duties by deadline, each with its reason and where it is done."""
    require("overview.read", organization_id)
    return query_local(duties.tasks, organization_id=organization_id, **asked)
