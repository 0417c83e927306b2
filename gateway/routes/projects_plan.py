"""A project's plan and what is reported on it: milestones, progress, the units' parts."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.projects import ProjectAnswer
from gateway.schemas.projects_plan import (
    AssignmentAnswer,
    AssignmentAsked,
    MilestoneAmendment,
    MilestoneAnswer,
    MilestoneAsked,
    ProgressAnswer,
    ProgressAsked,
    Reason,
    ReportedAnswer,
)
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require_any_scope

blueprint = Blueprint(
    "project plans", __name__, url_prefix="/api/v1/projects", description="责任分解与进展 · milestones and progress"
)


@blueprint.list("/<id:project_id>/milestones", MilestoneAnswer)
def plan(**asked: Any) -> Any:
    """责任分解 · a project's milestones, the nearest deadline first."""
    require_any_scope("projects.read")
    return call("projects", "plan", **asked)


@blueprint.post("/<id:project_id>/milestones", MilestoneAsked, warned(MilestoneAnswer))
def set_milestone(**asked: Any) -> Any:
    """增设节点 · add a milestone with its deadline, responsible organization and post."""
    require_any_scope("projects.declare")
    return call("projects", "set_milestone", **asked)


@blueprint.get("/<id:project_id>/milestones/<id:milestone_id>", MilestoneAnswer)
def milestone(**asked: Any) -> Any:
    """一个节点 · one milestone."""
    require_any_scope("projects.read")
    return call("projects", "milestone", **asked)


@blueprint.patch("/<id:project_id>/milestones/<id:milestone_id>", MilestoneAmendment, MilestoneAnswer)
def amend_milestone(**asked: Any) -> Any:
    """修改节点 · change an open milestone; once the project is approved, with a reason."""
    require_any_scope("projects.declare")
    return call("projects", "amend_milestone", **asked)


@blueprint.post("/<id:project_id>/milestones/<id:milestone_id>/drops", Reason, MilestoneAnswer)
def drop_milestone(**asked: Any) -> Any:
    """取消节点 · take a milestone out of the plan, with a reason."""
    require_any_scope("projects.declare")
    return call("projects", "drop_milestone", **asked)


@blueprint.list("/<id:project_id>/progress", ProgressAnswer)
def progress(**asked: Any) -> Any:
    """进展报告，最新的在前 · progress reports, the newest first."""
    require_any_scope("projects.read")
    return call("projects", "progress", **asked)


@blueprint.post("/<id:project_id>/progress", ProgressAsked, warned(ReportedAnswer))
def report_progress(**asked: Any) -> Any:
    """报告进展 · report progress; a mistake is corrected by a new report that names the old one."""
    require_any_scope("projects.report")
    return call("projects", "report_progress", **asked)


@blueprint.get("/<id:project_id>/progress/<id:report_id>", ProgressAnswer)
def progress_report(**asked: Any) -> Any:
    """一份进展报告 · one progress report."""
    require_any_scope("projects.read")
    return call("projects", "report", **asked)


@blueprint.list("/<id:project_id>/assignments", AssignmentAnswer)
def assignments(**asked: Any) -> Any:
    """实事的承担单位 · the units' parts of a practical matter."""
    require_any_scope("projects.read")
    return call("projects", "assignments", **asked)


@blueprint.get("/<id:matter_id>/assignments/<id:organization_id>", AssignmentAnswer)
def assignment(matter_id: str, organization_id: str) -> Any:
    """一个单位承担的任务 · one unit's part of a practical matter."""
    require_any_scope("projects.read")
    return call("projects", "assignment", project_id=matter_id, organization_id=organization_id)


@blueprint.post("/<id:project_id>/assignments", AssignmentAsked, ProjectAnswer)
def assign_organization(**asked: Any) -> Any:
    """向单位分解任务 · give a unit its part of a practical matter."""
    require_any_scope("projects.approve")
    return call("projects", "assign_organization", **asked)


@blueprint.post("/<id:project_id>/assignments/<id:organization_id>/releases", Reason, ProjectAnswer)
def release_organization(**asked: Any) -> Any:
    """解除单位的任务 · end a unit's part of a practical matter, with a reason."""
    require_any_scope("projects.approve")
    return call("projects", "release_organization", **asked)
