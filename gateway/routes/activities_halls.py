"""Lecture halls (新时代学“习”大讲堂): planned, built, checked against the standard, established; and who has none."""

from gateway.blueprints import Blueprint
from gateway.schemas import activities_halls as schemas
from gateway.schemas.projects import StepAnswer

READ, KEEP = "activities.read", "activities.keep"
blueprint = Blueprint(
    "lecture halls", "/api/v1/lecture-halls", "新时代学“习”大讲堂 · lecture halls", service="activities"
)

blueprint.list("", schemas.HallAnswer, query=schemas.HallFilter).calls(
    "lecture_halls",
    READ,
    "大讲堂列表 · the halls of an organization and everyone below it, those merely wanted among them.",
)
blueprint.list("/missing", schemas.MissingHallAnswer, query=schemas.HallsQuery).calls(
    "missing_halls",
    READ,
    "尚无大讲堂的组织及期限 · the organizations without a hall, and by when they are to have one.",
)
blueprint.get("/kinds", schemas.HallKindsAnswer, query=schemas.HallsQuery).calls(
    "halls_by_kind", READ, "按组织类型的大讲堂 · the halls by kind of organization, and of which kinds one is wanted."
)
blueprint.get("/standard", schemas.HallStandardAnswer, query=schemas.HallsQuery).calls(
    "hall_standard", READ, "现行建设标准 · the standard that a hall planned today is bound to: two checklists."
)
blueprint.post("/deadlines", schemas.HallDeadline, schemas.HallDeadlineAnswer).calls(
    "set_hall_deadline",
    "activities.confirm",
    "设定建设期限 · set the day by which the district's halls are to be established.",
)
blueprint.list("/scopes", schemas.HallScopeAnswer, query=schemas.HallsQuery).calls(
    "hall_scopes",
    READ,
    "各类基层组织的建设要求及起始日 · of branches of which kinds a hall is asked, from which day on.",
)
blueprint.post("/scopes", schemas.HallScope, schemas.HallScopeAnswer).calls(
    "set_hall_scope",
    "activities.confirm",
    "设定哪些类型的基层组织须建设大讲堂 · set of branches of which kinds a hall is asked, from a day on.",
)
blueprint.post("", schemas.HallPlan, schemas.HallDetailAnswer).calls(
    "plan_hall", KEEP, "规划大讲堂 · plan the hall of an organization, by the standard in force today."
)
blueprint.get("/<id:hall_id>", schemas.HallDetailAnswer).calls(
    "lecture_hall", READ, "大讲堂与标准核对情况 · a hall with both checklists of its standard."
)
blueprint.patch("/<id:hall_id>", schemas.HallAmendment, schemas.HallDetailAnswer).calls(
    "amend_hall", KEEP, "修改大讲堂名称、地点 · change a hall's name or address."
)
blueprint.list("/<id:hall_id>/steps", StepAnswer).calls(
    "hall_steps", READ, "建设经过 · a hall's steps, the first one first."
)
blueprint.post("/<id:hall_id>/beginnings", schemas.HallDay, schemas.HallDetailAnswer).calls(
    "begin_hall", KEEP, "启动建设 · say that a planned hall is being built."
)
blueprint.post("/<id:hall_id>/checks", schemas.HallItemCheck, schemas.HallDetailAnswer).calls(
    "check_items", KEEP, "核对标准 · note that items of the standard are there."
)
blueprint.post("/<id:hall_id>/check-withdrawals", schemas.HallItemWithdrawal, schemas.HallDetailAnswer).calls(
    "uncheck_item", KEEP, "撤销一项核对 · take back that an item of the standard is there, with a reason."
)
blueprint.post("/<id:hall_id>/establishments", schemas.HallDay, schemas.HallDetailAnswer).calls(
    "establish_hall", KEEP, "建成 · establish a hall that meets its standard."
)
