"""What is to be put right is answered with a proof, verified by the issuer and closed (销号), or returned."""

from datetime import date

from services.supervision.commands import loading
from services.supervision.commands.items import emit_item, open_item, recount
from services.supervision.model import Notice, RectificationItem, lifecycle, repository, validation
from services.supervision.model.items import VISIT
from services.supervision.model.rules import rules, until
from shared import org_paths
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import GapRecorded
from shared.events.supervision import NoticeClosed, RectificationAnswered, RectificationClosed, RectificationReturned
from shared.records import emit, load, take_step
from shared.reviews import is_passed, require_other_person
from shared.service import command
from shared.trees import STREET
from shared.unit_of_work import UnitOfWork


@command
def answer_item(
    work: UnitOfWork,
    *,
    item_id: str,
    text: str,
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> RectificationItem:
    """Submit the proof that an open item is rectified; evidence is optional and names a record."""
    item, _ = loading.load_for_update(work, RectificationItem, item_id, loading.ANSWER, expected_version)
    _answer(work, item, text, evidence, on)
    return item


@command
def answer_notice(
    work: UnitOfWork,
    *,
    notice_id: str,
    text: str,
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Notice:
    """Submit one proof for all open items of a notice."""
    notice, _ = loading.load_for_update(work, Notice, notice_id, loading.ANSWER, expected_version)
    lifecycle.NOTICE.after("answer", notice.status)
    waiting = repository.items_of(work.session, notice, lifecycle.OPEN)
    if not waiting:
        raise Conflict("notice_nothing_open")
    for item in waiting:
        _answer(work, item, text, evidence, on)
    return notice


@command
def verify_item(
    work: UnitOfWork,
    *,
    item_id: str,
    decision: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> RectificationItem:
    """Close an answered item (`pass`), or return it with an opinion, in the issuer's name."""
    item, _ = loading.load_as_issuer(work, RectificationItem, item_id, expected_version)
    _verify(work, item, passed=_passes(decision, opinion), opinion=opinion, on=on)
    return item


@command
def verify_notice(
    work: UnitOfWork,
    *,
    notice_id: str,
    decision: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Notice:
    """Decide alike on everything of a notice that is answered; all closed, the notice closes."""
    notice, _ = loading.load_as_issuer(work, Notice, notice_id, expected_version)
    lifecycle.NOTICE.after("verify", notice.status)
    waiting = repository.items_of(work.session, notice, lifecycle.ANSWERED)
    if not waiting:
        raise Conflict("notice_nothing_answered")
    passed = _passes(decision, opinion)
    for item in waiting:
        _verify(work, item, passed=passed, opinion=opinion, on=on)
    return notice


def open_rectification(work: UnitOfWork, event: GapRecorded) -> None:
    """Open an item for a gap found by a visit's review, with the event's deadline.

    The host's street verifies it, and the district what a street or someone directly below the district hosts.
    """
    host = org_paths.load_org_path(work.session, event.organization_id, work.today)
    issuer = host.street_id if host.street_id and host.level != STREET else host.district_id
    days = until(event.deadline, rules(event.recorded_on).version)
    open_item(
        work, event.recorded_on, district_id=event.district_id, organization_id=event.organization_id, issuer_id=issuer,
        origin=VISIT, origin_id=event.gap_id, visit_id=event.visit_id, clause=event.clause, text=event.text,
        due_on=days.due_on, overdue_from=days.overdue_from,
    )  # fmt: skip


def _passes(decision: str, opinion: str | None) -> bool:
    passed = is_passed(decision)
    if not passed and not (opinion or "").strip():
        raise Invalid("rectification_return_needs_opinion", field="opinion")
    return passed


def _answer(work: UnitOfWork, item: RectificationItem, text: str, evidence: str | None, on: date | None) -> None:
    item.proof, item.evidence = validation.lines(text, "text"), validation.line_or_none(evidence, "evidence")
    item.answered_on = take_step(work, item, "answer", on, opinion=item.proof)
    item.answered_by = work.actor.account_id
    emit_item(work, item, _recounted_notice(work, item), RectificationAnswered)


def _verify(work: UnitOfWork, item: RectificationItem, *, passed: bool, opinion: str | None, on: date | None) -> None:
    require_other_person(work, {item.answered_by}, "own_proof")
    step, words = "close" if passed else "return", validation.lines_or_none(opinion, "opinion")
    day = take_step(work, item, step, on, organization_id=item.issuer_id, opinion=words)
    if not passed:
        item.answered_on = item.answered_by = None
        emit_item(work, item, _recounted_notice(work, item), RectificationReturned)
        return
    item.closed_on = day
    notice = _recounted_notice(work, item)
    emit_item(work, item, notice, RectificationClosed)
    if notice is not None and notice.items == notice.items_closed:
        notice.closed_on = take_step(work, notice, "close", max(day, notice.last_step_on))
        emit(work, notice, NoticeClosed)


def _recounted_notice(work: UnitOfWork, item: RectificationItem) -> Notice | None:
    if item.notice_id is None:
        return None
    notice = load(work.session, Notice, item.notice_id, lock=True)
    recount(work, notice)
    return notice
