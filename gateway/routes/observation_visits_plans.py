"""How a round comes to its schedule: the planner's jobs, what is pinned, how long the ways take."""

from typing import Any

from werkzeug.datastructures import FileStorage

from gateway.blueprints import Blueprint
from gateway.schemas import observation_visits_plans as schemas
from gateway.schemas.observation_visits import PlanningAnswer, RoundAnswer, VisitPinAnswer
from gateway.service_calls import call, require_any_scope
from gateway.table_files import read_grid

READ, PLAN = "observation_visits.read", "observation_visits.plan"
MOST_PLACES = 401
blueprint = Blueprint(
    "visit plannings", "/api/v1/visit-rounds", "观摩排程 · planning of visits", service="observation_visits"
)

blueprint.post(
    "/<id:round_id>/plannings", schemas.PlanningRequest, schemas.PlanningStartedAnswer, status=202, versioned=False
).calls(
    "request_planning", PLAN, "排程 · ask for a schedule; of a published round one that changes as little as it must."
)
blueprint.get("/<id:round_id>/plannings/<id:planning_id>", PlanningAnswer).calls(
    "planning", READ, "排程进度 · percent, the best so far, its bound and the gap.", renames={"planning_id": "job_id"}
)
blueprint.post("/<id:round_id>/plannings/cancellations", None, PlanningAnswer, status=200, versioned=False).calls(
    "cancel_planning", PLAN, "取消排程 · stop, and keep the best found so far."
)
blueprint.get("/<id:round_id>/proposal", schemas.ScheduleProposalAnswer).calls(
    "proposal", READ, "排程方案 · the proposed schedule, how good it is, what is not placed and why, and what changes."
)
blueprint.post("/<id:round_id>/proposals", None, RoundAnswer).calls(
    "take_proposal",
    PLAN,
    "采用排程结果 · take over what the planner left as the round's proposal; publishing does so by itself.",
)
blueprint.post("/<id:round_id>/pins", schemas.VisitPin, VisitPinAnswer).calls(
    "pin_visit", PLAN, "固定安排 · let a delegation visit a stop, on a day and at a time where they are named."
)
blueprint.post("/<id:round_id>/pins/releases", schemas.VisitPinRelease, VisitPinAnswer, status=200).calls(
    "release_pin", PLAN, "放开安排 · let the planner move a visit again."
)
blueprint.list("/<id:round_id>/travel-places", schemas.TravelPlaceAnswer).calls(
    "travel_places", READ, "路程时间表的地点 · the places that a travel table has to name."
)


@blueprint.post("/<id:round_id>/travel-matrices", schemas.TravelMatrix, RoundAnswer, form=True)
def upload_matrix(file: FileStorage, **params: Any) -> Any:
    """上传路程时间表 · upload minutes from place to place; the two directions may differ."""
    require_any_scope(PLAN)
    return call("observation_visits", "upload_matrix", rows=read_grid(file, MOST_PLACES), **params)


blueprint.post("/<id:round_id>/closed-roads", schemas.RoadClosures, RoundAnswer).calls(
    "close_roads", PLAN, "不通的路 · say which ways are closed; an empty list opens them all."
)
