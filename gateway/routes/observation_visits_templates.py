"""What a score sheet asks: the five areas with their items, by the rule pack or as a district set them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits_visits import ScoreTemplateAnswer, ScoreTemplateAsked, ScoreTemplateFilter
from gateway.service_calls import call, require

blueprint = Blueprint(
    "visit score templates", __name__, url_prefix="/api/v1/visit-score-templates", description="评分项目 · templates"
)


@blueprint.get("", ScoreTemplateAnswer, query=ScoreTemplateFilter)
def score_template(organization_id: str) -> Any:
    """现行评分项目 · the areas and items in force in a district."""
    require("observation_visits.read", organization_id)
    return call("observation_visits", "score_template", organization_id=organization_id)


@blueprint.post("", ScoreTemplateAsked, ScoreTemplateAnswer)
def set_template(organization_id: str, **asked: Any) -> Any:
    """设定评分项目 · put a district's own items and weights in force from a day on."""
    require("observation_visits.plan", organization_id)
    return call("observation_visits", "set_template", organization_id=organization_id, **asked)
