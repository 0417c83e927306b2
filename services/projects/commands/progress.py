"""Progress reports of units; the project's figures are the sum of the valid ones."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from services.projects.commands import loading
from services.projects.model import Assignment, Milestone, ProgressReport, Project, repository, validation
from services.projects.model.duplicates import SAME_REPORT
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.enumerations import REPORT_KINDS
from shared.errors import Conflict, Invalid, NotFound
from shared.events.projects import MilestoneReached, MilestoneReopened, ProgressReported
from shared.lifecycles import audit_columns, require_version
from shared.org_paths import OrgPath
from shared.plans import REACHED
from shared.records import emit, emit_part
from shared.service import command
from shared.text_validation import require_text_or_none
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

_correction = aliased(ProgressReport)
# Made once: a new alias in every statement costs more than the statement.
_STANDING = (
    select(ProgressReport.percent)
    .outerjoin(
        _correction,
        (_correction.district_id == ProgressReport.district_id) & (_correction.corrects == ProgressReport.id),
    )
    .where(ProgressReport.percent.is_not(None), _correction.id.is_(None))
    .order_by(ProgressReport.reported_on.desc(), ProgressReport.number.desc())
    .limit(1)
)
"""The newest percent that no later report corrects."""
Reopened = list[tuple[Milestone, date | None]]
"""Milestones that a correction opens again, each with the day on which it had been completed."""


@command
def report_progress(
    work: UnitOfWork,
    *,
    project_id: str,
    text: str,
    reported_on: date | None = None,
    organization_id: str | None = None,
    kind: str = "report",
    percent: int | None = None,
    people_served: int = 0,
    difficulties_solved: int = 0,
    evidence: str | None = None,
    milestones_reached: list[str] | None = None,
    corrects: str | None = None,
    reason: str | None = None,
    expected_version: int | None = None,
) -> Answer[ProgressReport]:
    """Record progress as a unit saw it on a day; figures are what came to the sum since before.

    The unit is the leading organization unless another one that is responsible for a milestone or assigned is named.
    A report that `corrects` an earlier one takes its place. Refuses a percent that falls without a reason, a percent
    where it is derived from the assigned units', and a day in the future or before the start.
    """
    project, place = loading.load_for_update(work, project_id)
    plan = repository.milestones_of(work.session, project)  # before a change: else the project is written twice
    unit = organization_id or project.organization_id
    assignment = _reporting(work, project, place, unit, plan)
    require_version(project.version, expected_version)
    project.lifecycle.after("report", project.status)
    report = ProgressReport(
        district_id=project.district_id,
        id=work.new_id(),
        project_id=project.id,
        number=project.version + 1,
        **audit_columns(work),
        organization_id=unit,
        part_id=assignment.part_id if assignment else None,
        kind=_kind(kind),
        reported_on=_day(work, project, reported_on),
        percent=percent,
        text=validation.report_text(text),
        people_served=people_served,
        difficulties_solved=difficulties_solved,
        evidence=require_text_or_none(evidence, label="佐证 evidence", limit=validation.EVIDENCE, field="evidence"),
        reason=validation.opinion(reason),
        milestones_reached=sorted(set(milestones_reached or [])),
        corrects=corrects,
    )
    report.check_figures()
    _enter(work, project, report, assignment, plan)
    return Answer(report, {"project": project, "warnings": duplicates_of(work, SAME_REPORT, report)})


def _enter(
    work: UnitOfWork,
    project: Project,
    report: ProgressReport,
    assignment: Assignment | None,
    plan: Sequence[Milestone],
) -> None:
    """Add a report to the sums of its project, and emit what comes of it."""
    reopened = _correct(work, project, report, plan)
    _check_percent(work, project, report, assignment)
    work.session.add(report)
    _add_up(work, project, report)
    if _moves_percent(project, report):
        _bring_percent_up_to_date(work, project, assignment)
    _emit(work, project, report, plan, reopened)


def _reporting(
    work: UnitOfWork, project: Project, place: OrgPath, unit: str, plan: Sequence[Milestone]
) -> Assignment | None:
    """Check that a unit has a part in the project and that the caller may report for it."""
    if unit != project.organization_id:
        place = org_paths.load_org_path(work.session, unit, work.today)
    work.actor.require("projects.report", place.path)
    assignment = repository.assignment_of(work.session, project, unit)
    parts = {project.organization_id, *(milestone.organization_id for milestone in plan)}
    if assignment is None and unit not in parts:
        raise Invalid("unit_has_no_part", field="organization_id")
    return assignment


def _kind(kind: str) -> str:
    if kind not in REPORT_KINDS:
        raise Invalid("report_kind_unknown", field="kind", kind=kind, known=REPORT_KINDS)
    return kind


def _day(work: UnitOfWork, project: Project, reported_on: date | None) -> date:
    day = reported_on or work.today
    if day > work.today:
        raise Invalid("day_in_the_future", field="reported_on", on=day, today=work.today)
    if project.started_on is not None and day < project.started_on:
        raise Invalid("report_before_start", field="reported_on", on=day, started_on=project.started_on)
    return day


def _correct(work: UnitOfWork, project: Project, report: ProgressReport, plan: Sequence[Milestone]) -> Reopened:
    """Subtract the corrected report's figures, and return the milestones that it had completed, with their days."""
    if report.corrects is None:
        return []
    old = (
        work.session.get(ProgressReport, (project.district_id, report.corrects))
        if org_paths.is_id(report.corrects)
        else None
    )
    if old is None or old.project_id != project.id or not _same_part(project, old, report):
        raise NotFound("report_unknown", report_id=report.corrects)
    if work.session.scalar(select(ProgressReport.id).where(ProgressReport.corrects == old.id)):
        raise Conflict("report_already_corrected", report_id=old.id)
    reopened = [(item, item.reached_on) for item in plan if item.reached_by_report == old.id]
    for milestone, _ in reopened:
        milestone.reopen()
    return reopened


def _same_part(project: Project, old: ProgressReport, report: ProgressReport) -> bool:
    if report.part_id is not None or report.organization_id == project.organization_id:
        return old.part_id == report.part_id
    return old.organization_id == report.organization_id


def _check_percent(work: UnitOfWork, project: Project, report: ProgressReport, assignment: Assignment | None) -> None:
    if report.percent is None:
        return
    if assignment is None and report.organization_id != project.organization_id:
        raise Invalid("percent_not_yours", field="percent")
    if assignment is None and repository.assignments_of(work.session, project):
        raise Invalid("percent_is_derived", field="percent")
    report.check_fall(_percent(work, project, report.part_id, report.reported_on, without=report.corrects))


def _percent(
    work: UnitOfWork, project: Project, part_id: str | None, until: date | None = None, *, without: str | None = None
) -> int:
    """Return the percent of the newest valid report on the whole or on a part, until a day."""
    query = _STANDING.where(
        ProgressReport.district_id == project.district_id,
        ProgressReport.project_id == project.id,
        ProgressReport.part_id.is_(None) if part_id is None else ProgressReport.part_id == part_id,
    )
    if until is not None:
        query = query.where(ProgressReport.reported_on <= until)
    if without is not None:
        query = query.where(ProgressReport.id != without)
    return int(work.session.scalar(query) or 0)


def _add_up(work: UnitOfWork, project: Project, report: ProgressReport) -> None:
    if report.corrects is None:
        project.people_served += report.people_served
        project.difficulties_solved += report.difficulties_solved
        project.last_report_on = max(project.last_report_on or report.reported_on, report.reported_on)
        return
    corrected = select(ProgressReport.corrects).where(
        ProgressReport.project_id == project.id, ProgressReport.corrects.is_not(None)
    )
    project.people_served, project.difficulties_solved, project.last_report_on = work.session.execute(
        select(
            func.sum(ProgressReport.people_served),
            func.sum(ProgressReport.difficulties_solved),
            func.max(ProgressReport.reported_on),
        ).where(ProgressReport.project_id == project.id, ProgressReport.id.not_in(corrected))
    ).one()


def _moves_percent(project: Project, report: ProgressReport) -> bool:
    """Return whether a report can change the current percent; most reports name none."""
    named = report.percent is not None or report.corrects is not None
    return named or project.kind == validation.PRACTICAL_MATTER


def _bring_percent_up_to_date(work: UnitOfWork, project: Project, assignment: Assignment | None) -> None:
    if assignment is not None:
        assignment.percent = _percent(work, project, assignment.part_id)
    parts = repository.assignments_of(work.session, project)
    if parts:
        project.percent = sum(part.percent for part in parts) // len(parts)
    else:
        project.percent = _percent(work, project, None)


def _emit(
    work: UnitOfWork, project: Project, report: ProgressReport, plan: Sequence[Milestone], reopened: Reopened
) -> None:
    reached = [
        _reached(plan, milestone_id, report, project.organization_id) for milestone_id in report.milestones_reached
    ]
    repository.refresh_schedule(work, project, plan)
    emit(
        work,
        project,
        ProgressReported,
        report_id=report.id,
        reporting_organization_id=report.organization_id,
        report_kind=report.kind,
        reported_on=report.reported_on,
        percent=report.percent,
        people_served=report.people_served,
        difficulties_solved=report.difficulties_solved,
        corrects=report.corrects,
        effective_on=report.reported_on,
    )
    for milestone in reached:
        days = {"reached_on": report.reported_on, "effective_on": report.reported_on}
        emit_part(work, project, milestone, MilestoneReached, **days)
    for milestone, before in reopened:
        if milestone.status != REACHED:
            emit_part(work, project, milestone, MilestoneReopened, effective_on=before)


def _reached(plan: Sequence[Milestone], milestone_id: str, report: ProgressReport, lead: str) -> Milestone:
    found = next((milestone for milestone in plan if milestone.id == milestone_id), None)
    if found is None:
        raise NotFound("milestone_unknown", field="milestones_reached", milestone_id=milestone_id)
    if report.organization_id not in {lead, found.organization_id}:
        raise Invalid("milestone_not_yours", field="milestones_reached", title=found.title)
    found.reach(report.reported_on, report.id)
    return found
