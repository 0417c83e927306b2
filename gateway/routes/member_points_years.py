"""Annual results of branches: computed, published, frozen with their rules, and proven by computing them again."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.member_points_steps import (
    PointComputationAsked,
    PointDayTaken,
    PointFreezeAsked,
    PointObjectionAnswer,
    PointReasonTaken,
    PointRecomputationAnswer,
    PointResultAnswer,
    PointYearAnswer,
    PointYearFilter,
)
from gateway.schemas.projects import StepAnswer
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "point years", __name__, url_prefix="/api/v1/point-years", description="年度考核结果 · annual results of branches"
)
ONE = "/<id:point_year_id>"


@blueprint.list("", PointYearAnswer, query=PointYearFilter)
def point_years(organization_id: str, **asked: Any) -> Any:
    """年度考核结果列表 · annual results of an organization and everyone below it."""
    require("member_points.read", organization_id)
    return call("member_points", "point_years", organization_id=organization_id, **asked)


@blueprint.post("/computations", PointComputationAsked, PointYearAnswer)
def compute_year(organization_id: str, **asked: Any) -> Any:
    """计算年度结果 · compute a branch's year by the published schemes, for the first time or anew."""
    require("member_points.keep", organization_id)
    return call("member_points", "compute_year", organization_id=organization_id, **asked)


@blueprint.get(ONE, PointYearAnswer)
def point_year(point_year_id: str) -> Any:
    """一个支部的年度结果 · a branch's annual result: how many members are in which band."""
    require_any_scope("member_points.read")
    return call("member_points", "point_year", point_year_id=point_year_id)


@blueprint.list(f"{ONE}/steps", StepAnswer)
def year_steps(**asked: Any) -> Any:
    """办理经过 · who took which step, when."""
    require_any_scope("member_points.read")
    return call("member_points", "year_steps", **asked)


@blueprint.list(f"{ONE}/results", PointResultAnswer, personal=True)
def results(**asked: Any) -> Any:
    """党员逐人结果，按编号排列，读取留痕 · the members' lines by id; whoever reads them is on record."""
    require_any_scope("member_points.read_members")
    return call("member_points", "results", **asked)


@blueprint.get(f"{ONE}/recomputation", PointRecomputationAnswer, personal=True)
def recomputation(point_year_id: str) -> Any:
    """重新计算并比对 · compute it again by its own rules, and compare."""
    require_any_scope("member_points.read_members")
    return call("member_points", "recomputation", point_year_id=point_year_id)


@blueprint.post(f"{ONE}/publications", PointDayTaken, PointYearAnswer, decides=True)
def publish_results(**asked: Any) -> Any:
    """支部内公示结果 · record that it is published inside the branch."""
    require_any_scope("member_points.keep")
    return call("member_points", "publish_results", **asked)


@blueprint.list(f"{ONE}/objections", PointObjectionAnswer)
def year_objections(point_year_id: str, **asked: Any) -> Any:
    """对结果的异议 · objections to an annual result."""
    require_any_scope("member_points.read")
    return call("member_points", "objections", about_id=point_year_id, **asked)


@blueprint.post(f"{ONE}/objections", PointReasonTaken, warned(PointObjectionAnswer))
def object_to_year(**asked: Any) -> Any:
    """提出异议 · object to a published result with a reason."""
    require_any_scope("member_points.keep")
    return call("member_points", "object_to_year", **asked)


@blueprint.post(f"{ONE}/freezes", PointFreezeAsked, PointYearAnswer, decides=True)
def freeze_year(**asked: Any) -> Any:
    """冻结年度结果 · close a branch's year in the name of the committee above."""
    require_any_scope("member_points.approve")
    return call("member_points", "freeze_year", **asked)
