"""What every command does before its own rule: find and lock the project, check right and version."""

from services.projects.commands.successions import settle_successions
from services.projects.model import Project
from shared import records
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork


def load_for_update(work: UnitOfWork, project_id: str) -> tuple[Project, OrgPath]:
    """Load and lock a project and its place in today's tree; NotFound when it is unknown."""
    return records.load_for_update(work, Project, project_id, settle_successions)


def load_as_lead(work: UnitOfWork, project_id: str, expected_version: int | None) -> tuple[Project, OrgPath]:
    """Load a project for a caller who may declare for the organization that leads it."""
    return records.authorize(work, load_for_update(work, project_id), "projects.declare", expected_version)


def load_as_district(work: UnitOfWork, project_id: str, expected_version: int | None) -> tuple[Project, OrgPath]:
    """Load a project for a caller who may decide for its district."""
    project, place = load_for_update(work, project_id)
    return records.authorize(work, (project, place), "projects.approve", expected_version, path=place.path[-1:])
