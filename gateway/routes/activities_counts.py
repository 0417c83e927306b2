"""What was held, counted; who reported how much of what was expected; what good practice misses."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.activities import ActivityCountsAnswer, ActivityCountsAsked
from gateway.schemas.activities_obligations import ActivityWarningsAsked, ReportingRateAnswer, ReportingRatesAsked
from gateway.schemas.reminders import ReminderAnswer
from gateway.service_calls import call, require

blueprint = Blueprint(
    "organizational life",
    __name__,
    url_prefix="/api/v1",
    description="组织生活统计与提醒 · organizational life in figures, and reminders",
)


@blueprint.get("/activity-counts", ActivityCountsAnswer, query=ActivityCountsAsked)
def activity_counts(organization_id: str, **asked: Any) -> Any:
    """按类型和形式统计活动 · what was held in a period, by kind and by the mode of sessions."""
    require("activities.read", organization_id)
    return call("activities", "activity_counts", organization_id=organization_id, **asked)


@blueprint.list("/reporting-rates", ReportingRateAnswer, query=ReportingRatesAsked)
def reporting_rates(organization_id: str, **asked: Any) -> Any:
    """各单位开展率，无记录的单位在前 · expected, actual and on time by unit, the silent units first."""
    require("activities.read", organization_id)
    return call("activities", "reporting_rates", organization_id=organization_id, **asked)


@blueprint.list("/activity-warnings", ReminderAnswer, query=ActivityWarningsAsked)
def activity_warnings(organization_id: str, **asked: Any) -> Any:
    """组织生活提醒 · organizations whose secretary has given no party class; nothing is blocked."""
    require("activities.read", organization_id)
    return call("activities", "activity_warnings", organization_id=organization_id, **asked)
