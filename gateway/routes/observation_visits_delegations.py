"""Delegations (观摩团): who goes, from which organization, by which vehicles."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_sites import (
    DelegationAmendment,
    DelegationAnswer,
    DelegationAsked,
    DelegationFilter,
)
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require_any_scope

READ, HOST = "observation_visits.read", "observation_visits.host"
CALENDAR = "text/calendar; charset=utf-8"
blueprint = Blueprint(
    "visit delegations", __name__, url_prefix="/api/v1/visit-delegations", description="观摩团 · delegations"
)


@blueprint.list("", DelegationAnswer, query=DelegationFilter)
def delegations(**asked: Any) -> Any:
    """观摩团列表 · the delegations of a round."""
    require_any_scope(READ)
    return call("observation_visits", "delegations", **asked)


@blueprint.post("", DelegationAsked, warned(DelegationAnswer))
def add_delegation(**asked: Any) -> Any:
    """登记观摩团 · enter a delegation: members or a head count, vehicles, where it starts and ends."""
    require_any_scope(HOST)
    return call("observation_visits", "add_delegation", **asked)


@blueprint.get("/<id:delegation_id>", DelegationAnswer)
def delegation(delegation_id: str) -> Any:
    """一个观摩团 · a delegation."""
    require_any_scope(READ)
    return call("observation_visits", "delegation", delegation_id=delegation_id)


@blueprint.patch("/<id:delegation_id>", DelegationAmendment, DelegationAnswer)
def amend_delegation(**asked: Any) -> Any:
    """修改观摩团 · change a delegation; published visits stay until a new plan moves them."""
    require_any_scope(HOST)
    return call("observation_visits", "amend_delegation", **asked)


@blueprint.post("/<id:delegation_id>/cancellations", VisitReason, DelegationAnswer)
def keep_delegation_home(**asked: Any) -> Any:
    """观摩团不参加 · say that a delegation does not go; the next plan leaves it out."""
    require_any_scope(HOST)
    return call("observation_visits", "keep_delegation_home", **asked)


@blueprint.download("/<id:delegation_id>/calendar.ics", CALENDAR)
def calendar_of_delegation(delegation_id: str) -> Any:
    """观摩团日历文件 · an iCalendar file of the visits that a delegation makes."""
    require_any_scope(READ)
    return call("observation_visits", "calendar_of_delegation", delegation_id=delegation_id)


@blueprint.download("/<id:delegation_id>/itinerary.ics", CALENDAR)
def calendar_of_itinerary(delegation_id: str) -> Any:
    """观摩团行程日历文件 · an iCalendar file of a delegation's days, from leaving to the end of the review."""
    require_any_scope(READ)
    return call("observation_visits", "calendar_of_itinerary", delegation_id=delegation_id)
