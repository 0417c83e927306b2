"""What each organization still has to do, done by the record itself, and the digest of its day."""

from functools import partial
from typing import Any

from flask import g

from gateway import home, tasks
from gateway import task_groups as task_groups_of
from gateway.app_context import app_context
from gateway.authentication import identity
from gateway.blueprints import Blueprint
from gateway.i18n import language
from gateway.schemas.todos import HomeAnswer, TodoAnswer, TodoGroupAnswer, TodoGroupsQuery, TodosQuery
from gateway.service_calls import cached, query_local, require
from shared.rights import SEE_FIGURES

blueprint = Blueprint("todos", "/api/v1/organizations", "待办 · open duties")

blueprint.list("/<id:organization_id>/todos", TodoAnswer, query=TodosQuery).calls(
    tasks.tasks, SEE_FIGURES, "待办事项 · open duties by deadline, each with its reason and where it is done."
)


@blueprint.list("/<id:organization_id>/todos/groups", TodoGroupAnswer, query=TodoGroupsQuery)
def task_groups(organization_id: str, **params: Any) -> Any:
    """同一件事的待办合并 · one line for each duty, however many organizations owe it."""
    require(SEE_FIGURES, organization_id)
    here, actor = app_context(), identity().actor
    given = sorted((name, str(value)) for name, value in params.items())
    key = ("groups", here.today, language(), organization_id, actor.account_id, actor.grants, g.get("counted"), *given)
    return cached(key, partial(query_local, task_groups_of.task_groups, organization_id=organization_id, **params))


@blueprint.get("/<id:organization_id>/home", HomeAnswer)
def home_digest(organization_id: str) -> Any:
    """今天要办的事 · duties counted, what is due next, who is silent, figures, in one answer."""
    require(SEE_FIGURES, organization_id)
    here, actor = app_context(), identity().actor
    key = ("home", here.today, language(), organization_id, actor.account_id, actor.grants)
    return cached(key, partial(query_local, home.home, organization_id=organization_id))
