"""The district accepts what is finished (验收) and rates it by published thresholds, or otherwise with a reason."""

from datetime import date
from typing import Any

from services.projects.commands import loading
from services.projects.commands.recording import emit_milestone, emit_project, refresh_schedule
from services.projects.model import Milestone, Project, repository, validation
from services.projects.model.milestones import WAIVED
from services.projects.model.ratings import proposed_rating
from services.projects.model.schedule_status import project_rules
from shared.enumerations import DECISIONS
from shared.errors import Invalid, NotFound
from shared.events.projects import AcceptanceRefused, MilestoneWaived, ProjectAccepted, ProjectRated
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


@command
def accept_project(
    work: UnitOfWork,
    *,
    project_id: str,
    opinion: str,
    decision: str = "pass",
    waived: dict[str, str] | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Accept a project in progress, or refuse to with `decision` `return`; both need an opinion.

    Every milestone must be reached, or waived with a reason (`waived`: milestone id to reason).
    """
    project, place = loading.load_as_district(work, project_id, expected_version)
    said = validation.reason(opinion, "opinion")
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", field="decision", decision=decision, known=DECISIONS)
    if decision == "return":
        day = loading.take_step(work, project, "refuse_acceptance", on, organization_id=place.district_id, opinion=said)
        emit_project(work, project, AcceptanceRefused, refused_on=day)
        return repository.project_view(project, work.today)
    plan = list(repository.milestones_of(work.session, project))
    _waive(plan, waived or {})
    project.must_be_complete(plan)
    project.accepted_on = loading.take_step(
        work, project, "accept", on, organization_id=place.district_id, opinion=said
    )
    _settle(work, project, plan, list(waived or {}))
    return repository.project_view(project, work.today)


@command
def rate_project(
    work: UnitOfWork,
    *,
    project_id: str,
    rating: str | None = None,
    reason: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Rate an accepted project; without a rating, as the published thresholds propose.

    Another rating than the proposed one needs a reason, which stays on record.
    """
    project, place = loading.load_as_district(work, project_id, expected_version)
    plan = repository.milestones_of(work.session, project)
    proposed = proposed_rating(project.percent, plan, project_rules(work.today)["rating"])
    given = rating or proposed
    if given not in validation.RATINGS:
        raise Invalid("rating_unknown", field="rating", rating=given, known=validation.RATINGS)
    if given != proposed and not (reason or "").strip():
        raise Invalid("rating_needs_reason", field="reason", rating=given, proposed=proposed)
    loading.take_step(work, project, "rate", on, organization_id=place.district_id, opinion=validation.opinion(reason))
    project.rating, project.proposed_rating = given, proposed
    emit_project(work, project, ProjectRated, rating=given, proposed=proposed)
    return repository.project_view(project, work.today)


def _waive(plan: list[Milestone], waived: dict[str, str]) -> None:
    known = {milestone.id: milestone for milestone in plan}
    for milestone_id, reason in waived.items():
        if milestone_id not in known:
            raise NotFound("milestone_unknown", field="waived", milestone_id=printable(milestone_id, limit=64))
        known[milestone_id].waive(reason)


def _settle(work: UnitOfWork, project: Project, plan: list[Milestone], waived: list[str]) -> None:
    refresh_schedule(work, project, plan)
    emit_project(work, project, ProjectAccepted, accepted_on=project.accepted_on)
    for milestone in plan:
        if milestone.id in waived and milestone.status == WAIVED:
            emit_milestone(work, project, milestone, MilestoneWaived)
