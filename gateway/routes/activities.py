"""Activities: what organizations hold, with attendance entered once, votes whose outcome follows, and minutes."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.activities import (
    ActivityAmendment,
    ActivityAnswer,
    ActivityAttendance,
    ActivityBatch,
    ActivityBatchAnswer,
    ActivityCancellation,
    ActivityDetailAnswer,
    ActivityFilter,
    ActivityRecord,
    MinutesAnswer,
    MinutesText,
    ResolutionAnswer,
    ResolutionCorrection,
    ResolutionRecord,
)
from gateway.schemas.projects import StepAnswer
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "activities",
    __name__,
    url_prefix="/api/v1/activities",
    description="讲习活动与组织生活记录 · sessions and organizational life",
)


@blueprint.list("", ActivityAnswer, query=ActivityFilter)
def activities(organization_id: str, **asked: Any) -> Any:
    """活动列表 · what an organization and anyone below it held."""
    require("activities.read", organization_id)
    return call("activities", "activities", organization_id=organization_id, **asked)


@blueprint.post("", ActivityRecord, warned(ActivityAnswer))
def record_activity(organization_id: str, **asked: Any) -> Any:
    """录入一次活动 · record an activity; what it is counted for follows by itself."""
    require("activities.keep", organization_id)
    return call("activities", "record_activity", organization_id=organization_id, **asked)


@blueprint.post("/batches", ActivityBatch, warned(ActivityBatchAnswer))
def record_activities(organization_id: str, **asked: Any) -> Any:
    """一次录入多次活动 · record several activities at once, all of them or none."""
    require("activities.keep", organization_id)
    return call("activities", "record_activities", organization_id=organization_id, **asked)


@blueprint.get("/<id:activity_id>", ActivityDetailAnswer)
def activity(activity_id: str) -> Any:
    """活动及表决 · an activity with what was voted on."""
    require_any_scope("activities.read")
    return call("activities", "activity", activity_id=activity_id)


@blueprint.patch("/<id:activity_id>", ActivityAmendment, ActivityAnswer)
def amend_activity(**asked: Any) -> Any:
    """更正活动记录 · correct what was recorded of an activity."""
    require_any_scope("activities.keep")
    return call("activities", "amend_activity", **asked)


@blueprint.list("/<id:activity_id>/steps", StepAnswer)
def activity_steps(**asked: Any) -> Any:
    """记录的变更经过 · what was done to the record, by whom, when and why."""
    require_any_scope("activities.read")
    return call("activities", "activity_steps", **asked)


@blueprint.patch("/<id:activity_id>/attendance", ActivityAttendance, ActivityAnswer, method="PUT")
def record_attendance(**asked: Any) -> Any:
    """录入参加人员 · enter who attended; entered again it takes the place of what was there."""
    require_any_scope("activities.keep")
    return call("activities", "record_attendance", **asked)


@blueprint.post("/<id:activity_id>/cancellations", ActivityCancellation, ActivityAnswer)
def cancel_activity(**asked: Any) -> Any:
    """作废误录的记录 · take back a record made by mistake; what it had met is open again."""
    require_any_scope("activities.keep")
    return call("activities", "cancel_activity", **asked)


@blueprint.get("/<id:activity_id>/minutes", MinutesAnswer)
def minutes(activity_id: str) -> Any:
    """会议记录 · the minutes; their version goes with If-Match when they are written."""
    require_any_scope("activities.read")
    return call("activities", "minutes", activity_id=activity_id)


@blueprint.patch("/<id:activity_id>/minutes", MinutesText, MinutesAnswer, method="PUT")
def write_minutes(**asked: Any) -> Any:
    """撰写会议记录 · write the minutes, or write them anew; refused where somebody else did meanwhile."""
    require_any_scope("activities.keep")
    return call("activities", "write_minutes", **asked)


@blueprint.list("/<id:activity_id>/resolutions", ResolutionAnswer)
def resolutions(**asked: Any) -> Any:
    """表决 · the votes of a meeting."""
    require_any_scope("activities.read")
    return call("activities", "resolutions", **asked)


@blueprint.post("/<id:activity_id>/resolutions", ResolutionRecord, warned(ResolutionAnswer))
def record_resolution(**asked: Any) -> Any:
    """录入表决 · record a vote; the outcome follows from the numbers by the voting rule."""
    require_any_scope("activities.keep")
    return call("activities", "record_resolution", **asked)


@blueprint.post("/<id:activity_id>/resolutions/<id:resolution_id>/corrections", ResolutionCorrection, ResolutionAnswer)
def correct_resolution(**asked: Any) -> Any:
    """更正表决人数 · correct the numbers of a vote, with a reason."""
    require_any_scope("activities.keep")
    return call("activities", "correct_resolution", **asked)


@blueprint.post("/<id:activity_id>/resolutions/<id:resolution_id>/withdrawals", ActivityCancellation, ResolutionAnswer)
def withdraw_resolution(**asked: Any) -> Any:
    """作废误录的表决 · void a vote that was recorded by mistake; the meeting stands."""
    require_any_scope("activities.keep")
    return call("activities", "withdraw_resolution", **asked)
