"""What each organization still has to do, done by the record itself."""

from typing import Any

from gateway import todos as duties
from gateway.asking import require, tell
from gateway.blueprints import Blueprint
from gateway.schemas.todos import TodoAnswer, TodosAsked

blueprint = Blueprint("todos", __name__, url_prefix="/api/v1/organizations", description="待办 · open duties")


@blueprint.lists("/<id:organization_id>/todos", TodoAnswer, query=TodosAsked)
def todos(organization_id: str, **asked: Any) -> Any:
    """待办事项 · open duties by deadline, each with its reason and where it is done."""
    require("overview.read", organization_id)
    return tell(duties.todos, organization_id=organization_id, **asked)
