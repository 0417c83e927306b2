"""The review chain: a street reviews what is declared below it, the district approves, nobody decides on their own."""

from datetime import date

from services.projects.commands import loading
from services.projects.model import Project, repository, validation
from shared.errors import Conflict
from shared.events.projects import ProjectApproved, ProjectReturned, ProjectReviewed, ProjectStarted
from shared.records import authorize, authors_of, emit, take_step
from shared.reviews import PASS, is_passed, require_other_person, return_record
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def review_project(
    work: UnitOfWork,
    *,
    project_id: str,
    decision: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Project:
    """Pass a declared project on to the district, or return it with a reason, on behalf of the street.

    The right must be held on the street. Refuses a street's own project, which goes straight to the district, and
    whoever declared or amended it.
    """
    project, place = loading.load_for_update(work, project_id)
    if place.street_id is None:
        raise Conflict("review_not_needed", organization=place.name)
    authorize(work, (project, place), "projects.review", expected_version, path=place.street_path)
    _require_other_person(work, project)
    if not is_passed(decision):
        return _returned(work, project, place.street_id, opinion, on)
    day = take_step(work, project, "review", on, organization_id=place.street_id, opinion=validation.opinion(opinion))
    project.reviewed_by = work.actor.account_id
    emit(work, project, ProjectReviewed, reviewed_on=day, street_id=place.street_id)
    return project


@command
def approve_project(
    work: UnitOfWork,
    *,
    project_id: str,
    decision: str = PASS,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Project:
    """Approve a reviewed project (立项), or return it with a reason, on behalf of the district.

    Refuses what its street has not reviewed yet, and whoever declared, amended or reviewed it.
    """
    project, place = loading.load_as_district(work, project_id, expected_version)
    if project.status == "declared" and place.street_id is not None:
        raise Conflict("review_missing")
    _require_other_person(work, project)
    if not is_passed(decision):
        return _returned(work, project, place.district_id, opinion, on)
    day = take_step(
        work, project, "approve", on, organization_id=place.district_id, opinion=validation.opinion(opinion)
    )
    project.approved_on = day
    repository.refresh_schedule(work, project)
    emit(work, project, ProjectApproved, approved_on=day)
    return project


@command
def start_project(
    work: UnitOfWork, *, project_id: str, on: date | None = None, expected_version: int | None = None
) -> Project:
    """Record that work on an approved project began; a practical matter must be assigned by then."""
    project, _ = loading.load_as_lead(work, project_id, expected_version)
    if project.kind == validation.PRACTICAL_MATTER and not repository.assignments_of(work.session, project):
        raise Conflict("matter_not_assigned", title=project.title)
    project.started_on = take_step(work, project, "start", on)
    repository.refresh_schedule(work, project)
    emit(work, project, ProjectStarted, started_on=project.started_on)
    return project


def _require_other_person(work: UnitOfWork, project: Project) -> None:
    require_other_person(work, authors_of(work.session, project), "own_declaration")
    require_other_person(work, {project.reviewed_by}, "own_review")


def _returned(work: UnitOfWork, project: Project, unit_id: str, opinion: str | None, on: date | None) -> Project:
    project.reviewed_by = None
    reason = validation.reason(opinion or "", "opinion")
    return_record(work, project, ProjectReturned, unit_id, opinion=reason, on=on)
    return project
