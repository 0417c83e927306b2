"""What is overdue climbs one step: a person of the issuer issues the next higher notice; a timer never does."""

from collections.abc import Sequence
from datetime import date

from services.supervision.commands import loading
from services.supervision.commands.items import emit_item, recount
from services.supervision.commands.notices import emit_issued, new_notice
from services.supervision.model import Notice, RectificationItem, lifecycle, repository, validation
from services.supervision.model.notices import must_be_late, next_kind
from shared.errors import Conflict
from shared.events.supervision import NoticeClimbed, RectificationMoved
from shared.lifecycles import step_day
from shared.org_paths import OrgPath
from shared.records import emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def escalate_notice(
    work: UnitOfWork,
    *,
    notice_id: str,
    text: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Notice:
    """Follow an overdue notice up with the next higher one, which takes over what is not closed.

    Refuses a notice that is not overdue, and the highest one.
    """
    notice, issuer = loading.load_as_issuer(work, Notice, notice_id, expected_version)
    lifecycle.NOTICE.after("escalate", notice.status)
    day = step_day(work, on, last=notice.last_step_on)
    notice.must_be_overdue(day)
    higher = new_notice(work, issuer, notice.organization_id, next_kind(notice.kind), day)
    higher.inspection_id, higher.climbed_from = notice.inspection_id, notice.id
    higher.text = validation.lines_or_none(text, "text")
    _move(work, repository.items_of(work.session, notice, lifecycle.OPEN, lifecycle.ANSWERED), higher, issuer)
    take_step(work, notice, "escalate", day, organization_id=notice.issuer_id, opinion=higher.title)
    notice.climbed_into = higher.id
    recount(work, notice)
    emit(work, notice, NoticeClimbed, into=higher.id)
    return higher


@command
def escalate_item(
    work: UnitOfWork,
    *,
    item_id: str,
    text: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Notice:
    """Follow an overdue item of a visit up with a rectification notice.

    Refuses one that is not overdue, and one that a notice asks for already: that notice climbs.
    """
    item, issuer = loading.load_as_issuer(work, RectificationItem, item_id, expected_version)
    lifecycle.ITEM.after("escalate", item.status)
    if item.notice_id is not None:
        raise Conflict("item_has_notice")
    day = step_day(work, on, last=item.last_step_on)
    must_be_late(item.overdue_from, item.due_on, day)
    notice = new_notice(work, issuer, item.organization_id, next_kind(None), day)
    notice.text = validation.lines_or_none(text, "text")
    _move(work, [item], notice, issuer)
    return notice


def _move(work: UnitOfWork, items: Sequence[RectificationItem], higher: Notice, issuer: OrgPath) -> None:
    for item in items:
        item.notice_id, item.due_on, item.overdue_from = higher.id, higher.due_on, higher.late_from
    emit_issued(work, higher, items, issuer)
    for item in items:
        emit_item(work, item, None, RectificationMoved, effective_on=higher.issued_on)
