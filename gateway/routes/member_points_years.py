"""Annual results of branches: computed, published, frozen with their rules, and proven by computing them again."""

from gateway.blueprints import Blueprint
from gateway.schemas import member_points_steps as schemas
from gateway.schemas.base import warned
from gateway.schemas.projects import StepAnswer

READ, KEEP, READ_MEMBERS = "member_points.read", "member_points.keep", "member_points.read_members"
ONE = "/<id:point_year_id>"
blueprint = Blueprint(
    "point years", "/api/v1/point-years", "年度考核结果 · annual results of branches", service="member_points"
)

blueprint.list("", schemas.PointYearAnswer, query=schemas.PointYearFilter).calls(
    "point_years", READ, "年度考核结果列表 · annual results of an organization and everyone below it."
)
blueprint.post("/computations", schemas.PointYearComputation, schemas.PointYearAnswer).calls(
    "compute_year", KEEP, "计算年度结果 · compute a branch's year by the published schemes, for the first time or anew."
)
blueprint.get(ONE, schemas.PointYearAnswer).calls(
    "point_year", READ, "一个支部的年度结果 · a branch's annual result: how many members are in which band."
)
blueprint.list(f"{ONE}/steps", StepAnswer).calls("year_steps", READ, "办理经过 · who took which step, when.")
blueprint.list(f"{ONE}/results", schemas.PointYearResultAnswer, personal=True).calls(
    "results",
    READ_MEMBERS,
    "党员逐人结果，按编号排列，读取留痕 · the members' lines by id; whoever reads them is on record.",
)
blueprint.get(f"{ONE}/recomputation", schemas.PointYearRecomputationAnswer, personal=True).calls(
    "recomputation", READ_MEMBERS, "重新计算并比对 · compute it again by its own rules, and compare."
)
blueprint.post(f"{ONE}/publications", schemas.PointStepDay, schemas.PointYearAnswer, decides=True).calls(
    "publish_results", KEEP, "支部内公示结果 · record that it is published inside the branch."
)
blueprint.list(f"{ONE}/objections", schemas.PointObjectionAnswer).calls(
    "objections",
    READ,
    "对结果的异议 · objections to an annual result.",
    renames={"point_year_id": "about_id"},
    named="objections_to_year",
)
blueprint.post(f"{ONE}/objections", schemas.PointReason, warned(schemas.PointObjectionAnswer)).calls(
    "object_to_year", KEEP, "提出异议 · object to a published result with a reason."
)
blueprint.post(f"{ONE}/freezes", schemas.PointYearFreeze, schemas.PointYearAnswer, decides=True).calls(
    "freeze_year", "member_points.approve", "冻结年度结果 · close a branch's year in the name of the committee above."
)
