"""Declared points on their way through the four steps, published, objected to, and at last counted."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.member_points_steps import (
    PointDayTaken,
    PointDeclaration,
    PointDeclarationAgain,
    PointDeclarationAnswer,
    PointDeclarationDetailAnswer,
    PointDeclarationFilter,
    PointDiscussion,
    PointObjectionAnswer,
    PointObjectionReply,
    PointReasonTaken,
    PointReturn,
    PointStep,
    WarnedPointDeclarationAnswer,
)
from gateway.schemas.projects import StepAnswer
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "point declarations", __name__, url_prefix="/api/v1", description="积分申报与四步认定 · declarations and their way"
)
ALL, ONE = "/point-declarations", "/point-declarations/<id:declaration_id>"
OBJECTION = "/point-objections/<id:objection_id>"


@blueprint.list(ALL, PointDeclarationAnswer, query=PointDeclarationFilter, personal=True)
def declarations(organization_id: str, **asked: Any) -> Any:
    """积分申报列表，读取留痕 · declarations of an organization and everyone below; reading is on record."""
    require("member_points.read_members", organization_id)
    return call("member_points", "declarations", organization_id=organization_id, **asked)


@blueprint.post(ALL, PointDeclaration, WarnedPointDeclarationAnswer)
def declare_points(organization_id: str, **asked: Any) -> Any:
    """自评申报 · declare points for a member; what derives from a record is not asked for."""
    require("member_points.keep", organization_id)
    return call("member_points", "declare_points", organization_id=organization_id, **asked)


@blueprint.get(ONE, PointDeclarationDetailAnswer, personal=True)
def declaration(declaration_id: str) -> Any:
    """一项申报与办理经过，读取留痕 · a declaration with its way; reading is on record."""
    require_any_scope("member_points.read")
    return call("member_points", "declaration", declaration_id=declaration_id)


@blueprint.list(f"{ONE}/steps", StepAnswer)
def steps(**asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope("member_points.read")
    return call("member_points", "steps", **asked)


@blueprint.post(f"{ONE}/declarations", PointDeclarationAgain, PointDeclarationAnswer)
def declare_again(**asked: Any) -> Any:
    """退回后重新申报 · declare returned points again."""
    return _step("declare_again", **asked)


@blueprint.post(f"{ONE}/discussions", PointDiscussion, PointDeclarationAnswer, decides=True)
def discuss_declaration(**asked: Any) -> Any:
    """群众会议评鉴 · record the meeting at which the branch discussed it."""
    return _step("discuss_declaration", **asked)


@blueprint.post(f"{ONE}/verifications", PointStep, PointDeclarationAnswer, decides=True)
def verify_declaration(**asked: Any) -> Any:
    """支委会审核 · record that the branch committee verified it."""
    return _step("verify_declaration", **asked)


@blueprint.post(f"{ONE}/approvals", PointStep, PointDeclarationAnswer, decides=True)
def approve_declaration(**asked: Any) -> Any:
    """党委审批 · approve it in the name of the committee above."""
    require_any_scope("member_points.approve")
    return call("member_points", "approve_declaration", **asked)


@blueprint.post(f"{ONE}/returns", PointReturn, PointDeclarationAnswer, decides=True)
def return_declaration(**asked: Any) -> Any:
    """退回并写明意见 · give it back with an opinion."""
    return _step("return_declaration", **asked)


@blueprint.post(f"{ONE}/publications", PointDayTaken, PointDeclarationAnswer, decides=True)
def publish_declaration(**asked: Any) -> Any:
    """支部内公示 · record that it is published inside the branch."""
    return _step("publish_declaration", **asked)


@blueprint.post(f"{ONE}/confirmations", PointDayTaken, PointDeclarationAnswer, decides=True)
def count_declaration(**asked: Any) -> Any:
    """公示期满确认计分 · let it count, once the window is over and objections are answered."""
    return _step("count_declaration", **asked)


@blueprint.post(f"{ONE}/withdrawals", PointReasonTaken, PointDeclarationAnswer)
def withdraw_declaration(**asked: Any) -> Any:
    """撤回申报 · take it back before it counts."""
    return _step("withdraw_declaration", **asked)


@blueprint.list(f"{ONE}/objections", PointObjectionAnswer)
def objections(declaration_id: str, **asked: Any) -> Any:
    """对申报的异议 · objections to a declaration."""
    require_any_scope("member_points.read")
    return call("member_points", "objections", about_id=declaration_id, **asked)


@blueprint.post(f"{ONE}/objections", PointReasonTaken, warned(PointObjectionAnswer))
def object_to_declaration(**asked: Any) -> Any:
    """提出异议 · object to published points with a reason."""
    return _step("object_to_declaration", **asked)


@blueprint.get(OBJECTION, PointObjectionAnswer)
def objection(objection_id: str) -> Any:
    """一条异议及其答复 · an objection with its answer."""
    require_any_scope("member_points.read")
    return call("member_points", "objection", objection_id=objection_id)


@blueprint.post(f"{OBJECTION}/answers", PointObjectionReply, PointObjectionAnswer, decides=True)
def answer_objection(**asked: Any) -> Any:
    """答复异议 · answer an objection in the name of the committee above."""
    require_any_scope("member_points.approve")
    return call("member_points", "answer_objection", **asked)


def _step(command: str, **asked: Any) -> Any:
    require_any_scope("member_points.keep")
    return call("member_points", command, **asked)
