"""Trainings of Party workers (党务工作者培训): which posts need which, and what was attended."""

from gateway.blueprints import Blueprint
from gateway.schemas import activities_trainings as schemas
from gateway.schemas.base import warned

READ, KEEP = "activities.read", "activities.keep"

blueprint = Blueprint(
    "trainings", "/api/v1/training-needs", "党务工作者培训 · trainings that posts ask for", service="activities"
)

blueprint.list("", schemas.TrainingNeedAnswer, query=schemas.TrainingNeedFilter).calls(
    "training_needs", READ, "需要参加的培训 · who took a post and needs which training by when."
)
blueprint.get("/rules", schemas.TrainingRulesAnswer, query=schemas.TrainingRulesQuery).calls(
    "training_rules_in_force", READ, "培训规则 · which posts need which training, with the citation."
)
blueprint.get("/<id:training_need_id>", schemas.TrainingNeedAnswer).calls(
    "training_need", READ, "一项培训要求 · what one post asks of who took it."
)
blueprint.post("/<id:training_need_id>/trainings", schemas.TrainingRecord, warned(schemas.TrainingNeedAnswer)).calls(
    "record_training", KEEP, "录入已参加的培训 · record a training that was attended elsewhere; it counts by itself."
)
