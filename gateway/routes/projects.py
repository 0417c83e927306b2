"""Projects (书记领办项目) and practical matters: declared, reviewed, started, accepted, rated."""

from gateway.blueprints import Blueprint
from gateway.schemas import projects as schemas
from gateway.schemas import projects_plan as plan_schemas

READ, DECLARE, APPROVE = "projects.read", "projects.declare", "projects.approve"

projects = Blueprint(
    "projects", "/api/v1/projects", "书记领办项目与实事 · projects and their review chain", service="projects"
)

projects.list("", schemas.ProjectAnswer, query=schemas.ProjectFilter).calls(
    "projects", READ, "项目列表 · the projects led, or carried, by an organization or anyone below it."
)
projects.post("", schemas.ProjectDeclaration, schemas.WarnedProjectAnswer).calls(
    "declare_project",
    DECLARE,
    "申报书记领办项目 · declare a secretary project; its street reviews it, then the district approves it.",
)
projects.get("/<id:project_id>", plan_schemas.ProjectDetailAnswer).calls(
    "project", READ, "项目、责任分解与办理经过 · a project with its plan and its way."
)
projects.patch("/<id:project_id>", schemas.ProjectAmendment, schemas.WarnedProjectAnswer).calls(
    "amend_project", DECLARE, "修改申报内容（立项前） · change the words of a project before it is approved."
)
projects.list("/<id:project_id>/steps", schemas.StepAnswer).calls(
    "steps", READ, "办理经过 · who took which step, when, with which opinion."
)
projects.post("/<id:project_id>/declarations", schemas.ProjectRedeclaration, schemas.WarnedProjectAnswer).calls(
    "declare_again", DECLARE, "退回后重新申报 · declare a returned project again."
)
projects.post("/<id:project_id>/reviews", schemas.ProjectDecision, schemas.ProjectAnswer, decides=True).calls(
    "review_project",
    "projects.review",
    "街道审核 · pass a project on to the district, or return it, in the street's name.",
)
projects.post("/<id:project_id>/approvals", schemas.ProjectDecision, schemas.ProjectAnswer, decides=True).calls(
    "approve_project", APPROVE, "区级立项 · approve a project, or return it, in the district's name."
)
projects.post("/<id:project_id>/starts", schemas.ProjectStart, schemas.ProjectAnswer).calls(
    "start_project", DECLARE, "启动实施 · say that work began."
)
projects.post("/<id:project_id>/acceptances", schemas.ProjectAcceptance, schemas.ProjectAnswer, decides=True).calls(
    "accept_project", APPROVE, "验收 · accept a finished project; every milestone is reached, or waived with a reason."
)
projects.post("/<id:project_id>/ratings", schemas.ProjectRating, schemas.ProjectAnswer, decides=True).calls(
    "rate_project",
    APPROVE,
    "评定等次 · rate an accepted project by the published thresholds, or otherwise with a reason.",
)
projects.post("/<id:project_id>/withdrawals", schemas.ProjectWithdrawal, schemas.WarnedProjectAnswer).calls(
    "withdraw_project", DECLARE, "撤回项目 · give a project up; what was reported stays on record."
)

matters = Blueprint(
    "practical matters", "/api/v1/practical-matters", "10件实事 · practical matters", service="projects"
)

matters.get("", plan_schemas.PracticalMattersAnswer, query=plan_schemas.PracticalMattersFilter).calls(
    "practical_matters", READ, "年度实事清单 · a year's list, published or still a draft."
)
matters.post("", plan_schemas.PracticalMatterDraft, schemas.WarnedProjectAnswer).calls(
    "draft_practical_matter", APPROVE, "草拟一件实事 · put a matter on the draft of the year's list."
)
matters.post(
    "/publications", plan_schemas.PracticalMattersPublication, plan_schemas.PracticalMattersPublicationAnswer
).calls(
    "publish_practical_matters", APPROVE, "公布年度实事清单 · publish the year's list, which takes exactly ten matters."
)
