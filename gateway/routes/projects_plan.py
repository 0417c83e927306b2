"""Plans of projects: milestones, progress and assignments; milestones by unit; reminders."""

from gateway.blueprints import Blueprint
from gateway.schemas import projects_plan as schemas
from gateway.schemas.base import warned
from gateway.schemas.projects import ProjectAnswer, ProjectWarningAnswer

READ, DECLARE, APPROVE = "projects.read", "projects.declare", "projects.approve"

milestones = Blueprint("milestones", "/api/v1/milestones", "各单位的节点 · milestones by unit", service="projects")

milestones.list("", schemas.MilestoneAnswer, query=schemas.MilestoneFilter).calls(
    "milestones", READ, "在办节点 · the open milestones of running projects that units answer for."
)
milestones.post("/renewals", schemas.DeadlineRenewal, schemas.DeadlineRenewalAnswer, status=200).calls(
    "renew_days",
    APPROVE,
    "放假安排或规则更新后重新推算 · derive a district's open milestones anew, after a holiday notice or a new rule.",
)

plans = Blueprint("project plans", "/api/v1/projects", "责任分解与进展 · milestones and progress", service="projects")

plans.list("/<id:project_id>/milestones", schemas.MilestoneAnswer).calls(
    "plan", READ, "责任分解 · a project's milestones, the nearest deadline first."
)
plans.post("/<id:project_id>/milestones", schemas.MilestoneCreation, warned(schemas.MilestoneAnswer)).calls(
    "set_milestone",
    DECLARE,
    "增设节点 · add a milestone with its deadline, responsible organization and post.",
    any_scope=True,
)
plans.get("/<id:project_id>/milestones/<id:milestone_id>", schemas.MilestoneAnswer).calls(
    "milestone", READ, "一个节点 · one milestone."
)
plans.patch("/<id:project_id>/milestones/<id:milestone_id>", schemas.MilestoneAmendment, schemas.MilestoneAnswer).calls(
    "amend_milestone", DECLARE, "修改节点 · change an open milestone; once the project is approved, with a reason."
)
plans.post(
    "/<id:project_id>/milestones/<id:milestone_id>/drops", schemas.ProjectPlanReason, schemas.MilestoneAnswer
).calls("drop_milestone", DECLARE, "取消节点 · take a milestone out of the plan, with a reason.")
plans.list("/<id:project_id>/progress", schemas.ProgressAnswer).calls(
    "progress", READ, "进展报告，最新的在前 · progress reports, the newest first."
)
plans.post("/<id:project_id>/progress", schemas.ProgressReport, warned(schemas.ProgressReportedAnswer)).calls(
    "report_progress",
    "projects.report",
    "报告进展 · report progress; a mistake is corrected by a new report that names the old one.",
)
plans.get("/<id:project_id>/progress/<id:report_id>", schemas.ProgressAnswer).calls(
    "report", READ, "一份进展报告 · one progress report."
)
plans.list("/<id:project_id>/assignments", schemas.ProjectAssignmentAnswer).calls(
    "assignments", READ, "实事的承担单位 · the units' parts of a practical matter."
)
plans.get("/<id:matter_id>/assignments/<id:organization_id>", schemas.ProjectAssignmentAnswer).calls(
    "assignment",
    READ,
    "一个单位承担的任务 · one unit's part of a practical matter.",
    any_scope=True,
    renames={"matter_id": "project_id"},
)
plans.post("/<id:project_id>/assignments", schemas.ProjectAssignment, ProjectAnswer).calls(
    "assign_organization", APPROVE, "向单位分解任务 · give a unit its part of a practical matter.", any_scope=True
)
plans.post(
    "/<id:project_id>/assignments/<id:organization_id>/releases", schemas.ProjectPlanReason, ProjectAnswer
).calls(
    "release_organization",
    APPROVE,
    "解除单位的任务 · end a unit's part of a practical matter, with a reason.",
    any_scope=True,
)

warnings = Blueprint(
    "project warnings", "/api/v1/project-warnings", "项目提醒 · reminders about projects", service="projects"
)

warnings.list("", ProjectWarningAnswer, query=schemas.ProjectWarningFilter).calls(
    "warnings",
    READ,
    "项目提醒 · unusually many or few projects, months without a meeting, quarters without a visit.",
)
