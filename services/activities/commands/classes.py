"""A hall lists lecturers and offers classes; units ask for them, and what is held of a request is a session."""

from datetime import date
from typing import Any

from services.activities.commands import loading
from services.activities.commands.activities import add_activity
from services.activities.model import ClassRequest, HallClass, LectureHall, Lecturer, validation
from services.activities.model.classes import ACTIVE, DECLINED, GIVEN_UP, HELD, OFFERED, REQUESTED, RETIRED, WITHDRAWN
from services.activities.model.duplicates import SAME_CLASS, SAME_LECTURER, SAME_REQUEST
from services.activities.model.halls import EXISTING
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.activities_classes import (
    ClassHeld,
    ClassOffered,
    ClassRequested,
    ClassRequestEnded,
    ClassWithdrawn,
    LecturerListed,
    LecturerRetired,
)
from shared.lifecycles import step_day
from shared.records import emit, load
from shared.service import command
from shared.text_validation import require_text, require_text_or_none
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def appoint_lecturer(
    work: UnitOfWork, *, hall_id: str, name: str, unit: str, subject: str | None = None, on: date | None = None
) -> Answer[Lecturer]:
    """List a lecturer of a hall: who, of which organization, on what subject."""
    hall, day = _existing_hall(work, hall_id), step_day(work, on)
    lecturer = Lecturer(
        district_id=hall.district_id, id=work.new_id(), version=0, organization_id=hall.organization_id,
        hall_id=hall.id, name=require_text(name, label="姓名 name", limit=validation.NAME, field="name"),
        unit=require_text(unit, label="所在单位 unit", limit=validation.TITLE, field="unit"),
        subject=require_text_or_none(subject, label="专题 subject", limit=validation.TITLE, field="subject"),
        status=ACTIVE, listed_on=day,
    )  # fmt: skip
    work.session.add(lecturer)
    emit(work, lecturer, LecturerListed, effective_on=day)
    return Answer(lecturer, {"warnings": duplicates_of(work, SAME_LECTURER, lecturer)})


@command
def retire_lecturer(
    work: UnitOfWork, *, lecturer_id: str, on: date | None = None, expected_version: int | None = None
) -> Lecturer:
    """Take a lecturer off the list; the classes that were held stand."""
    lecturer = loading.load_of_school(work, Lecturer, lecturer_id, expected_version)
    _require(lecturer, ACTIVE)
    lecturer.status, lecturer.retired_on = RETIRED, step_day(work, on, last=lecturer.listed_on)
    emit(work, lecturer, LecturerRetired, effective_on=lecturer.retired_on)
    return lecturer


@command
def offer_class(
    work: UnitOfWork,
    *,
    hall_id: str,
    title: str,
    content: str | None = None,
    material: str | None = None,
    lecturer_id: str | None = None,
    on: date | None = None,
) -> Answer[HallClass]:
    """Put a class on a hall's menu, with its material and one of the hall's lecturers if they are known."""
    hall, day = _existing_hall(work, hall_id), step_day(work, on)
    if lecturer_id is not None and load(work.session, Lecturer, lecturer_id).hall_id != hall.id:
        raise Invalid("lecturer_of_another_hall", field="lecturer_id")
    offered = HallClass(
        district_id=hall.district_id, id=work.new_id(), version=0, organization_id=hall.organization_id,
        hall_id=hall.id, lecturer_id=lecturer_id, title=validation.title(title), content=validation.content(content),
        material=require_text_or_none(material, label="资料 material", limit=validation.EVIDENCE, field="material"),
        status=OFFERED, offered_on=day,
    )  # fmt: skip
    work.session.add(offered)
    emit(work, offered, ClassOffered, effective_on=day)
    return Answer(offered, {"warnings": duplicates_of(work, SAME_CLASS, offered)})


@command
def withdraw_class(
    work: UnitOfWork, *, hall_class_id: str, on: date | None = None, expected_version: int | None = None
) -> HallClass:
    """Take a class off the menu; requests that wait are still answered."""
    offered = loading.load_of_school(work, HallClass, hall_class_id, expected_version)
    _require(offered, OFFERED)
    offered.status, offered.withdrawn_on = WITHDRAWN, step_day(work, on, last=offered.offered_on)
    emit(work, offered, ClassWithdrawn, effective_on=offered.withdrawn_on)
    return offered


@command
def request_class(
    work: UnitOfWork,
    *,
    organization_id: str,
    hall_class_id: str,
    wanted_on: date | None = None,
    note: str | None = None,
) -> Answer[ClassRequest]:
    """Ask a hall of the district for a class of its menu, in a unit's name."""
    place = loading.load_place(work, loading.MANAGE, organization_id)
    offered = load(work.session, HallClass, hall_class_id)
    if offered.district_id != place.district_id or offered.status != OFFERED:
        raise Conflict("class_not_offered", title=offered.title)
    request = ClassRequest(
        district_id=place.district_id, id=work.new_id(), version=0, organization_id=organization_id,
        hall_organization_id=offered.organization_id, hall_class_id=offered.id, title=offered.title,
        note=require_text_or_none(note, label="说明 note", limit=validation.REASON, field="note", lines=True),
        status=REQUESTED, requested_on=work.today, wanted_on=wanted_on,
    )  # fmt: skip
    work.session.add(request)
    emit(work, request, ClassRequested, effective_on=work.today)
    return Answer(request, {"warnings": duplicates_of(work, SAME_REQUEST, request)})


@command
def hold_class(
    work: UnitOfWork,
    *,
    class_request_id: str,
    mode: str,
    held_on: date | None = None,
    content: str | None = None,
    expected_version: int | None = None,
    **people: Any,
) -> ClassRequest:
    """Record that a class was held for who asked for it: a session of the hall, in one of the six modes.

    `people` are speakers, guest_speaker, attended and excused, as of every session.
    """
    request = loading.load_request(work, class_request_id, expected_version, side="hall_organization_id")
    _require(request, REQUESTED)
    place = org_paths.load_org_path(work.session, request.hall_organization_id, work.today)
    hall_id = load(work.session, HallClass, request.hall_class_id).hall_id
    more = {"hall_id": hall_id, "content": content} | people
    held = add_activity(
        work, place, kind=validation.SESSION, mode=mode, title=request.title, held_on=held_on, **more
    )  # fmt: skip
    request.status, request.activity_id, request.held_on = HELD, held.id, held.held_on
    emit(work, request, ClassHeld, effective_on=held.held_on)
    return request


@command
def decline_class(
    work: UnitOfWork, *, class_request_id: str, reason: str, expected_version: int | None = None
) -> ClassRequest:
    """Decline a request in the name of who has the hall, with a reason."""
    request = loading.load_request(work, class_request_id, expected_version, side="hall_organization_id")
    return _end(work, request, DECLINED, validation.reason(reason))


@command
def withdraw_request(
    work: UnitOfWork, *, class_request_id: str, reason: str, expected_version: int | None = None
) -> ClassRequest:
    """Withdraw a request in the name of the unit that asked, with a reason."""
    request = loading.load_request(work, class_request_id, expected_version)
    return _end(work, request, GIVEN_UP, validation.reason(reason))


def _end(work: UnitOfWork, request: ClassRequest, status: str, reason: str) -> ClassRequest:
    _require(request, REQUESTED)
    request.status, request.reason = status, reason
    emit(work, request, ClassRequestEnded, effective_on=work.today)
    return request


def _existing_hall(work: UnitOfWork, hall_id: str) -> LectureHall:
    hall = loading.load_hall(work, hall_id, None)
    if hall.status not in EXISTING:
        raise Conflict("hall_not_there", title=hall.title)
    return hall


def _require(record: Lecturer | HallClass | ClassRequest, status: str) -> None:
    if record.status != status:
        raise Conflict("school_step_not_possible", status=record.status)
