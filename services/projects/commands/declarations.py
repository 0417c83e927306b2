"""A secretary project is declared by its unit, amended while it is under review, declared again, or withdrawn."""

from datetime import date
from typing import Any

from services.projects.commands import loading
from services.projects.model import Project, lifecycle, repository, validation
from services.projects.model.duplicates import SAME_PROJECT
from services.projects.model.warnings import count_of, count_warnings
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.enumerations import PROJECT_CATEGORIES
from shared.errors import Conflict, Invalid
from shared.events.projects import ProjectAmended, ProjectDeclared, ProjectWithdrawn
from shared.lifecycles import record_step
from shared.org_paths import OrgPath
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def declare_project(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int,
    title: str,
    lead_post: str,
    category: str | None,
    kind: str = validation.SECRETARY_PROJECT,
    content: str | None = None,
    on: date | None = None,
) -> Answer[Project]:
    """Declare a secretary project for its leading organization.

    More or fewer than the usual number a year is answered with a warning and never refused. Refuses an organization
    that is unknown or closed, a category that is none of the five, and a year that is not at hand.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require("projects.declare", place.path)
    check_year(work, year)
    if kind != validation.SECRETARY_PROJECT:
        raise Invalid("kind_not_declared", field="kind", kind=kind)
    if category not in PROJECT_CATEGORIES:
        raise Invalid("category_unknown", field="category", category=category, known=PROJECT_CATEGORIES)
    project = new_project(work, place, organization_id, kind=kind, year=year, on=on, status=lifecycle.DECLARED)
    project.category, project.declared_on = category, project.last_step_on
    project.title, project.content = validation.title(title), validation.content(content)
    project.lead_post = validation.post(lead_post, "lead_post")
    add_record(work, project, "declare")
    _emit_declared(work, project, again=False)
    answer = _with_warnings(work, project, place.name)
    answer.beside["warnings"] += same_project(work, project)
    return answer


@command
def declare_again(
    work: UnitOfWork,
    *,
    project_id: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[Project]:
    """Declare a returned project again, amended or not; the review starts over."""
    project, place = loading.load_as_lead(work, project_id, expected_version)
    day = take_step(work, project, "declare", on, opinion=validation.opinion(opinion))
    project.declared_on, project.reviewed_by = day, None
    _emit_declared(work, project, again=True)
    return _with_warnings(work, project, place.name)


@command
def amend_project(
    work: UnitOfWork,
    *,
    project_id: str,
    expected_version: int | None = None,
    title: str | None = None,
    category: str | None = None,
    lead_post: str | None = None,
    content: str | None = None,
) -> Answer[Project]:
    """Change the texts of a drafted, declared or returned project; None leaves a field."""
    project, place = loading.load_as_lead(work, project_id, expected_version)
    project.lifecycle.after("amend", project.status)
    if all(given is None for given in (title, category, lead_post, content)):
        raise Invalid("nothing_to_change")
    if title is not None:
        project.title = validation.title(title)
    if category is not None:
        project.category = _category(project, category)
    if lead_post is not None:
        project.lead_post = validation.post(lead_post, "lead_post")
    if content is not None:
        project.content = validation.content(content)
    record_step(work, project, "amend", project.status, on=work.today)
    emit(work, project, ProjectAmended)
    return _with_warnings(work, project, place.name)


@command
def withdraw_project(
    work: UnitOfWork, *, project_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> Answer[Project]:
    """Return a project up, with a reason; what was reported stays on record."""
    project, place = loading.load_as_lead(work, project_id, expected_version)
    day = take_step(work, project, "withdraw", on, opinion=validation.reason(reason))
    repository.refresh_schedule(work, project)
    emit(work, project, ProjectWithdrawn, withdrawn_on=day)
    return _with_warnings(work, project, place.name)


def check_year(work: UnitOfWork, year: int) -> None:
    """Refuse as Invalid a year long past or further ahead than the next."""
    last = work.today.year + 1
    if not validation.FIRST_YEAR <= year <= last:
        raise Invalid("year_out_of_range", field="year", year=year, first=validation.FIRST_YEAR, last=last)


def new_project(
    work: UnitOfWork, place: OrgPath, organization_id: str, *, kind: str, year: int, on: date | None, status: str
) -> Project:
    """Begin the record of a project; refuses a day in the future and an organization not open."""
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("unit_not_open", organization=place.name, day=work.today)
    day = on or work.today
    if day > work.today:
        raise Invalid("day_in_the_future", field="on", on=day, today=work.today)
    return Project(
        district_id=place.district_id,
        id=work.new_id(),
        organization_id=organization_id,
        kind=kind,
        year=year,
        status=status,
        version=0,
        percent=0,
        people_served=0,
        difficulties_solved=0,
        milestones=0,
        milestones_reached=0,
        steps=0,
        last_step_on=day,
    )


def _emit_declared(work: UnitOfWork, project: Project, *, again: bool) -> None:
    """Emit that a project was declared."""
    emit(
        work,
        project,
        ProjectDeclared,
        year=project.year,
        kind=project.kind,
        category=project.category,
        title=project.title,
        lead_post=project.lead_post,
        again=again,
    )


def _with_warnings(work: UnitOfWork, project: Project, organization: str) -> Answer[Project]:
    """Answer the project with what its organization leads too many or too few of."""
    work.session.flush()
    count = count_of(work.session, project.organization_id, project.year)
    warnings = count_warnings(project.organization_id, organization, project.year, count, work.today)
    return Answer(project, {"warnings": warnings})


def same_project(work: UnitOfWork, project: Project) -> list[dict[str, Any]]:
    """Warn of a project that its organization has entered already for the year."""
    about = {"organization_id": project.organization_id, "project_id": project.id}
    return [warning | about for warning in duplicates_of(work, SAME_PROJECT, project)]


def _category(project: Project, category: str) -> str:
    if project.kind != validation.SECRETARY_PROJECT or category not in PROJECT_CATEGORIES:
        raise Invalid("category_unknown", field="category", category=category, known=PROJECT_CATEGORIES)
    return category
