"""Complaints and suggestions (意见建议): from anyone of a unit, with or without a name, answered in a stated time."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.reminders import warned
from gateway.schemas.supervision_requests import Reply, SuggestionAnswer, SuggestionAsked, SuggestionFilter
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "suggestions", __name__, url_prefix="/api/v1/suggestions", description="意见建议 · complaints and suggestions"
)


@blueprint.list("", SuggestionAnswer, query=SuggestionFilter)
def suggestions(organization_id: str, **asked: Any) -> Any:
    """收到的意见建议 · what is addressed to an organization and everyone below it."""
    require("supervision.answer", organization_id)
    return call("supervision", "suggestions", organization_id=organization_id, **asked)


@blueprint.post("", SuggestionAsked, warned(SuggestionAnswer))
def hand_in_suggestion(organization_id: str, **asked: Any) -> Any:
    """提出意见建议 · hand a complaint or suggestion in, with or without a name."""
    require("supervision.suggest", organization_id)
    return call("supervision", "hand_in_suggestion", organization_id=organization_id, **asked)


@blueprint.list("/own", SuggestionAnswer)
def own_suggestions(**asked: Any) -> Any:
    """我提出的意见建议 · what one has handed in oneself, with the answers."""
    require_any_scope("supervision.suggest")
    return call("supervision", "own_suggestions", **asked)


@blueprint.get("/<id:suggestion_id>", SuggestionAnswer)
def suggestion(suggestion_id: str) -> Any:
    """一条意见建议 · a suggestion with its answer, to its sender and to whoever answers it."""
    require_any_scope("supervision.read")
    return call("supervision", "suggestion", suggestion_id=suggestion_id)


@blueprint.post("/<id:suggestion_id>/answers", Reply, SuggestionAnswer)
def answer_suggestion(**asked: Any) -> Any:
    """答复意见建议 · answer in the name of whom it is addressed to."""
    require_any_scope("supervision.read")
    return call("supervision", "answer_suggestion", **asked)
