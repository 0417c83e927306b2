"""What every command does before its own rule: find and lock the project, check right, version and step."""

from datetime import date

from services.projects.commands.successions import settle_successions
from services.projects.model import Project, repository
from shared import org_paths
from shared.lifecycles import record_step, require_version
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork


def load_for_update(work: UnitOfWork, project_id: str) -> tuple[Project, OrgPath]:
    """Load and lock a project and its place in today's tree; NotFound when it is unknown."""
    project = repository.locked_unless_due(work.session, project_id, work.today)
    if project is None:
        # Whoever carries out what is due locks many projects, and must not hold one of them while others do the same.
        settle_successions(work)
        project = repository.project_of(work.session, project_id, lock=True)
    return project, org_paths.load_org_path(work.session, project.organization_id, work.today)


def load_as_lead(work: UnitOfWork, project_id: str, expected_version: int | None) -> tuple[Project, OrgPath]:
    """Load a project for a caller who may declare for the organization that leads it."""
    project, place = load_for_update(work, project_id)
    work.actor.require("projects.declare", place.path)
    require_version(project.version, expected_version)
    return project, place


def load_as_district(work: UnitOfWork, project_id: str, expected_version: int | None) -> tuple[Project, OrgPath]:
    """Load a project for a caller who may decide for its district."""
    project, place = load_for_update(work, project_id)
    work.actor.require("projects.approve", place.path[-1:])
    require_version(project.version, expected_version)
    return project, place


def take_step(
    work: UnitOfWork,
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
