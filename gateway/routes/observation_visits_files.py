"""Calendar files of what an organization receives, for any calendar program."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.service_calls import call, require

CALENDAR = "text/calendar; charset=utf-8"
blueprint = Blueprint(
    "visit calendar files", __name__, url_prefix="/api/v1/organizations", description="观摩日历文件 · calendar files"
)


@blueprint.download("/<id:organization_id>/visit-calendar.ics", CALENDAR)
def calendar_of_organization(organization_id: str) -> Any:
    """接待观摩日历文件 · an iCalendar file of the visits that an organization receives."""
    require("observation_visits.read", organization_id)
    return call("observation_visits", "calendar_of_organization", organization_id=organization_id)
