"""A lecture hall is planned, built, checked against its standard item by item, and established when that is met."""

from datetime import date
from typing import Any

from sqlalchemy import select

from services.activities.commands import loading
from services.activities.commands.recording import emit_hall, hall_step
from services.activities.model import HallDeadline, HallItem, LectureHall, repository, validation
from services.activities.model.halls import HALL, MISSING, WAITING, deadline_of, hall_rules
from shared import org_paths, trees
from shared.errors import Conflict, Invalid
from shared.events.activities import (
    HallAmended,
    HallChecked,
    HallDeadlineSet,
    HallDue,
    HallEstablished,
    HallPlanned,
    HallWanted,
)
from shared.lifecycles import step_day
from shared.service import command
from shared.text_validation import require_text, require_text_or_none
from shared.unit_of_work import UnitOfWork

YEARS_AHEAD = 5
CHUNK = 50
"""Halls that one transaction gives their deadline."""


def require_halls(work: UnitOfWork, district_id: str, organization_ids: list[str]) -> None:
    """Require a hall of each organization that is to have one and has none.

    Of one that opens later it is wanted from that day on: nobody finds it before.
    """
    levels = hall_rules(work.today)["wanted_of"]["levels"]
    for organization_id in organization_ids:
        last = trees.timeline(work.session, organization_id).versions[-1]
        if last.level not in levels or last.valid_until is not None:
            continue
        if repository.hall_at(work.session, organization_id) is None:
            hall = _new(work, district_id, organization_id, title=last.name)
            hall_step(work, hall, "want", None, on=work.today)
            emit_hall(work, hall, HallWanted)


@command
def plan_hall(
    work: UnitOfWork, *, organization_id: str, title: str, address: str | None = None, on: date | None = None
) -> dict[str, Any]:
    """Plan the lecture hall of an organization, by the standard in force today; each has one."""
    place = loading.place_for(work, loading.KEEP, organization_id)
    if not org_paths.is_open(work.session, organization_id, work.today):
        raise Conflict("hall_of_closed_organization", organization=place.name, day=work.today)
    day = validation.year_of(step_day(work, on), "on")
    hall = repository.hall_at(work.session, organization_id, lock=True)
    if hall is None:
        hall = _new(work, place.district_id, organization_id, title=place.name)
    before = hall.status
    hall.status = HALL.after("plan", before)
    hall.title, hall.address, hall.planned_on = validation.title(title), _address(address), day
    hall.by_standard_of(work.today)
    hall_step(work, hall, "plan", before, on=day)
    emit_hall(work, hall, HallPlanned)
    return _shown(work, hall)


@command
def amend_hall(
    work: UnitOfWork,
    *,
    hall_id: str,
    title: str | None = None,
    address: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Change the title or the address of a hall; None leaves a field, an empty address clears it."""
    hall = loading.hall_for(work, hall_id, expected_version)
    HALL.after("amend", hall.status)
    if title is None and address is None:
        raise Invalid("nothing_to_change")
    if title is not None:
        hall.title = validation.title(title)
    if address is not None:
        hall.address = _address(address)
    hall_step(work, hall, "amend", hall.status, on=hall.last_step_on)
    emit_hall(work, hall, HallAmended)
    return _shown(work, hall)


@command
def begin_hall(
    work: UnitOfWork, *, hall_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record that the building of a planned hall began."""
    hall = loading.hall_for(work, hall_id, expected_version)
    before, hall.status = hall.status, HALL.after("begin", hall.status)
    hall.building_on = step_day(work, on, last=hall.last_step_on)
    hall_step(work, hall, "begin", before, on=hall.building_on)
    emit_hall(work, hall, HallAmended)
    return _shown(work, hall)


@command
def check_items(
    work: UnitOfWork,
    *,
    hall_id: str,
    items: list[str],
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Mark items of the hall's standard as met, with evidence; a repeated mark replaces it."""
    hall = loading.hall_for(work, hall_id, expected_version)
    HALL.after("check", hall.status)
    day = step_day(work, on, last=hall.planned_on)
    said, known = validation.evidence(evidence), repository.checked_items(work.session, hall)
    named = sorted({hall.known_item(item) for item in items})
    if not named:
        raise Invalid("nothing_to_change", field="items")
    for item in named:
        found = known.get(item) or HallItem(district_id=hall.district_id, hall_id=hall.id, item=item)
        found.checked_on, found.evidence, found.account_name = day, said, work.actor.name
        work.session.add(found)
    day = max(day, hall.last_step_on)
    return _checked(work, hall, "check", day=day, opinion=" ".join(named))


@command
def uncheck_item(
    work: UnitOfWork, *, hall_id: str, item: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Unmark an item of the hall's standard, with a reason."""
    hall = loading.hall_for(work, hall_id, expected_version)
    HALL.after("uncheck", hall.status)
    known = repository.checked_items(work.session, hall).get(hall.known_item(item))
    if known is None:
        raise Conflict("item_not_checked", field="item", item=item)
    said = validation.reason(reason)
    work.session.delete(known)
    return _checked(work, hall, "uncheck", day=hall.last_step_on, opinion=f"{item}：{said}")


@command
def establish_hall(
    work: UnitOfWork, *, hall_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Establish a hall; refused as Conflict while a checklist of its standard is not complete."""
    hall = loading.hall_for(work, hall_id, expected_version)
    before, hall.status = hall.status, HALL.after("establish", hall.status)
    hall.must_meet(set(repository.checked_items(work.session, hall)))
    hall.established_on = step_day(work, on, last=hall.last_step_on)
    hall_step(work, hall, "establish", before, on=hall.established_on)
    emit_hall(work, hall, HallEstablished)
    return _shown(work, hall)


@command
def set_hall_deadline(
    work: UnitOfWork, *, organization_id: str, year: int, deadline: date, basis: str
) -> dict[str, Any]:
    """Set the day by which a district's halls are to be established; set again, it is another day.

    Every hall that is not established is given it right after this was answered, and those wanted later in that year
    get it as well, but for those of organizations that open after it. A deadline on a day off moves to the next working
    day. Refuses a deadline outside its year, and one without a basis.
    """
    district_id = loading.district_for(work, organization_id)
    if not work.today.year <= year <= work.today.year + YEARS_AHEAD:
        first, last = work.today.year, work.today.year + YEARS_AHEAD
        raise Invalid("year_out_of_range", field="year", year=year, first=first, last=last)
    if deadline.year != year:
        raise Invalid("deadline_not_in_year", field="deadline", deadline=deadline, year=year)
    said = require_text(basis, label="依据 basis", limit=validation.TITLE, field="basis")
    made = work.session.merge(deadline_of(district_id, year, deadline, said))
    _tell_deadline(work, made)
    names = ("year", "deadline", "due_on", "calendar_published", "basis")
    return {name: getattr(made, name) for name in names} | {"organization_id": district_id}


def give_deadline(work: UnitOfWork, event: HallDeadlineSet) -> None:
    """Set the deadline of the next halls of a district, and emit the event again while more are left."""
    made = work.session.get_one(HallDeadline, (event.district_id, event.year))
    waiting = select(LectureHall).where(
        LectureHall.district_id == event.district_id,
        LectureHall.status.in_(WAITING),
        LectureHall.id > event.after,
        LectureHall.organization_id.not_in(trees.opening_after(event.district_id, made.due_on)),
    )
    halls = work.session.scalars(waiting.order_by(LectureHall.id).limit(CHUNK + 1).with_for_update()).all()
    for hall in halls[:CHUNK]:
        hall.be_due(made)
        hall_step(work, hall, "set_deadline", hall.status, on=hall.last_step_on, opinion=made.basis)
        emit_hall(work, hall, HallDue)
    if len(halls) > CHUNK:
        _tell_deadline(work, made, after=halls[CHUNK - 1].id)


def _tell_deadline(work: UnitOfWork, made: HallDeadline, *, after: str = "") -> None:
    whose = {"district_id": made.district_id, "organization_id": made.district_id}
    work.emit(HallDeadlineSet(**whose, year=made.year, due_on=made.due_on, after=after))


def _new(work: UnitOfWork, district_id: str, organization_id: str, *, title: str) -> LectureHall:
    hall = LectureHall(
        district_id=district_id,
        id=work.new_id(),
        version=0,
        organization_id=organization_id,
        title=title,
        status=MISSING,
        items_checked=0,
        steps=0,
        last_step_on=date.min,
    )
    hall.by_standard_of(work.today)
    opened = trees.timeline(work.session, organization_id).versions[0].valid_from
    set_for = work.session.get(HallDeadline, (district_id, max(opened, work.today).year))
    if set_for is not None and opened <= set_for.due_on:
        hall.be_due(set_for)
    work.session.add(hall)
    return hall


def _checked(work: UnitOfWork, hall: LectureHall, step: str, *, day: date, opinion: str) -> dict[str, Any]:
    work.session.flush()
    hall.items_checked = len(repository.checked_items(work.session, hall))
    hall_step(work, hall, step, hall.status, on=day, opinion=opinion)
    emit_hall(work, hall, HallChecked)
    return _shown(work, hall)


def _address(text: str | None) -> str | None:
    return require_text_or_none(text, label="地点 address", limit=validation.TITLE, field="address")


def _shown(work: UnitOfWork, hall: LectureHall) -> dict[str, Any]:
    work.session.flush()
    return repository.hall_view(hall, work.today) | {"items": repository.items_view(work.session, hall)}
