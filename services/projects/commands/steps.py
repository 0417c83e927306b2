"""What every command does before its own rule: find and lock the project, check right, version and step."""

from datetime import date

from services.projects.commands.successions import settle_successions
from services.projects.commands.telling import record_step
from services.projects.model import Project, places, records
from services.projects.model.places import Place
from shared.errors import Conflict
from shared.work import Work


def find(work: Work, project_id: str) -> tuple[Project, Place]:
    """This function will find and lock a project and its place in today's tree; NotFound when it is unknown."""
    settle_successions(work)
    project = records.project_of(work.session, project_id, lock=True)
    return project, places.place(work.session, project.organization_id, work.today)


def must_be(project: Project, expected_version: int | None) -> None:
    """This function will refuse as Conflict a change of something else than what the caller saw."""
    if expected_version is not None and expected_version != project.version:
        raise Conflict("changed_meanwhile", version=project.version)


def led_by(work: Work, project_id: str, expected_version: int | None) -> tuple[Project, Place]:
    """This function will find a project for whoever may declare for the organization that leads it."""
    project, place = find(work, project_id)
    work.acting.require("projects.declare", place.path)
    must_be(project, expected_version)
    return project, place


def decided_by_district(work: Work, project_id: str, expected_version: int | None) -> tuple[Project, Place]:
    """This function will find a project for whoever decides for its district."""
    project, place = find(work, project_id)
    work.acting.require("projects.approve", place.path[-1:])
    must_be(project, expected_version)
    return project, place


def take(
    work: Work,
    project: Project,
    step: str,
    on: date | None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """This function will take a step, record it, and give its day: today unless an earlier one is named."""
    before = project.status
    day = on or work.today
    project.move(step, day, work.today)
    record_step(work, project, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day
