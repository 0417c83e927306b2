"""A host confirms a published visit or says why it cannot receive; a planner may withdraw one."""

from typing import Any

from services.observation_visits.commands.ending import hold_round_when_over
from services.observation_visits.commands.finding import visit_of_host, visit_of_planner
from services.observation_visits.commands.telling import record_step, tell_visit
from services.observation_visits.model import words
from services.observation_visits.model.shown import shown_visit
from shared.events.observation_visits import VisitConfirmed, VisitDeclined, VisitWithdrawn
from shared.work import Work


def confirm_visit(
    work: Work, *, visit_id: str, opinion: str | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """This function will confirm that the host receives a visit, on time or late."""
    one, visit, _ = visit_of_host(work, visit_id, expected_version)
    before = visit.move("confirm", work.today)
    visit.answered_on = work.today
    record_step(work, visit, "confirm", before, on=work.today, opinion=words.note(opinion, "opinion"))
    tell_visit(work, one, visit, VisitConfirmed)
    return shown_visit(visit)


def decline_visit(
    work: Work, *, visit_id: str, reason: str, another_day: bool = False, expected_version: int | None = None
) -> dict[str, Any]:
    """This function will decline a visit with a reason; people plan anew, and nothing is rearranged by itself.

    With `another_day` the host would receive the same delegation on another day; otherwise the pair is left out of the
    next plan.
    """
    one, visit, _ = visit_of_host(work, visit_id, expected_version)
    said = words.reason(reason)
    before = visit.move("decline", work.today)
    visit.answered_on, visit.reason, visit.another_day = work.today, said, another_day
    record_step(work, visit, "decline", before, on=work.today, opinion=said)
    tell_visit(work, one, visit, VisitDeclined)
    return shown_visit(visit)


def withdraw_visit(work: Work, *, visit_id: str, reason: str, expected_version: int | None = None) -> dict[str, Any]:
    """This function will withdraw a visit that is to come, with a reason; the last one ends the round."""
    one, visit = visit_of_planner(work, visit_id, expected_version)
    said = words.reason(reason)
    before = visit.move("withdraw", work.today)
    visit.reason = said
    one.visits -= 1
    record_step(work, visit, "withdraw", before, on=work.today, organization_id=one.organization_id, opinion=said)
    tell_visit(work, one, visit, VisitWithdrawn)
    hold_round_when_over(work, one)
    return shown_visit(visit)
