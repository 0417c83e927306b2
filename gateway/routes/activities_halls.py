"""Lecture halls (新时代学“习”大讲堂): planned, built, checked against the standard, established; and who has none."""

from gateway.blueprints import Blueprint
from gateway.schemas.activities_halls import (
    HallAmendment,
    HallAnswer,
    HallDay,
    HallDeadline,
    HallDeadlineAnswer,
    HallDetailAnswer,
    HallFilter,
    HallItemCheck,
    HallItemWithdrawal,
    HallPlan,
    HallsQuery,
    HallStandardAnswer,
    MissingHallAnswer,
)
from gateway.schemas.projects import StepAnswer

READ, KEEP = "activities.read", "activities.keep"
blueprint = Blueprint(
    "lecture halls", "/api/v1/lecture-halls", "新时代学“习”大讲堂 · lecture halls", service="activities"
)

blueprint.list("", HallAnswer, query=HallFilter).calls(
    "lecture_halls",
    READ,
    "大讲堂列表 · the halls of an organization and everyone below it, those merely wanted among them.",
)
blueprint.list("/missing", MissingHallAnswer, query=HallsQuery).calls(
    "missing_halls",
    READ,
    "尚无大讲堂的组织及期限 · the organizations without a hall, and by when they are to have one.",
)
blueprint.get("/standard", HallStandardAnswer, query=HallsQuery).calls(
    "hall_standard", READ, "现行建设标准 · the standard that a hall planned today is bound to: two checklists."
)
blueprint.post("/deadlines", HallDeadline, HallDeadlineAnswer).calls(
    "set_hall_deadline",
    "activities.confirm",
    "设定建设期限 · set the day by which the district's halls are to be established.",
)
blueprint.post("", HallPlan, HallDetailAnswer).calls(
    "plan_hall", KEEP, "规划大讲堂 · plan the hall of an organization, by the standard in force today."
)
blueprint.get("/<id:hall_id>", HallDetailAnswer).calls(
    "lecture_hall", READ, "大讲堂与标准核对情况 · a hall with both checklists of its standard."
)
blueprint.patch("/<id:hall_id>", HallAmendment, HallDetailAnswer).calls(
    "amend_hall", KEEP, "修改大讲堂名称、地点 · change a hall's name or address."
)
blueprint.list("/<id:hall_id>/steps", StepAnswer).calls(
    "hall_steps", READ, "建设经过 · a hall's steps, the first one first."
)
blueprint.post("/<id:hall_id>/beginnings", HallDay, HallDetailAnswer).calls(
    "begin_hall", KEEP, "启动建设 · say that a planned hall is being built."
)
blueprint.post("/<id:hall_id>/checks", HallItemCheck, HallDetailAnswer).calls(
    "check_items", KEEP, "核对标准 · note that items of the standard are there."
)
blueprint.post("/<id:hall_id>/check-withdrawals", HallItemWithdrawal, HallDetailAnswer).calls(
    "uncheck_item", KEEP, "撤销一项核对 · take back that an item of the standard is there, with a reason."
)
blueprint.post("/<id:hall_id>/establishments", HallDay, HallDetailAnswer).calls(
    "establish_hall", KEEP, "建成 · establish a hall that meets its standard."
)
