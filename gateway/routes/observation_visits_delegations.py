"""Delegations (观摩团): who goes, from which organization, by which vehicles."""

from typing import Any

from gateway.asking import ask, require_somewhere
from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits import VisitReason
from gateway.schemas.observation_visits_sites import (
    DelegationAmendment,
    DelegationAnswer,
    DelegationAsked,
    DelegationFilter,
)
from gateway.schemas.reminders import warned

READ, HOST = "observation_visits.read", "observation_visits.host"
CALENDAR = "text/calendar; charset=utf-8"
blueprint = Blueprint(
    "visit delegations", __name__, url_prefix="/api/v1/visit-delegations", description="观摩团 · delegations"
)


@blueprint.lists("", DelegationAnswer, query=DelegationFilter)
def delegations(**asked: Any) -> Any:
    """观摩团列表 · the delegations of a round."""
    require_somewhere(READ)
    return ask("observation_visits", "delegations", **asked)


@blueprint.takes("", DelegationAsked, warned(DelegationAnswer))
def add_delegation(**asked: Any) -> Any:
    """登记观摩团 · enter a delegation: members or a head count, vehicles, where it starts and ends."""
    require_somewhere(HOST)
    return ask("observation_visits", "add_delegation", **asked)


@blueprint.shows("/<id:delegation_id>", DelegationAnswer)
def delegation(delegation_id: str) -> Any:
    """一个观摩团 · a delegation."""
    require_somewhere(READ)
    return ask("observation_visits", "delegation", delegation_id=delegation_id)


@blueprint.changes("/<id:delegation_id>", DelegationAmendment, DelegationAnswer)
def amend_delegation(**asked: Any) -> Any:
    """修改观摩团 · change a delegation; published visits stay until a new plan moves them."""
    require_somewhere(HOST)
    return ask("observation_visits", "amend_delegation", **asked)


@blueprint.takes("/<id:delegation_id>/cancellations", VisitReason, DelegationAnswer)
def keep_delegation_home(**asked: Any) -> Any:
    """观摩团不参加 · say that a delegation does not go; the next plan leaves it out."""
    require_somewhere(HOST)
    return ask("observation_visits", "keep_delegation_home", **asked)


@blueprint.hands_out("/<id:delegation_id>/calendar.ics", CALENDAR)
def calendar_of_delegation(delegation_id: str) -> Any:
    """观摩团日历文件 · an iCalendar file of the visits that a delegation makes."""
    require_somewhere(READ)
    return ask("observation_visits", "calendar_of_delegation", delegation_id=delegation_id)


@blueprint.hands_out("/<id:delegation_id>/itinerary.ics", CALENDAR)
def calendar_of_itinerary(delegation_id: str) -> Any:
    """观摩团行程日历文件 · an iCalendar file of a delegation's days, from leaving to the end of the review."""
    require_somewhere(READ)
    return ask("observation_visits", "calendar_of_itinerary", delegation_id=delegation_id)
