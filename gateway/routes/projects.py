"""Projects and practical matters, from declaration to rating, as their units, streets and district meet them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.projects import (
    Acceptance,
    Decision,
    Declaration,
    ProjectAmendment,
    ProjectAnswer,
    ProjectDeclaration,
    ProjectFilter,
    RatingAsked,
    Start,
    StepAnswer,
    WarnedProjectAnswer,
    Withdrawal,
)
from gateway.schemas.projects_plan import ProjectDetailAnswer
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "projects",
    __name__,
    url_prefix="/api/v1/projects",
    description="书记领办项目与实事 · projects and their review chain",
)


@blueprint.list("", ProjectAnswer, query=ProjectFilter)
def projects(organization_id: str, **asked: Any) -> Any:
    """项目列表 · the projects led, or carried, by an organization or anyone below it."""
    require("projects.read", organization_id)
    return call("projects", "projects", organization_id=organization_id, **asked)


@blueprint.post("", ProjectDeclaration, WarnedProjectAnswer)
def declare_project(organization_id: str, **asked: Any) -> Any:
    """申报书记领办项目 · declare a secretary project; its street reviews it, then the district approves it."""
    require("projects.declare", organization_id)
    return call("projects", "declare_project", organization_id=organization_id, **asked)


@blueprint.get("/<id:project_id>", ProjectDetailAnswer)
def project(project_id: str) -> Any:
    """项目、责任分解与办理经过 · a project with its plan and its way."""
    require_any_scope("projects.read")
    return call("projects", "project", project_id=project_id)


@blueprint.patch("/<id:project_id>", ProjectAmendment, WarnedProjectAnswer)
def amend_project(**asked: Any) -> Any:
    """修改申报内容（立项前） · change the words of a project before it is approved."""
    require_any_scope("projects.declare")
    return call("projects", "amend_project", **asked)


@blueprint.list("/<id:project_id>/steps", StepAnswer)
def steps(**asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope("projects.read")
    return call("projects", "steps", **asked)


@blueprint.post("/<id:project_id>/declarations", Declaration, WarnedProjectAnswer)
def declare_again(**asked: Any) -> Any:
    """退回后重新申报 · declare a returned project again."""
    require_any_scope("projects.declare")
    return call("projects", "declare_again", **asked)


@blueprint.post("/<id:project_id>/reviews", Decision, ProjectAnswer, decides=True)
def review_project(**asked: Any) -> Any:
    """街道审核 · pass a project on to the district, or return it, in the street's name."""
    require_any_scope("projects.review")
    return call("projects", "review_project", **asked)


@blueprint.post("/<id:project_id>/approvals", Decision, ProjectAnswer, decides=True)
def approve_project(**asked: Any) -> Any:
    """区级立项 · approve a project, or return it, in the district's name."""
    require_any_scope("projects.approve")
    return call("projects", "approve_project", **asked)


@blueprint.post("/<id:project_id>/starts", Start, ProjectAnswer)
def start_project(**asked: Any) -> Any:
    """启动实施 · say that work began."""
    require_any_scope("projects.declare")
    return call("projects", "start_project", **asked)


@blueprint.post("/<id:project_id>/acceptances", Acceptance, ProjectAnswer, decides=True)
def accept_project(**asked: Any) -> Any:
    """验收 · accept a finished project; every milestone is reached, or waived with a reason."""
    require_any_scope("projects.approve")
    return call("projects", "accept_project", **asked)


@blueprint.post("/<id:project_id>/ratings", RatingAsked, ProjectAnswer, decides=True)
def rate_project(**asked: Any) -> Any:
    """评定等次 · rate an accepted project by the published thresholds, or otherwise with a reason."""
    require_any_scope("projects.approve")
    return call("projects", "rate_project", **asked)


@blueprint.post("/<id:project_id>/withdrawals", Withdrawal, WarnedProjectAnswer)
def withdraw_project(**asked: Any) -> Any:
    """撤回项目 · give a project up; what was reported stays on record."""
    require_any_scope("projects.declare")
    return call("projects", "withdraw_project", **asked)
