"""Lecture halls (新时代学“习”大讲堂): planned, built, checked against the standard, established; and who has none."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.activities_halls import (
    ActivitiesBelow,
    HallAmendment,
    HallAnswer,
    HallDay,
    HallDeadlineAnswer,
    HallDeadlineAsked,
    HallDetailAnswer,
    HallFilter,
    HallItemCheck,
    HallItemWithdrawal,
    HallPlan,
    HallStandardAnswer,
    MissingHallAnswer,
)
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "lecture halls",
    __name__,
    url_prefix="/api/v1/lecture-halls",
    description="新时代学“习”大讲堂 · lecture halls",
)


@blueprint.list("", HallAnswer, query=HallFilter)
def lecture_halls(organization_id: str, **asked: Any) -> Any:
    """大讲堂列表 · the halls of an organization and everyone below it, those merely wanted among them."""
    require("activities.read", organization_id)
    return call("activities", "lecture_halls", organization_id=organization_id, **asked)


@blueprint.list("/missing", MissingHallAnswer, query=ActivitiesBelow)
def missing_halls(organization_id: str, **asked: Any) -> Any:
    """尚无大讲堂的组织及期限 · the organizations without a hall, and by when they are to have one."""
    require("activities.read", organization_id)
    return call("activities", "missing_halls", organization_id=organization_id, **asked)


@blueprint.get("/standard", HallStandardAnswer, query=ActivitiesBelow)
def hall_standard(organization_id: str) -> Any:
    """现行建设标准 · the standard that a hall planned today is bound to: two checklists."""
    require("activities.read", organization_id)
    return call("activities", "hall_standard", organization_id=organization_id)


@blueprint.post("/deadlines", HallDeadlineAsked, HallDeadlineAnswer)
def set_hall_deadline(organization_id: str, **asked: Any) -> Any:
    """设定建设期限 · set the day by which the district's halls are to be established."""
    require("activities.confirm", organization_id)
    return call("activities", "set_hall_deadline", organization_id=organization_id, **asked)


@blueprint.post("", HallPlan, HallDetailAnswer)
def plan_hall(organization_id: str, **asked: Any) -> Any:
    """规划大讲堂 · plan the hall of an organization, by the standard in force today."""
    require("activities.keep", organization_id)
    return call("activities", "plan_hall", organization_id=organization_id, **asked)


@blueprint.get("/<id:hall_id>", HallDetailAnswer)
def lecture_hall(hall_id: str) -> Any:
    """大讲堂与标准核对情况 · a hall with both checklists of its standard."""
    require_any_scope("activities.read")
    return call("activities", "lecture_hall", hall_id=hall_id)


@blueprint.patch("/<id:hall_id>", HallAmendment, HallDetailAnswer)
def amend_hall(**asked: Any) -> Any:
    """修改大讲堂名称、地点 · change a hall's name or address."""
    require_any_scope("activities.keep")
    return call("activities", "amend_hall", **asked)


@blueprint.list("/<id:hall_id>/steps", StepAnswer)
def hall_steps(**asked: Any) -> Any:
    """建设经过 · a hall's steps, the first one first."""
    require_any_scope("activities.read")
    return call("activities", "hall_steps", **asked)


@blueprint.post("/<id:hall_id>/beginnings", HallDay, HallDetailAnswer)
def begin_hall(**asked: Any) -> Any:
    """启动建设 · say that a planned hall is being built."""
    require_any_scope("activities.keep")
    return call("activities", "begin_hall", **asked)


@blueprint.post("/<id:hall_id>/checks", HallItemCheck, HallDetailAnswer)
def check_items(**asked: Any) -> Any:
    """核对标准 · note that items of the standard are there."""
    require_any_scope("activities.keep")
    return call("activities", "check_items", **asked)


@blueprint.post("/<id:hall_id>/check-withdrawals", HallItemWithdrawal, HallDetailAnswer)
def uncheck_item(**asked: Any) -> Any:
    """撤销一项核对 · take back that an item of the standard is there, with a reason."""
    require_any_scope("activities.keep")
    return call("activities", "uncheck_item", **asked)


@blueprint.post("/<id:hall_id>/establishments", HallDay, HallDetailAnswer)
def establish_hall(**asked: Any) -> Any:
    """建成 · establish a hall that meets its standard."""
    require_any_scope("activities.keep")
    return call("activities", "establish_hall", **asked)
