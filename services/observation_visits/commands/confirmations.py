"""Confirmation or refusal of a published visit by its host, and its withdrawal by a planner."""

from datetime import date
from typing import Any

from services.observation_visits.commands.job_endings import hold_round_when_over
from services.observation_visits.commands.loading import visit_of_host, visit_of_planner
from services.observation_visits.commands.recording import emit_visit
from services.observation_visits.model import repository, validation
from services.observation_visits.model.refusals import HostRefusal
from services.observation_visits.model.views import visit_view
from services.observation_visits.model.visits import Visit
from shared.errors import Conflict
from shared.events.observation_visits import VisitConfirmed, VisitDeclined, VisitRefusalTakenBack, VisitWithdrawn
from shared.lifecycles import record_step
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def confirm_visit(
    work: UnitOfWork, *, visit_id: str, opinion: str | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Confirm that the host receives a visit, on time or late."""
    one, visit, _ = visit_of_host(work, visit_id, expected_version)
    before = visit.move("confirm", work.today)
    visit.answered_on = work.today
    record_step(work, visit, "confirm", before, on=work.today, opinion=validation.note(opinion, "opinion"))
    emit_visit(work, one, visit, VisitConfirmed)
    return visit_view(visit)


@command
def decline_visit(
    work: UnitOfWork, *, visit_id: str, reason: str, another_day: bool = False, expected_version: int | None = None
) -> dict[str, Any]:
    """Decline a visit with a reason; nothing is rescheduled until people plan again.

    It is kept as a refusal until it is taken back: with `another_day` the host receives nobody whom it has not
    confirmed on that day, otherwise it does not receive this delegation in this round.
    """
    one, visit, _ = visit_of_host(work, visit_id, expected_version)
    said = validation.reason(reason)
    before = visit.move("decline", work.today)
    visit.answered_on, visit.reason, visit.another_day = work.today, said, another_day
    record_step(work, visit, "decline", before, on=work.today, opinion=said)
    _refuse(work, visit, said, visit.day if another_day else None)
    emit_visit(work, one, visit, VisitDeclined, another_day=another_day)
    return visit_view(visit)


def _refuse(work: UnitOfWork, visit: Visit, said: str, day: date | None) -> None:
    names = ("district_id", "round_id", "organization_id", "stop_id", "delegation_id", "title")
    same = {name: getattr(visit, name) for name in names}
    refusal = HostRefusal(id=work.new_id(), visit_id=visit.id, day=day, reason=said, refused_on=work.today, **same)
    work.session.add(refusal)


@command
def take_refusal_back(
    work: UnitOfWork, *, visit_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Withdraw a refusal, with a reason: the next plan of the round may choose the visit again.

    For its host and whoever stands above it. The visit itself stays as it is. Conflict where no refusal of it stands.
    """
    one, visit, _ = visit_of_host(work, visit_id, expected_version)
    said = validation.reason(reason)
    standing = [each for each in repository.refusals_of(work.session, one) if each.concerns(one, visit, work.today)]
    if not standing:
        raise Conflict("refusal_not_standing", title=visit.title)
    for each in standing:
        each.take_back(work.today, said)
    record_step(work, visit, "take_back", visit.status, on=work.today, opinion=said)
    emit_visit(work, one, visit, VisitRefusalTakenBack, taken_back_on=work.today)
    return visit_view(visit)


@command
def withdraw_visit(
    work: UnitOfWork, *, visit_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Withdraw a visit that is to come, with a reason; the last one ends the round."""
    one, visit = visit_of_planner(work, visit_id, expected_version)
    said = validation.reason(reason)
    before = visit.move("withdraw", work.today)
    visit.reason = said
    one.visits -= 1
    record_step(work, visit, "withdraw", before, on=work.today, organization_id=one.organization_id, opinion=said)
    emit_visit(work, one, visit, VisitWithdrawn)
    hold_round_when_over(work, one)
    return visit_view(visit)
