"""Complaints and suggestions (意见建议): submitted by anyone of a unit, answered within a stated time."""

from datetime import date

from services.supervision.commands import loading
from services.supervision.commands.successions import settle_successions
from services.supervision.model import Suggestion, lifecycle, validation
from services.supervision.model.duplicates import SAME_SUGGESTION
from services.supervision.model.rules import deadline
from services.supervision.model.suggestions import require_about
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Forbidden, Invalid
from shared.events.supervision import SuggestionAnswered, SuggestionHandedIn
from shared.records import emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork, pseudonym
from shared.views import Answer

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
) -> Answer[Suggestion]:
    """Submit a complaint or suggestion to one's own unit or to one above it.

    Unless `named`, it is not kept who sent it and from where; only the sender finds it again. It is to be answered
    within the rule pack's working days.
    """
    if not named:
        work.forget_caller()
    settle_successions(work)
    work.is_anonymous = not named
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(SUGGEST, place.path)
    if to_organization_id not in place.path:
        raise Invalid("addressee_not_above", field="to_organization_id", organization=place.name)
    days = deadline("suggestion", work.today)
    account_id = work.actor.account_id
    suggestion = Suggestion(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=to_organization_id,
        status=lifecycle.OPEN, steps=0, last_step_on=work.today, year=work.today.year, about=require_about(about),
        title=validation.line(title, "title"), text=validation.lines(text, "text"), named=named,
        from_organization_id=organization_id if named else None, sender_name=work.actor.name if named else None,
        sender_id=account_id if named else pseudonym(work.key, account_id),
        handed_in_on=work.today, due_on=days.due_on, overdue_from=days.overdue_from,
        calendar_published=days.calendar_published, rule_version=days.rule_version,
    )  # fmt: skip
    work.session.add(suggestion)
    emit(work, suggestion, SuggestionHandedIn)
    return Answer(suggestion, {"warnings": duplicates_of(work, SAME_SUGGESTION, suggestion)})


@command
def answer_suggestion(
    work: UnitOfWork, *, suggestion_id: str, answer: str, on: date | None = None, expected_version: int | None = None
) -> Suggestion:
    """Return a suggestion in the name of whom it is addressed to; nobody answers their own."""
    suggestion, _ = loading.load_for_update(work, Suggestion, suggestion_id, loading.ANSWER, expected_version)
    if suggestion.sender_id in work.own_ids():
        raise Forbidden("own_suggestion")
    suggestion.answer = validation.lines(answer, "answer")
    suggestion.answered_on = take_step(work, suggestion, "answer", on, opinion=suggestion.answer)
    emit(work, suggestion, SuggestionAnswered)
    return suggestion
