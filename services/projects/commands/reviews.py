"""The review chain: a street reviews what is declared below it, the district approves, nobody decides on their own."""

from datetime import date
from typing import Any

from services.projects.commands import loading
from services.projects.commands.recording import emit_project, refresh_schedule
from services.projects.model import Project, repository, validation
from shared.enumerations import DECISIONS
from shared.errors import Conflict, Invalid
from shared.events.projects import ProjectApproved, ProjectReturned, ProjectReviewed, ProjectStarted
from shared.lifecycles import require_version
from shared.service import command
from shared.unit_of_work import UnitOfWork

PASS, RETURN = DECISIONS


@command
def review_project(
    work: UnitOfWork,
    *,
    project_id: str,
    decision: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Pass a declared project on to the district, or return it with a reason, on behalf of the street.

    The right must be held on the street. Refuses a street's own project, which goes straight to the district, and
    whoever declared or amended it.
    """
    project, place = loading.load_for_update(work, project_id)
    if place.street_id is None:
        raise Conflict("review_not_needed", organization=place.name)
    work.actor.require("projects.review", place.street_path)
    require_version(project.version, expected_version)
    project.must_not_be_own(work.actor.account_id, repository.authors_of(work.session, project))
    if _returned(work, project, place.street_id, decision=decision, opinion=opinion, on=on):
        return repository.project_view(project, work.today)
    day = loading.take_step(
        work, project, "review", on, organization_id=place.street_id, opinion=validation.opinion(opinion)
    )
    project.reviewed_by = work.actor.account_id
    emit_project(work, project, ProjectReviewed, reviewed_on=day, street_id=place.street_id)
    return repository.project_view(project, work.today)


@command
def approve_project(
    work: UnitOfWork,
    *,
    project_id: str,
    decision: str = PASS,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Approve a reviewed project (立项), or return it with a reason, on behalf of the district.

    Refuses what its street has not reviewed yet, and whoever declared, amended or reviewed it.
    """
    project, place = loading.load_as_district(work, project_id, expected_version)
    if project.status == "declared" and place.street_id is not None:
        raise Conflict("review_missing")
    project.must_not_be_own(work.actor.account_id, repository.authors_of(work.session, project))
    if _returned(work, project, place.district_id, decision=decision, opinion=opinion, on=on):
        return repository.project_view(project, work.today)
    day = loading.take_step(
        work, project, "approve", on, organization_id=place.district_id, opinion=validation.opinion(opinion)
    )
    project.approved_on = day
    refresh_schedule(work, project)
    emit_project(work, project, ProjectApproved, approved_on=day)
    return repository.project_view(project, work.today)


@command
def start_project(
    work: UnitOfWork, *, project_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record that work on an approved project began; a practical matter must be assigned by then."""
    project, _ = loading.load_as_lead(work, project_id, expected_version)
    if project.kind == validation.PRACTICAL_MATTER and not repository.assignments_of(work.session, project):
        raise Conflict("matter_not_assigned", title=project.title)
    project.started_on = loading.take_step(work, project, "start", on)
    refresh_schedule(work, project)
    emit_project(work, project, ProjectStarted, started_on=project.started_on)
    return repository.project_view(project, work.today)


def _returned(
    work: UnitOfWork, project: Project, unit_id: str, *, decision: str, opinion: str | None, on: date | None
) -> bool:
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", field="decision", decision=decision, known=DECISIONS)
    if decision == PASS:
        return False
    reason = validation.reason(opinion or "", "opinion")
    day = loading.take_step(work, project, "return", on, organization_id=unit_id, opinion=reason)
    project.reviewed_by = None
    emit_project(work, project, ProjectReturned, returned_on=day, returned_by=unit_id)
    return True
