"""Calendar files of what an organization receives, for any calendar program."""

from typing import Any

from gateway.asking import ask, require
from gateway.blueprints import Blueprint

CALENDAR = "text/calendar; charset=utf-8"
blueprint = Blueprint(
    "visit calendar files", __name__, url_prefix="/api/v1/organizations", description="观摩日历文件 · calendar files"
)


@blueprint.hands_out("/<id:organization_id>/visit-calendar.ics", CALENDAR)
def calendar_of_organization(organization_id: str) -> Any:
    """接待观摩日历文件 · an iCalendar file of the visits that an organization receives."""
    require("observation_visits.read", organization_id)
    return ask("observation_visits", "calendar_of_organization", organization_id=organization_id)
