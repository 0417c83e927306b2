"""How a round comes to its schedule: the planner's jobs, what is pinned, how long the ways take."""

from typing import Any

from werkzeug.datastructures import FileStorage

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import PinAnswer, PlanningAnswer, RoundAnswer
from gateway.schemas.observation_visits_plans import (
    MatrixAsked,
    PairAsked,
    PinAsked,
    PlanningAsked,
    PlanningStartedAnswer,
    ProposalAnswer,
    RoadsAsked,
    TravelPlaceAnswer,
)
from gateway.service_calls import call, require_any_scope
from gateway.table_files import read_grid

READ, PLAN = "observation_visits.read", "observation_visits.plan"
MOST_PLACES = 401
blueprint = Blueprint(
    "visit plannings", __name__, url_prefix="/api/v1/visit-rounds", description="观摩排程 · planning of visits"
)


@blueprint.post("/<id:round_id>/plannings", PlanningAsked, PlanningStartedAnswer, status=202, versioned=False)
def request_planning(**asked: Any) -> Any:
    """排程 · ask for a schedule; of a published round one that changes as little as it must."""
    require_any_scope(PLAN)
    return call("observation_visits", "request_planning", **asked)


@blueprint.get("/<id:round_id>/plannings/<id:planning_id>", PlanningAnswer)
def planning(round_id: str, planning_id: str) -> Any:
    """排程进度 · percent, the best so far, its bound and the gap."""
    require_any_scope(READ)
    return call("observation_visits", "planning", round_id=round_id, job_id=planning_id)


@blueprint.post("/<id:round_id>/plannings/cancellations", None, PlanningAnswer, status=200, versioned=False)
def cancel_planning(**asked: Any) -> Any:
    """取消排程 · stop, and keep the best found so far."""
    require_any_scope(PLAN)
    return call("observation_visits", "cancel_planning", **asked)


@blueprint.get("/<id:round_id>/proposal", ProposalAnswer)
def proposal(round_id: str) -> Any:
    """排程方案 · the proposed schedule, how good it is, what is not placed and why, and what changes."""
    require_any_scope(READ)
    return call("observation_visits", "proposal", round_id=round_id)


@blueprint.post("/<id:round_id>/proposals", None, RoundAnswer)
def take_proposal(**asked: Any) -> Any:
    """采用排程结果 · take over what the planner left as the round's proposal; publishing does so by itself."""
    require_any_scope(PLAN)
    return call("observation_visits", "take_proposal", **asked)


@blueprint.post("/<id:round_id>/pins", PinAsked, PinAnswer)
def pin_visit(**asked: Any) -> Any:
    """固定安排 · let a delegation visit a stop, on a day and at a time where they are named."""
    require_any_scope(PLAN)
    return call("observation_visits", "pin_visit", **asked)


@blueprint.post("/<id:round_id>/pins/releases", PairAsked, PinAnswer, status=200)
def release_pin(**asked: Any) -> Any:
    """放开安排 · let the planner move a visit again."""
    require_any_scope(PLAN)
    return call("observation_visits", "release_pin", **asked)


@blueprint.list("/<id:round_id>/travel-places", TravelPlaceAnswer)
def travel_places(**asked: Any) -> Any:
    """路程时间表的地点 · the places that a travel table has to name."""
    require_any_scope(READ)
    return call("observation_visits", "travel_places", **asked)


@blueprint.post("/<id:round_id>/travel-matrices", MatrixAsked, RoundAnswer, form=True)
def upload_matrix(file: FileStorage, **asked: Any) -> Any:
    """上传路程时间表 · upload minutes from place to place; the two directions may differ."""
    require_any_scope(PLAN)
    return call("observation_visits", "upload_matrix", rows=read_grid(file, MOST_PLACES), **asked)


@blueprint.post("/<id:round_id>/closed-roads", RoadsAsked, RoundAnswer)
def close_roads(**asked: Any) -> Any:
    """不通的路 · say which ways are closed; an empty list opens them all."""
    require_any_scope(PLAN)
    return call("observation_visits", "close_roads", **asked)
