"""What each organization still has to do, done by the record itself."""

from gateway import tasks
from gateway.blueprints import Blueprint
from gateway.schemas.levels import TodoAnswer, TodosQuery

blueprint = Blueprint("todos", "/api/v1/organizations", "待办 · open duties")

blueprint.list("/<id:organization_id>/todos", TodoAnswer, query=TodosQuery).calls(
    tasks.tasks, "overview.read", "待办事项 · open duties by deadline, each with its reason and where it is done."
)
