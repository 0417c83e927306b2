"""Complaints and suggestions (意见建议): submitted by anyone of a unit, answered within a stated time."""

from datetime import date
from typing import Any

from services.supervision.commands import loading
from services.supervision.commands.recording import emit_record
from services.supervision.commands.successions import settle_successions
from services.supervision.model import Suggestion, lifecycle, validation
from services.supervision.model.duplicates import SAME_SUGGESTION
from services.supervision.model.rules import deadline
from services.supervision.model.suggestion_views import suggestion_view
from services.supervision.model.suggestions import about as known_about
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Forbidden, Invalid
from shared.events.supervision import SuggestionAnswered, SuggestionHandedIn
from shared.lifecycles import record_step
from shared.service import command
from shared.unit_of_work import UnitOfWork

SUGGEST = "supervision.suggest"


@command
def hand_in_suggestion(
    work: UnitOfWork,
    *,
    organization_id: str,
    to_organization_id: str,
    about: str,
    title: str,
    text: str,
    named: bool = True,
) -> dict[str, Any]:
    """Submit a complaint or suggestion to one's own unit or to one above it.

    Unless `named`, whoever answers does not see who sent it and from where. It is to be answered within the rule
    pack's working days.
    """
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(SUGGEST, place.path)
    if to_organization_id not in place.path:
        raise Invalid("addressee_not_above", field="to_organization_id", organization=place.name)
    days = deadline("suggestion", work.today)
    suggestion = Suggestion(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=to_organization_id,
        status=lifecycle.OPEN, steps=0, last_step_on=work.today, year=work.today.year, about=known_about(about),
        title=validation.line(title, "title"), text=validation.lines(text, "text"), named=named,
        from_organization_id=organization_id, sender_id=work.actor.account_id, sender_name=work.actor.name,
        handed_in_on=work.today, due_on=days.due_on, overdue_from=days.overdue_from,
        calendar_published=days.calendar_published, rule_version=days.rule_version,
    )  # fmt: skip
    work.session.add(suggestion)
    emit_record(work, suggestion, SuggestionHandedIn)
    return suggestion_view(suggestion, work) | {"warnings": duplicates_of(work, SAME_SUGGESTION, suggestion)}


@command
def answer_suggestion(
    work: UnitOfWork, *, suggestion_id: str, answer: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Return a suggestion in the name of whom it is addressed to; nobody answers their own."""
    suggestion, _ = loading.load_for_update(work, Suggestion, suggestion_id, loading.ANSWER)
    loading.expect(suggestion, expected_version)
    if suggestion.sender_id == work.actor.account_id:
        raise Forbidden("own_suggestion")
    suggestion.answer = validation.lines(answer, "answer")
    before, day = suggestion.status, on or work.today
    suggestion.move("answer", day, work.today)
    suggestion.answered_on = day
    record_step(work, suggestion, "answer", before, on=day, opinion=suggestion.answer)
    emit_record(work, suggestion, SuggestionAnswered)
    return suggestion_view(suggestion, work)
