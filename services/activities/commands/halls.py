"""A lecture hall is planned, built, checked against its standard item by item, and established when that is met."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from services.activities.commands import loading
from services.activities.model import HallDeadline, HallItem, HallScope, LectureHall, repository, validation, views
from services.activities.model.halls import MISSING, WAITING, deadline_of, hall_rules, periods_asked
from shared import org_paths, trees
from shared.enumerations import ORGANIZATION_KINDS
from shared.errors import Conflict, Invalid
from shared.events.activities_halls import (
    HallAmended,
    HallAsked,
    HallChecked,
    HallDeadlineSet,
    HallDue,
    HallEstablished,
    HallPlanned,
    HallScopeSet,
    HallWanted,
)
from shared.lifecycles import record_step, step_day
from shared.records import emit, take_step
from shared.service import command
from shared.text_validation import require_text, require_text_or_none
from shared.trees import BRANCH, Version, organization_version
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

YEARS_AHEAD = 5
CHUNK = 50
"""Halls that one transaction gives their deadline, or organizations that it asks for theirs."""


def require_halls(work: UnitOfWork, district_id: str, organization_ids: Collection[str], basis: str = "") -> None:
    """Require a hall of each organization that is to have one and has none, from the day on which one is asked.

    Of one that opens later it is wanted from that day on: nobody finds it before. Of one that is to close, nothing is.
    """
    rules, scopes = hall_rules(work.today), repository.hall_scopes(work.session, district_id)
    for organization_id in organization_ids:
        last = trees.timeline(work.session, organization_id).versions[-1]
        if last.valid_until is not None:
            continue
        asked = periods_asked(rules, scopes, last.level, last.kind)
        if asked == [] and not scopes:
            continue
        hall = repository.hall_at(work.session, organization_id, lock=True)
        if hall is not None:
            _ask(work, hall, asked, basis)
        elif asked != []:
            hall = _new(work, district_id, organization_id, last, asked)
            _settle_deadline(work, hall)
            record_step(work, hall, "want", None, opinion=basis or None)
            emit(work, hall, HallWanted)


@command
def plan_hall(
    work: UnitOfWork, *, organization_id: str, title: str, address: str | None = None, on: date | None = None
) -> Answer[LectureHall]:
    """Plan the lecture hall of an organization, by the standard in force today; each has one."""
    place = loading.load_place(work, loading.MANAGE, organization_id)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("hall_of_closed_organization", organization=place.name, day=work.today)
    day = validation.listed_day(step_day(work, on), "on")
    known = repository.hall_at(work.session, organization_id, lock=True)
    hall = known or _of_own_accord(work, place.district_id, organization_id)
    before, hall.status = hall.status, hall.lifecycle.after("plan", hall.status)
    if known is None:
        _settle_deadline(work, hall)
    hall.title, hall.address = validation.title(title), _address(address)
    hall.planned_on = hall.last_step_on = day
    hall.bind_standard(work.today)
    record_step(work, hall, "plan", before, on=day)
    emit(work, hall, HallPlanned)
    return _with_items(work, hall)


@command
def amend_hall(
    work: UnitOfWork,
    *,
    hall_id: str,
    title: str | None = None,
    address: str | None = None,
    expected_version: int | None = None,
) -> Answer[LectureHall]:
    """Change the title or the address of a hall; None leaves a field, an empty address clears it."""
    hall = loading.load_hall(work, hall_id, expected_version)
    hall.lifecycle.after("amend", hall.status)
    if title is None and address is None:
        raise Invalid("nothing_to_change")
    if title is not None:
        hall.title = validation.title(title)
    if address is not None:
        hall.address = _address(address)
    record_step(work, hall, "amend", hall.status, on=hall.last_step_on)
    emit(work, hall, HallAmended)
    return _with_items(work, hall)


@command
def begin_hall(
    work: UnitOfWork, *, hall_id: str, on: date | None = None, expected_version: int | None = None
) -> Answer[LectureHall]:
    """Record that the building of a planned hall began."""
    hall = loading.load_hall(work, hall_id, expected_version)
    hall.building_on = take_step(work, hall, "begin", on)
    emit(work, hall, HallAmended)
    return _with_items(work, hall)


@command
def check_items(
    work: UnitOfWork,
    *,
    hall_id: str,
    items: list[str],
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Answer[LectureHall]:
    """Mark items of the hall's standard as met, with evidence; a repeated mark replaces it."""
    hall = loading.load_hall(work, hall_id, expected_version)
    hall.lifecycle.after("check", hall.status)
    day = step_day(work, on, last=hall.planned_on)
    evidence, checked = validation.evidence(evidence), repository.checked_items(work.session, hall)
    names = sorted({hall.require_item(item) for item in items})
    if not names:
        raise Invalid("nothing_to_change", field="items")
    for name in names:
        item = checked.get(name) or HallItem(district_id=hall.district_id, hall_id=hall.id, item=name)
        item.checked_on, item.evidence, item.account_name = day, evidence, work.actor.name
        work.session.add(item)
    return _record_check(work, hall, "check", on=max(day, hall.last_step_on), opinion=" ".join(names))


@command
def uncheck_item(
    work: UnitOfWork, *, hall_id: str, item: str, reason: str, expected_version: int | None = None
) -> Answer[LectureHall]:
    """Unmark an item of the hall's standard, with a reason."""
    hall = loading.load_hall(work, hall_id, expected_version)
    hall.lifecycle.after("uncheck", hall.status)
    checked = repository.checked_items(work.session, hall).get(hall.require_item(item))
    if checked is None:
        raise Conflict("item_not_checked", field="item", item=item)
    opinion = f"{item}：{validation.reason(reason)}"
    work.session.delete(checked)
    return _record_check(work, hall, "uncheck", on=hall.last_step_on, opinion=opinion)


@command
def establish_hall(
    work: UnitOfWork, *, hall_id: str, on: date | None = None, expected_version: int | None = None
) -> Answer[LectureHall]:
    """Establish a hall; refused as Conflict while a checklist of its standard is not complete."""
    hall = loading.load_hall(work, hall_id, expected_version)
    hall.lifecycle.after("establish", hall.status)
    hall.require_standard(set(repository.checked_items(work.session, hall)))
    hall.established_on = take_step(work, hall, "establish", on)
    emit(work, hall, HallEstablished)
    return _with_items(work, hall)


@command
def set_hall_deadline(work: UnitOfWork, *, organization_id: str, year: int, deadline: date, basis: str) -> HallDeadline:
    """Set the day by which a district's halls are to be established; set again, it is another day.

    Every hall that is not established is given it right after this was answered, and those wanted later in that year
    get it as well, but for those of organizations that open after it. A deadline on a day off moves to the next working
    day. Refuses a deadline outside its year, and one without a basis.
    """
    district_id = loading.load_district(work, organization_id)
    if not work.today.year <= year <= work.today.year + YEARS_AHEAD:
        first, last = work.today.year, work.today.year + YEARS_AHEAD
        raise Invalid("year_out_of_range", field="year", year=year, first=first, last=last)
    if deadline.year != year:
        raise Invalid("deadline_not_in_year", field="deadline", deadline=deadline, year=year)
    basis = require_text(basis, label="依据 basis", limit=validation.TITLE, field="basis")
    hall_deadline = work.session.merge(deadline_of(district_id, year, deadline, basis))
    _emit_deadline(work, hall_deadline)
    return hall_deadline


def apply_deadline(work: UnitOfWork, event: HallDeadlineSet) -> None:
    """Set the deadline of the next halls of a district, and emit the event again while more are left."""
    deadline = work.session.get_one(HallDeadline, (event.district_id, event.year))
    waiting = select(LectureHall).where(
        LectureHall.district_id == event.district_id,
        LectureHall.status.in_(WAITING),
        LectureHall.id > event.after,
        LectureHall.organization_id.not_in(trees.opening_after(event.district_id, deadline.due_on)),
    )
    halls = work.session.scalars(waiting.order_by(LectureHall.id).limit(CHUNK + 1).with_for_update()).all()
    for hall in halls[:CHUNK]:
        if not hall.is_owed_on(deadline.due_on):
            continue
        hall.set_deadline(deadline)
        record_step(work, hall, "set_deadline", hall.status, on=hall.last_step_on, opinion=deadline.basis)
        emit(work, hall, HallDue)
    if len(halls) > CHUNK:
        _emit_deadline(work, deadline, after=halls[CHUNK - 1].id)


@command
def set_hall_scope(work: UnitOfWork, *, organization_id: str, from_on: date, kinds: list[str], basis: str) -> HallScope:
    """Set of branches of which kinds a district asks a hall from a day on; set again, the day has another setting.

    It holds until the day of the next setting; no kind means that only streets and communities are asked. Every branch
    is asked right after this was answered. Refuses an unknown kind, a day long past or far ahead, and a missing basis.
    """
    district_id = loading.load_district(work, organization_id)
    first, last = work.today.year - 1, work.today.year + YEARS_AHEAD
    if not first <= from_on.year <= last:
        raise Invalid("year_out_of_range", field="from_on", year=from_on.year, first=first, last=last)
    if unknown := sorted(set(kinds) - {*ORGANIZATION_KINDS}):
        raise Invalid("branch_kind_unknown", field="kinds", kind=unknown[0], known=ORGANIZATION_KINDS)
    basis = require_text(basis, label="依据 basis", limit=validation.TITLE, field="basis")
    scope = HallScope(district_id=district_id, from_on=from_on, kinds=sorted(set(kinds)), basis=basis)
    scope = work.session.merge(scope)
    _emit_scope(work, scope)
    return scope


def apply_scope(work: UnitOfWork, event: HallScopeSet) -> None:
    """Ask the next branches of a district for their halls, and emit the event again while more are left."""
    scope, version = work.session.get_one(HallScope, (event.district_id, event.from_on)), organization_version.c
    query = (
        select(version.organization_id)
        .where(version.district_id == event.district_id, version.level == BRANCH, version.organization_id > event.after)
        .distinct()
        .order_by(version.organization_id)
        .limit(CHUNK + 1)
    )
    branches = work.session.scalars(query).all()
    require_halls(work, event.district_id, branches[:CHUNK], scope.basis)
    if len(branches) > CHUNK:
        _emit_scope(work, scope, after=branches[CHUNK - 1])


def _emit_scope(work: UnitOfWork, scope: HallScope, *, after: str = "") -> None:
    organizations = {"district_id": scope.district_id, "organization_id": scope.district_id}
    work.emit(HallScopeSet(**organizations, from_on=scope.from_on, kinds=tuple(scope.kinds), after=after))


def _ask(work: UnitOfWork, hall: LectureHall, asked: list[list[str | None]] | None, basis: str) -> None:
    # A hall that came from elsewhere was asked of whom it came from.
    if hall.asked == asked or repository.was_carried(work.session, hall):
        return
    hall.asked = asked
    if hall.status == MISSING:
        _settle_deadline(work, hall)
    record_step(work, hall, "ask", hall.status, on=hall.last_step_on, opinion=basis or None)
    emit(work, hall, HallAsked)


def _emit_deadline(work: UnitOfWork, deadline: HallDeadline, *, after: str = "") -> None:
    organizations = {"district_id": deadline.district_id, "organization_id": deadline.district_id}
    work.emit(HallDeadlineSet(**organizations, year=deadline.year, due_on=deadline.due_on, after=after))


def _of_own_accord(work: UnitOfWork, district_id: str, organization_id: str) -> LectureHall:
    last = trees.timeline(work.session, organization_id).versions[-1]
    scopes = repository.hall_scopes(work.session, district_id)
    asked = periods_asked(hall_rules(work.today), scopes, last.level, last.kind)
    return _new(work, district_id, organization_id, last, asked)


def _new(
    work: UnitOfWork, district_id: str, organization_id: str, version: Version, asked: list[list[str | None]] | None
) -> LectureHall:
    hall = LectureHall(
        district_id=district_id,
        id=work.new_id(),
        version=0,
        organization_id=organization_id,
        title=version.name,
        status=MISSING,
        asked=asked,
        items_checked=0,
        steps=0,
        last_step_on=work.today,
    )
    hall.bind_standard(work.today)
    work.session.add(hall)
    return hall


def _settle_deadline(work: UnitOfWork, hall: LectureHall) -> None:
    """Give a hall the deadline of the year in which it is to be built, unless that passes before it is owed."""
    opened = trees.timeline(work.session, hall.organization_id).versions[0].valid_from
    year = hall.owed_from(max(opened, work.today)).year
    deadline = work.session.get(HallDeadline, (hall.district_id, year))
    is_owed = deadline is not None and opened <= deadline.due_on and hall.is_owed_on(deadline.due_on)
    hall.set_deadline(deadline if is_owed else None)


def _record_check(work: UnitOfWork, hall: LectureHall, step: str, *, on: date, opinion: str) -> Answer[LectureHall]:
    work.session.flush()
    hall.items_checked = len(repository.checked_items(work.session, hall))
    hall.last_step_on = on
    record_step(work, hall, step, hall.status, on=on, opinion=opinion)
    emit(work, hall, HallChecked)
    return _with_items(work, hall)


def _address(text: str | None) -> str | None:
    return require_text_or_none(text, label="地点 address", limit=validation.TITLE, field="address")


def _with_items(work: UnitOfWork, hall: LectureHall) -> Answer[LectureHall]:
    work.session.flush()
    return Answer(hall, {"items": views.item_views(work, hall)})
