"""Confirmation or refusal of a published visit by its host, and its withdrawal by a planner."""

from services.observation_visits.commands.loading import load_visit_as_host, load_visit_as_planner
from services.observation_visits.commands.recording import emit_visit, hold_round_when_over
from services.observation_visits.model import HostRefusal, Visit, repository, validation
from shared.errors import Conflict
from shared.events.observation_visits import VisitConfirmed, VisitDeclined, VisitRefusalTakenBack, VisitWithdrawn
from shared.lifecycles import record_step
from shared.records import take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of


@command
def confirm_visit(
    work: UnitOfWork, *, visit_id: str, opinion: str | None = None, expected_version: int | None = None
) -> Visit:
    """Confirm that the host receives a visit, on time or late."""
    round_, visit = load_visit_as_host(work, visit_id, expected_version)
    visit.answered_on = take_step(work, visit, "confirm", opinion=validation.note(opinion, "opinion"))
    emit_visit(work, round_, visit, VisitConfirmed)
    return visit


@command
def decline_visit(
    work: UnitOfWork, *, visit_id: str, reason: str, another_day: bool = False, expected_version: int | None = None
) -> Visit:
    """Decline a visit with a reason; nothing is rescheduled until people plan again.

    It is kept as a refusal until it is taken back: with `another_day` the host receives nobody whom it has not
    confirmed on that day, otherwise it does not receive this delegation in this round.
    """
    round_, visit = load_visit_as_host(work, visit_id, expected_version)
    visit.reason, visit.another_day = validation.reason(reason), another_day
    visit.answered_on = take_step(work, visit, "decline", opinion=visit.reason)
    names = ("district_id", "round_id", "organization_id", "stop_id", "delegation_id", "title", "reason")
    refused = fields_of(visit, names) | {"visit_id": visit.id, "day": visit.day if another_day else None}
    work.session.add(HostRefusal(id=work.new_id(), refused_on=work.today, **refused))
    emit_visit(work, round_, visit, VisitDeclined, another_day=another_day)
    return visit


@command
def take_refusal_back(work: UnitOfWork, *, visit_id: str, reason: str, expected_version: int | None = None) -> Visit:
    """Withdraw a refusal, with a reason: the next plan of the round may choose the visit again.

    For its host and whoever stands above it. The visit itself stays as it is. Conflict where no refusal of it stands.
    """
    round_, visit = load_visit_as_host(work, visit_id, expected_version)
    because = validation.reason(reason)
    refusals = repository.refusals_of(work.session, round_)
    in_force = [refusal for refusal in refusals if refusal.concerns(round_, visit, work.today)]
    if not in_force:
        raise Conflict("refusal_not_standing", title=visit.title)
    for refusal in in_force:
        refusal.take_back(work.today, because)
    record_step(work, visit, "take_back", visit.status, opinion=because)
    emit_visit(work, round_, visit, VisitRefusalTakenBack, taken_back_on=work.today)
    return visit


@command
def withdraw_visit(work: UnitOfWork, *, visit_id: str, reason: str, expected_version: int | None = None) -> Visit:
    """Withdraw a visit that is to come, with a reason; the last one ends the round."""
    round_, visit = load_visit_as_planner(work, visit_id, expected_version)
    visit.reason = validation.reason(reason)
    round_.visits -= 1
    take_step(work, visit, "withdraw", organization_id=round_.organization_id, opinion=visit.reason)
    emit_visit(work, round_, visit, VisitWithdrawn)
    hold_round_when_over(work, round_)
    return visit
