"""Activities: what organizations hold, with attendance entered once, votes whose outcome follows, and minutes."""

from gateway.blueprints import Blueprint
from gateway.schemas import activities as schemas
from gateway.schemas.base import warned
from gateway.schemas.projects import StepAnswer

blueprint = Blueprint(
    "activities",
    "/api/v1/activities",
    "讲习活动与组织生活记录 · sessions and organizational life",
    service="activities",
)
READ, KEEP = "activities.read", "activities.keep"
CALENDAR = "text/calendar; charset=utf-8"
calendar_files = Blueprint(
    "activity calendar files", "/api/v1/organizations", "组织生活日历文件 · calendar files", service="activities"
)
calendar_files.download("/<id:organization_id>/activity-calendar.ics", CALENDAR).calls(
    "calendar_of_activities", READ, "组织生活日历文件 · an iCalendar file of what was held and what is due."
)

blueprint.list("", schemas.ActivityAnswer, query=schemas.ActivityFilter).calls(
    "activities", READ, "活动列表 · what an organization and anyone below it held."
)
blueprint.post("", schemas.ActivityRecord, warned(schemas.ActivityAnswer)).calls(
    "record_activity", KEEP, "录入一次活动 · record an activity; what it is counted for follows by itself."
)
blueprint.post("/batches", schemas.ActivityBatch, warned(schemas.ActivityBatchAnswer)).calls(
    "record_activities", KEEP, "一次录入多次活动 · record several activities at once, all of them or none."
)
blueprint.get("/<id:activity_id>", schemas.ActivityDetailAnswer).calls(
    "activity", READ, "活动及表决 · an activity with what was voted on."
)
blueprint.patch("/<id:activity_id>", schemas.ActivityAmendment, schemas.ActivityAnswer).calls(
    "amend_activity", KEEP, "更正活动记录 · correct what was recorded of an activity."
)
blueprint.list("/<id:activity_id>/steps", StepAnswer).calls(
    "activity_steps", READ, "记录的变更经过 · what was done to the record, by whom, when and why."
)
blueprint.patch("/<id:activity_id>/attendance", schemas.ActivityAttendance, schemas.ActivityAnswer, method="PUT").calls(
    "record_attendance", KEEP, "录入参加人员 · enter who attended; entered again it takes the place of what was there."
)
blueprint.post("/<id:activity_id>/cancellations", schemas.ActivityCancellation, schemas.ActivityAnswer).calls(
    "cancel_activity", KEEP, "作废误录的记录 · take back a record made by mistake; what it had met is open again."
)
blueprint.get("/<id:activity_id>/minutes", schemas.MinutesAnswer).calls(
    "minutes", READ, "会议记录 · the minutes; their version goes with If-Match when they are written."
)
blueprint.patch("/<id:activity_id>/minutes", schemas.MinutesText, schemas.MinutesAnswer, method="PUT").calls(
    "write_minutes",
    KEEP,
    "撰写会议记录 · write the minutes, or write them anew; refused where somebody else did meanwhile.",
)
blueprint.list("/<id:activity_id>/resolutions", schemas.ResolutionAnswer).calls(
    "resolutions", READ, "表决 · the votes of a meeting."
)
blueprint.post("/<id:activity_id>/resolutions", schemas.ResolutionRecord, warned(schemas.ResolutionAnswer)).calls(
    "record_resolution", KEEP, "录入表决 · record a vote; the outcome follows from the numbers by the voting rule."
)
blueprint.post(
    "/<id:activity_id>/resolutions/<id:resolution_id>/corrections",
    schemas.ResolutionCorrection,
    schemas.ResolutionAnswer,
).calls("correct_resolution", KEEP, "更正表决人数 · correct the numbers of a vote, with a reason.")
blueprint.post(
    "/<id:activity_id>/resolutions/<id:resolution_id>/withdrawals",
    schemas.ResolutionWithdrawal,
    schemas.ResolutionAnswer,
).calls("withdraw_resolution", KEEP, "作废误录的表决 · void a vote that was recorded by mistake; the meeting stands.")
