"""Declared points on their way through the four steps, published, objected to, and at last counted."""

from gateway.blueprints import Blueprint
from gateway.schemas import member_points_steps as schemas
from gateway.schemas.base import warned
from gateway.schemas.projects import StepAnswer

KEEP, READ, APPROVE = "member_points.keep", "member_points.read", "member_points.approve"
ALL, ONE = "/point-declarations", "/point-declarations/<id:declaration_id>"
OBJECTION = "/point-objections/<id:objection_id>"
blueprint = Blueprint(
    "point declarations", "/api/v1", "积分申报与四步认定 · declarations and their way", service="member_points"
)

blueprint.list(ALL, schemas.PointDeclarationAnswer, query=schemas.PointDeclarationFilter, personal=True).calls(
    "declarations",
    "member_points.read_members",
    "积分申报列表，读取留痕 · declarations of an organization and everyone below; reading is on record.",
)
blueprint.post(ALL, schemas.PointDeclaration, schemas.WarnedPointDeclarationAnswer).calls(
    "declare_points", KEEP, "自评申报 · declare points for a member; what derives from a record is not asked for."
)
blueprint.get(ONE, schemas.PointDeclarationDetailAnswer, personal=True).calls(
    "declaration", READ, "一项申报与办理经过，读取留痕 · a declaration with its way; reading is on record."
)
blueprint.list(f"{ONE}/steps", StepAnswer).calls(
    "steps", READ, "办理经过 · who took which step, when, with which opinion."
)
blueprint.post(f"{ONE}/declarations", schemas.PointRedeclaration, schemas.PointDeclarationAnswer).calls(
    "declare_again", KEEP, "退回后重新申报 · declare returned points again."
)
blueprint.post(
    f"{ONE}/discussions", schemas.PointDeclarationDiscussion, schemas.PointDeclarationAnswer, decides=True
).calls("discuss_declaration", KEEP, "群众会议评鉴 · record the meeting at which the branch discussed it.")
blueprint.post(
    f"{ONE}/verifications", schemas.PointDeclarationOpinion, schemas.PointDeclarationAnswer, decides=True
).calls("verify_declaration", KEEP, "支委会审核 · record that the branch committee verified it.")
blueprint.post(f"{ONE}/approvals", schemas.PointDeclarationOpinion, schemas.PointDeclarationAnswer, decides=True).calls(
    "approve_declaration", APPROVE, "党委审批 · approve it in the name of the committee above."
)
blueprint.post(f"{ONE}/returns", schemas.PointDeclarationReturn, schemas.PointDeclarationAnswer, decides=True).calls(
    "return_declaration", KEEP, "退回并写明意见 · give it back with an opinion."
)
blueprint.post(f"{ONE}/publications", schemas.PointStepDay, schemas.PointDeclarationAnswer, decides=True).calls(
    "publish_declaration", KEEP, "支部内公示 · record that it is published inside the branch."
)
blueprint.post(f"{ONE}/confirmations", schemas.PointStepDay, schemas.PointDeclarationAnswer, decides=True).calls(
    "count_declaration", KEEP, "公示期满确认计分 · let it count, once the window is over and objections are answered."
)
blueprint.post(f"{ONE}/withdrawals", schemas.PointReason, schemas.PointDeclarationAnswer).calls(
    "withdraw_declaration", KEEP, "撤回申报 · take it back before it counts."
)
blueprint.list(f"{ONE}/objections", schemas.PointObjectionAnswer).calls(
    "objections",
    READ,
    "对申报的异议 · objections to a declaration.",
    renames={"declaration_id": "about_id"},
    named="objections_to_declaration",
)
blueprint.post(f"{ONE}/objections", schemas.PointReason, warned(schemas.PointObjectionAnswer)).calls(
    "object_to_declaration", KEEP, "提出异议 · object to published points with a reason."
)
blueprint.get(OBJECTION, schemas.PointObjectionAnswer).calls(
    "objection", READ, "一条异议及其答复 · an objection with its answer."
)
blueprint.post(f"{OBJECTION}/answers", schemas.PointObjectionReply, schemas.PointObjectionAnswer, decides=True).calls(
    "answer_objection", APPROVE, "答复异议 · answer an objection in the name of the committee above."
)
