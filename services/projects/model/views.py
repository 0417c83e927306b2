"""Serialisation of projects and of what belongs to them, with their schedule status of the day."""

from typing import Any

from services.projects.model.milestones import Milestone
from services.projects.model.projects import Project
from services.projects.model.reports import Assignment, ProgressReport
from shared.schedule_status import milestone_schedule, project_schedule
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_PROJECT = frozenset(
    {
        "kind", "year", "number", "category", "title", "content", "lead_post", "status", "standing", "percent",
        "people_served", "difficulties_solved", "milestones", "milestones_reached", "declared_on", "approved_on",
        "started_on", "accepted_on", "proposed_rating", "rating", "last_report_on", "silent_from", "at_risk_from",
        "overdue_from", "plan", "way",
    }
)  # fmt: skip
PUBLIC_MILESTONE = frozenset(
    {
        "project_id", "title", "post", "status", "standing", "deadline", "due_on", "at_risk_from", "overdue_from",
        "calendar_published", "rule_version", "reached_on",
    }
)  # fmt: skip
PUBLIC_REPORT = frozenset(
    {
        "project_id", "project_kind", "number", "kind", "reported_on", "percent", "people_served",
        "difficulties_solved", "milestones_reached", "corrects", "corrected_by", "recorded_at",
    }
)  # fmt: skip
PUBLIC_PART = frozenset({"project_id", "post", "duty", "percent", "assigned_on"})


@to_view.register
def project_view(project: Project, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "id", "version", "kind", "year", "number", "category", "title", "content", "organization_id", "lead_post",
        "status", "percent", "people_served", "difficulties_solved", "milestones", "milestones_reached",
        "declared_on", "approved_on", "started_on", "accepted_on", "proposed_rating", "rating", "last_report_on",
        "silent_from", "at_risk_from", "overdue_from", "district_id",
    )  # fmt: skip
    return fields_of(project, names) | {"standing": project_schedule(project.state()).on(work.today)}


@to_view.register
def milestone_view(milestone: Milestone, work: UnitOfWork) -> dict[str, Any]:
    names = (
        "id", "version", "project_id", "title", "organization_id", "post", "status", "deadline", "due_on",
        "at_risk_from", "overdue_from", "calendar_published", "rule_version", "reached_on", "reason",
    )  # fmt: skip
    project = work.session.get_one(Project, (milestone.district_id, milestone.project_id))
    return fields_of(milestone, names) | {
        "standing": milestone_schedule(milestone.state(), project.state()).on(work.today)
    }


@to_view.register
def report_view(report: ProgressReport, work: UnitOfWork, corrected_by: str | None = None) -> dict[str, Any]:
    """Serialise a progress report, and name the one that took its place, if any."""
    project = work.session.get_one(Project, (report.district_id, report.project_id))
    names = (
        "id", "project_id", "number", "organization_id", "kind", "reported_on", "percent", "text", "people_served",
        "difficulties_solved", "evidence", "reason", "milestones_reached", "corrects", "account_id", "account_name",
        "recorded_at",
    )  # fmt: skip
    return fields_of(report, names) | {"corrected_by": corrected_by, "project_kind": project.kind}


@to_view.register
def assignment_view(part: Assignment, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(part, ("project_id", "organization_id", "post", "duty", "percent", "assigned_on"))
