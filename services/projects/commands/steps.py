"""What every command does before its own rule: find and lock the project, check right, version and step."""

from datetime import date

from services.projects.commands.successions import settle_successions
from services.projects.commands.telling import record_step
from services.projects.model import Project, records
from shared import places
from shared.lifecycles import must_be
from shared.places import Place
from shared.work import Work


def find(work: Work, project_id: str) -> tuple[Project, Place]:
    """Load and lock a project and its place in today's tree; NotFound when it is unknown."""
    project = records.locked_unless_due(work.session, project_id, work.today)
    if project is None:
        # Whoever carries out what is due locks many projects, and must not hold one of them while others do the same.
        settle_successions(work)
        project = records.project_of(work.session, project_id, lock=True)
    return project, places.place(work.session, project.organization_id, work.today)


def led_by(work: Work, project_id: str, expected_version: int | None) -> tuple[Project, Place]:
    """Load a project for a caller who may declare for the organization that leads it."""
    project, place = find(work, project_id)
    work.acting.require("projects.declare", place.path)
    must_be(project.version, expected_version)
    return project, place


def decided_by_district(work: Work, project_id: str, expected_version: int | None) -> tuple[Project, Place]:
    """Load a project for a caller who may decide for its district."""
    project, place = find(work, project_id)
    work.acting.require("projects.approve", place.path[-1:])
    must_be(project.version, expected_version)
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
    """Apply a step, record it, and return its day: today unless an earlier one is named."""
    before = project.status
    day = on or work.today
    project.move(step, day, work.today)
    record_step(work, project, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day
