"""What hosts promised in reviews, and what came of it."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_reviews import CommitmentKeeping, VisitCommitmentAnswer, VisitCommitmentFilter
from gateway.service_calls import call, require, require_any_scope

READ, HOST = "observation_visits.read", "observation_visits.host"
blueprint = Blueprint(
    "visit commitments", __name__, url_prefix="/api/v1/visit-commitments", description="承诺事项 · commitments"
)


@blueprint.list("", VisitCommitmentAnswer, query=VisitCommitmentFilter)
def commitments(organization_id: str, **asked: Any) -> Any:
    """承诺事项列表 · what hosts at and below an organization promised."""
    require(READ, organization_id)
    return call("observation_visits", "commitments", organization_id=organization_id, **asked)


@blueprint.get("/<id:commitment_id>", VisitCommitmentAnswer)
def commitment(commitment_id: str) -> Any:
    """一项承诺 · a commitment with its standing."""
    require_any_scope(READ)
    return call("observation_visits", "commitment", commitment_id=commitment_id)


@blueprint.post("/<id:commitment_id>/completions", CommitmentKeeping, VisitCommitmentAnswer)
def keep_commitment(**asked: Any) -> Any:
    """兑现承诺 · say what was done."""
    require_any_scope(HOST)
    return call("observation_visits", "keep_commitment", **asked)


@blueprint.post("/<id:commitment_id>/drops", VisitReason, VisitCommitmentAnswer)
def drop_commitment(**asked: Any) -> Any:
    """撤销承诺 · give a commitment up, with a reason."""
    require_any_scope(HOST)
    return call("observation_visits", "drop_commitment", **asked)
