"""Stops (观摩点): demonstration points and project sites by themselves, any organization by name."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_sites import StopAmendment, StopAnswer, StopAsked, StopFilter
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

READ, HOST = "observation_visits.read", "observation_visits.host"
blueprint = Blueprint("visit stops", __name__, url_prefix="/api/v1/visit-stops", description="观摩点 · stops")


@blueprint.list("", StopAnswer, query=StopFilter)
def stops(organization_id: str, **asked: Any) -> Any:
    """观摩点列表 · the stops of an organization and everyone below it."""
    require(READ, organization_id)
    return call("observation_visits", "stops", organization_id=organization_id, **asked)


@blueprint.post("", StopAsked, warned(StopAnswer))
def name_stop(organization_id: str, **asked: Any) -> Any:
    """登记观摩点 · name an organization as a stop, with what it takes to receive there."""
    require(HOST, organization_id)
    return call("observation_visits", "name_stop", organization_id=organization_id, **asked)


@blueprint.get("/<id:stop_id>", StopAnswer)
def stop(stop_id: str) -> Any:
    """一个观摩点 · a stop, and whose point it stands at."""
    require_any_scope(READ)
    return call("observation_visits", "stop", stop_id=stop_id)


@blueprint.patch("/<id:stop_id>", StopAmendment, StopAnswer)
def amend_stop(**asked: Any) -> Any:
    """修改接待条件 · change a stop's host facts; those of a demonstration point are changed there."""
    require_any_scope(HOST)
    return call("observation_visits", "amend_stop", **asked)


@blueprint.post("/<id:stop_id>/retirements", VisitReason, StopAnswer)
def retire_stop(**asked: Any) -> Any:
    """停用观摩点 · take a stop out of the choice, with a reason."""
    require_any_scope(HOST)
    return call("observation_visits", "retire_stop", **asked)
