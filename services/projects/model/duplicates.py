"""What makes two projects, milestones or progress reports the same one."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from services.projects.model.lifecycle import WITHDRAWN
from services.projects.model.milestones import Milestone
from services.projects.model.projects import Project, ProjectStep
from services.projects.model.reports import ProgressReport
from shared.duplicates import Sameness, first_step
from shared.plans import DROPPED

_correction = aliased(ProgressReport)

SAME_PROJECT = Sameness(
    model=Project,
    zh="项目",
    en="project",
    equal=("organization_id", "year", "kind"),
    texts=("title",),
    counting=(Project.status != WITHDRAWN,),
    first=first_step(ProjectStep, ProjectStep.project_id, Project.id),
    href="/api/v1/projects/{id}",
    void="/api/v1/projects/{id}/withdrawals",
)
SAME_MILESTONE = Sameness(
    model=Milestone,
    zh="责任节点",
    en="milestone",
    equal=("project_id", "organization_id", "deadline"),
    texts=("title",),
    counting=(Milestone.status != DROPPED,),
    href="/api/v1/projects/{project_id}/milestones/{id}",
    void="/api/v1/projects/{project_id}/milestones/{id}/drops",
)
SAME_REPORT = Sameness(
    model=ProgressReport,
    zh="进展报告",
    en="progress report",
    equal=("project_id", "reported_on", "organization_id", "kind", "people_served", "difficulties_solved"),
    texts=("text",),
    counting=(~select(_correction.id).where(_correction.corrects == ProgressReport.id).exists(),),
    first=ProgressReport.number,
    href="/api/v1/projects/{project_id}/progress",
    void="/api/v1/projects/{project_id}/progress",
)
"""A report is voided by one that corrects it."""
