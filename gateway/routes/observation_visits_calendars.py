"""When organizations receive visitors: what they say themselves, and what they inherit from above."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.observation_visits_sites import VisitBurdenAnswer, VisitCalendarAnswer, VisitCalendarAsked
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "visit calendars", __name__, url_prefix="/api/v1/visit-calendars", description="接待日历 · calendars of hosts"
)


@blueprint.get("/<id:organization_id>", VisitCalendarAnswer)
def calendar(organization_id: str) -> Any:
    """接待日历 · the half-days and days off of an organization, with what it inherits."""
    require("observation_visits.read", organization_id)
    return call("observation_visits", "calendar", organization_id=organization_id)


@blueprint.patch("/<id:organization_id>", VisitCalendarAsked, VisitCalendarAnswer, method="PUT")
def set_calendar(organization_id: str, **asked: Any) -> Any:
    """设定接待日历 · put an organization's own calendar in the place of what it had; those below inherit it."""
    require("observation_visits.host", organization_id)
    return call("observation_visits", "set_calendar", organization_id=organization_id, **asked)


@blueprint.get("/<id:organization_id>/burdens/<id:burden_period>", VisitBurdenAnswer)
def burden(organization_id: str, burden_period: str) -> Any:
    """某季度的接待次数 · how many visits an organization receives in a quarter, and its cap."""
    require_any_scope("observation_visits.read")
    return call("observation_visits", "burden", organization_id=organization_id, period=burden_period)
